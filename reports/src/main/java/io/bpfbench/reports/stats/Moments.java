// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

/// Mean and deviation of a few numbers. Both are taken from the first value on, so that equal values give exactly
/// their common value and a deviation of exactly 0.
final class Moments {
    private Moments() {}

    static double mean(double[] values) {
        double first = values[0];
        double sum = 0;
        for (double value : values) {
            sum += value - first;
        }
        return first + sum / values.length;
    }

    /// Sample standard deviation (divisor n − 1).
    static double deviation(double[] values) {
        double mean = mean(values);
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / (values.length - 1));
    }
}
