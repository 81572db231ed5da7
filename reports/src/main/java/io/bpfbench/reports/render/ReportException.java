// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

/// A report that could not be written; the message is one sentence for the user that says what to do.
public final class ReportException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ReportException(String message) {
        super(message);
    }
}
