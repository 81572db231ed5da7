// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

/// How an interval came about.
public enum IntervalMethod {
    /// Bias-corrected and accelerated bootstrap.
    BCA("BCa bootstrap"),
    /// Percentile bootstrap.
    PERCENTILE("percentile bootstrap"),
    /// Student's t: with few blocks either bootstrap is too narrow.
    STUDENT("Student's t"),
    /// Welch's t, of two runs.
    WELCH("Welch's t"),
    /// Every block gave the same figure: the interval is that point.
    CONSTANT("the same in every block"),
    /// Fewer than two blocks: there is no interval, and no claim.
    NONE("no interval");

    private final String label;

    IntervalMethod(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
