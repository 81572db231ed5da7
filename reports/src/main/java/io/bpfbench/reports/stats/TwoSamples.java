// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import java.util.Arrays;
import org.apache.commons.math3.distribution.TDistribution;

/// Two-sided tests of whether two independent samples have the same mean: the blocks of two runs, of which none
/// belongs to any of the other's.
final class TwoSamples {
    /// Up to this many ways to deal the values into the two groups all are counted, above it a sample of them.
    static final long EXACT = 200_000;

    private static final int SAMPLES = 10_000;

    private TwoSamples() {}

    /// Welch's figures of a difference of means (B. L. Welch, *Biometrika* 34, 1947).
    ///
    /// @param difference mean of the second sample less that of the first
    /// @param error its standard error, 0 when both samples are constant
    /// @param freedom Welch and Satterthwaite's degrees of freedom, infinite without an error
    record Welch(double difference, double error, double freedom) {
        static Welch of(double[] first, double[] second) {
            double one = variance(first) / first.length;
            double two = variance(second) / second.length;
            double freedom =
                    (one + two) * (one + two) / (one * one / (first.length - 1) + two * two / (second.length - 1));
            return new Welch(
                    Moments.mean(second) - Moments.mean(first),
                    Math.sqrt(one + two),
                    one + two == 0 ? Double.POSITIVE_INFINITY : freedom);
        }

        /// The difference in standard errors; infinite for a difference without an error, 0 for none.
        double statistic() {
            return difference == 0 ? 0 : difference / error;
        }

        /// Welch's t test.
        double p() {
            return error == 0 ? (difference == 0 ? 1 : 0) : 2 * below(-Math.abs(statistic()));
        }

        /// The p-value of the one-sided test that the true difference is not below `limit`.
        double pBelow(double limit) {
            return error == 0 ? (difference < limit ? 0 : 1) : below((difference - limit) / error);
        }

        private double below(double t) {
            return new TDistribution(null, freedom).cumulativeProbability(t);
        }
    }

    private static double variance(double[] values) {
        double deviation = Moments.deviation(values);
        return deviation * deviation;
    }

    /// Permutation test (E. J. G. Pitman, *Supplement to the JRSS* 4, 1937) with Welch's statistic: the share of
    /// all ways to deal the values into groups of these sizes that make it at least as large as observed.
    /// Studentised it holds its level, exactly when the two distributions are the same and closely when they
    /// differ in spread (A. Janssen, *Statistics & Probability Letters* 36, 1997; E. Chung and J. Romano, *Annals
    /// of Statistics* 41, 2013). For groups of one size it is the same as with the difference of means.
    ///
    /// Where there are more than [#EXACT] ways, 10,000 seeded ones are drawn and the observed one is counted among
    /// them (B. Phipson and G. Smyth, *Statistical Applications in Genetics and Molecular Biology* 9, 2010).
    static double permutation(double[] first, double[] second, long seed) {
        double[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        // From the pooled mean on, so that the sums of squares do not cancel.
        double mean = Moments.mean(all);
        for (int i = 0; i < all.length; i++) {
            all[i] -= mean;
        }
        Dealing dealing = new Dealing(all, first.length);
        double observed = dealing.statistic(sum(all, first.length), squares(all, first.length));
        if (observed == 0) {
            return 1;
        }
        // Statistics that are equal on paper differ by roundings, and must count as equal.
        double reach = observed * (1 - 1e-9);
        return ways(first.length, second.length) <= EXACT
                ? dealing.all(reach)
                : dealing.sampled(reach, new Resampling(seed));
    }

    /// The smallest p-value that the permutation test can give: the two most extreme deals, or one of them where
    /// the groups differ in size.
    static double leastPermutation(int first, int second) {
        long ways = ways(first, second);
        return ways > EXACT ? 1 / (SAMPLES + 1.0) : (first == second ? 2.0 : 1.0) / ways;
    }

    /// `(first + second)` over `first`, or something above [#EXACT].
    private static long ways(int first, int second) {
        long ways = 1;
        for (int i = 1; i <= Math.min(first, second) && ways <= EXACT; i++) {
            ways = ways * (Math.max(first, second) + i) / i;
        }
        return ways;
    }

    private static double sum(double[] values, int count) {
        return Arrays.stream(values, 0, count).sum();
    }

    private static double squares(double[] values, int count) {
        return Arrays.stream(values, 0, count).map(value -> value * value).sum();
    }

    /// Values to be dealt into two groups.
    private static final class Dealing {
        private final double[] all;
        private final int first;
        private final double sum;
        private final double squares;
        private long ways;
        private long extreme;

        Dealing(double[] all, int first) {
            this.all = all;
            this.first = first;
            sum = sum(all, all.length);
            squares = squares(all, all.length);
        }

        double all(double reach) {
            deal(0, first, 0, 0, reach);
            return (double) extreme / ways;
        }

        /// Takes every choice of `left` more values from `next` on.
        private void deal(int next, int left, double sumOfFirst, double squaresOfFirst, double reach) {
            if (left == 0) {
                ways++;
                extreme += statistic(sumOfFirst, squaresOfFirst) >= reach ? 1 : 0;
                return;
            }
            for (int i = next; i <= all.length - left; i++) {
                deal(i + 1, left - 1, sumOfFirst + all[i], squaresOfFirst + all[i] * all[i], reach);
            }
        }

        double sampled(double reach, Resampling random) {
            int found = 1;
            double[] values = all.clone();
            for (int sample = 0; sample < SAMPLES; sample++) {
                // The first places of a shuffle (Fisher and Yates) are a random choice.
                for (int i = 0; i < first; i++) {
                    int other = i + random.nextInt(values.length - i);
                    double value = values[i];
                    values[i] = values[other];
                    values[other] = value;
                }
                found += statistic(sum(values, first), squares(values, first)) >= reach ? 1 : 0;
            }
            return found / (SAMPLES + 1.0);
        }

        /// Welch's statistic without its sign, from the first group's sum and sum of squares.
        double statistic(double sumOfFirst, double squaresOfFirst) {
            int second = all.length - first;
            double meanOfFirst = sumOfFirst / first;
            double meanOfSecond = (sum - sumOfFirst) / second;
            double one = spread(squaresOfFirst, sumOfFirst, meanOfFirst, first);
            double two = spread(squares - squaresOfFirst, sum - sumOfFirst, meanOfSecond, second);
            double difference = Math.abs(meanOfSecond - meanOfFirst);
            return difference <= 1e-12 * Math.sqrt(squares) ? 0 : difference / Math.sqrt(one + two);
        }

        /// A group's variance over its size; what is left of rounding counts as none.
        private double spread(double squaresOfGroup, double sumOfGroup, double mean, int size) {
            double rest = squaresOfGroup - sumOfGroup * mean;
            return rest <= 1e-12 * squares ? 0 : rest / ((size - 1.0) * size);
        }
    }
}
