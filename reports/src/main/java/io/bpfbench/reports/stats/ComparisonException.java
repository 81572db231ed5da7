// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

/// A record that nothing can be concluded from; the message is one sentence for the user that says what to do.
public final class ComparisonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ComparisonException(String message) {
        super(message);
    }
}
