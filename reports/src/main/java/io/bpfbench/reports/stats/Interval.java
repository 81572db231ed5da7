// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

/// A closed interval.
public record Interval(double low, double high) {
    public Interval {
        if (!(low <= high)) {
            throw new IllegalArgumentException("an interval has its lower end first, not " + low + ".." + high);
        }
    }

    public boolean contains(double value) {
        return low <= value && value <= high;
    }

    public double halfWidth() {
        return (high - low) / 2;
    }
}
