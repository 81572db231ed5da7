// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

/// What the process's exit status says.
final class ExitCode {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int REGRESSION = 3;
    static final int INCONCLUSIVE = 4;

    private ExitCode() {}
}
