// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.kernel;

/// Another run holds this machine; the message names it.
public final class MachineBusyException extends KernelException {
    private static final long serialVersionUID = 1L;

    public MachineBusyException(String message) {
        super(message);
    }
}
