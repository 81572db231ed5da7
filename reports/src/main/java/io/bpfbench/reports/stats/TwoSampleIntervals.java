// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;

/// Confidence intervals of the difference between the means of two independent samples, by the rules of [Intervals]:
/// the smaller sample decides between Welch's t and the bootstraps, in which each sample is resampled by itself (B.
/// Efron and R. Tibshirani, *An Introduction to the Bootstrap*, 1993, chapter 8).
///
/// The bootstraps' tails are expanded as there. A resample's spread is that of divisor n instead of n − 1, and for one
/// sample that is the factor √(n/(n−1)); for two it is the ratio of the two standard errors, which is the same for
/// samples of one size.
final class TwoSampleIntervals {
    private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

    private TwoSampleIntervals() {}

    /// The interval of `mean(second) − mean(first)`, each of at least two finite values.
    ///
    /// @param level confidence, such as 0.95
    /// @param seed where the resamples begin
    static Intervals.Result of(double[] first, double[] second, double level, long seed) {
        TwoSamples.Welch welch = TwoSamples.Welch.of(first, second);
        if (welch.error() == 0) {
            return new Intervals.Result(new Interval(welch.difference(), welch.difference()), IntervalMethod.CONSTANT);
        }
        int fewest = Math.min(first.length, second.length);
        if (fewest < Intervals.FEW || fewest > Intervals.VERY_MANY) {
            return new Intervals.Result(welch(welch, level), IntervalMethod.WELCH);
        }
        if (fewest < Intervals.MANY || tied(first) || tied(second)) {
            return new Intervals.Result(percentile(first, second, level, seed), IntervalMethod.PERCENTILE);
        }
        return new Intervals.Result(bca(first, second, level, seed), IntervalMethod.BCA);
    }

    private static boolean tied(double[] values) {
        return 2 * Arrays.stream(values).distinct().count() < values.length;
    }

    private static Interval welch(TwoSamples.Welch welch, double level) {
        double half = quantile(welch.freedom(), level) * welch.error();
        return new Interval(welch.difference() - half, welch.difference() + half);
    }

    private static double quantile(double freedom, double level) {
        return new TDistribution(null, freedom).inverseCumulativeProbability((1 + level) / 2);
    }

    static Interval percentile(double[] first, double[] second, double level, long seed) {
        double[] differences = differences(first, second, seed);
        double tail = tail(first, second, level);
        return new Interval(Intervals.quantile(differences, tail), Intervals.quantile(differences, 1 - tail));
    }

    /// BCa with the acceleration of several samples (A. Davison and D. Hinkley, *Bootstrap Methods and their
    /// Application*, 1997, equation 5.38): influences are taken sample by sample.
    static Interval bca(double[] first, double[] second, double level, long seed) {
        double[] differences = differences(first, second, seed);
        double difference = Moments.mean(second) - Moments.mean(first);
        double acceleration = acceleration(first, second);
        double tail = tail(first, second, level);
        double bias = Intervals.bias(differences, difference);
        return new Interval(
                Intervals.quantile(differences, Intervals.corrected(tail, bias, acceleration)),
                Intervals.quantile(differences, Intervals.corrected(1 - tail, bias, acceleration)));
    }

    static double acceleration(double[] first, double[] second) {
        double[] sums = new double[2];
        influences(first, -1, sums);
        influences(second, 1, sums);
        return sums[1] / (6 * Math.pow(sums[0], 1.5));
    }

    /// Adds a sample's squared and cubed influences, over the square and the cube of its size.
    private static void influences(double[] values, int sign, double[] sums) {
        double mean = Moments.mean(values);
        for (double value : values) {
            double influence = sign * (value - mean) / values.length;
            sums[0] += influence * influence;
            sums[1] += influence * influence * influence;
        }
    }

    private static double[] differences(double[] first, double[] second, long seed) {
        Resampling random = new Resampling(seed);
        double[] differences = new double[Intervals.RESAMPLES];
        for (int resample = 0; resample < differences.length; resample++) {
            differences[resample] = random.mean(second) - random.mean(first);
        }
        Arrays.sort(differences);
        return differences;
    }

    /// The share of resamples in each tail that makes a percentile interval as wide as Welch's for normal data.
    static double tail(double[] first, double[] second, double level) {
        TwoSamples.Welch welch = TwoSamples.Welch.of(first, second);
        double resampled = Math.sqrt(resampledVariance(first) + resampledVariance(second));
        return NORMAL.cumulativeProbability(-quantile(welch.freedom(), level) * welch.error() / resampled);
    }

    private static double resampledVariance(double[] values) {
        double error = Moments.deviation(values) / values.length;
        return error * error * (values.length - 1);
    }
}
