// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.kernel;

/// The machine does not let us do something; the message is one sentence for the user: what happened, to what, what
/// to do.
public class KernelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public KernelException(String message) {
        super(message);
    }
}
