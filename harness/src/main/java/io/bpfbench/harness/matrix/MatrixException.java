// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.matrix;

/// A matrix that cannot be run; the message is one sentence for the user.
public final class MatrixException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MatrixException(String message) {
        super(message);
    }
}
