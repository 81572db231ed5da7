// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

/// A journal that cannot be read; the message is one sentence for the user that says what to do.
public final class JournalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public JournalException(String message) {
        super(message);
    }
}
