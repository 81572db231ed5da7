// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.run;

/// A run that cannot go on; the message is one sentence for the user.
public final class RunException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RunException(String message) {
        super(message);
    }
}
