// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

/// An option that makes no sense; the message is one sentence for the user.
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }

    /// @param sentence what is wrong where it is not right
    static void require(boolean right, String sentence) {
        if (!right) {
            throw new UsageException(sentence);
        }
    }
}
