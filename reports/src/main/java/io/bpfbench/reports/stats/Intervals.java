// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;

/// Confidence intervals of a mean over blocks.
///
/// Which one is used depends on the data alone and is reported with the interval:
///
/// - all blocks the same: the point itself;
/// - fewer than [#FEW] blocks: Student's t (W. S. Gosset, *Biometrika* 6, 1908), because either bootstrap is too
///   narrow there: of nominal 95 % they cover 85 % at 6 blocks of normal noise;
/// - fewer than [#MANY] blocks, or heavy ties (more than half of the blocks repeat a figure): percentile bootstrap.
///   BCa's corrections are estimated from the same few blocks, and with long-tailed noise that costs it 2 % of its
///   coverage;
/// - up to [#VERY_MANY] blocks BCa (B. Efron, *JASA* 82, 1987);
/// - above, Student's t again, from which the bootstrap no longer differs.
///
/// Both bootstraps take their tails at `Φ(−√(n/(n−1))·t)` instead of 2.5 %, which undoes their narrowness (T.
/// Hesterberg, *The American Statistician* 69, 2015, section 5.3: "expanded percentile interval").
/// `docs/METHODOLOGY.md` has the coverages.
public final class Intervals {
    /// Below this many blocks Student's t is used.
    public static final int FEW = 15;

    /// From this many blocks on BCa is used.
    public static final int MANY = 40;

    /// Above this many blocks Student's t is used again.
    public static final int VERY_MANY = 200;

    /// Number of bootstrap resamples.
    public static final int RESAMPLES = 10_000;

    private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

    private Intervals() {}

    /// An interval and how it came about.
    public record Result(Interval interval, IntervalMethod method) {}

    /// The interval of the mean of at least two finite values by the method that suits them.
    ///
    /// @param level confidence, such as 0.95
    /// @param seed where the resamples begin
    public static Result of(double[] values, double level, long seed) {
        if (values.length < 2 || !Arrays.stream(values).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException(
                    "an interval needs at least two finite values, not " + Arrays.toString(values));
        }
        long distinct = Arrays.stream(values).distinct().count();
        if (distinct == 1) {
            return new Result(new Interval(values[0], values[0]), IntervalMethod.CONSTANT);
        }
        if (values.length < FEW || values.length > VERY_MANY) {
            return new Result(student(values, level), IntervalMethod.STUDENT);
        }
        if (values.length < MANY || 2 * distinct < values.length) {
            return new Result(percentile(values, level, seed), IntervalMethod.PERCENTILE);
        }
        return new Result(bca(values, level, seed), IntervalMethod.BCA);
    }

    /// Student's t interval.
    static Interval student(double[] values, double level) {
        double mean = Moments.mean(values);
        double half = studentQuantile(values.length, level) * Moments.deviation(values) / Math.sqrt(values.length);
        return new Interval(mean - half, mean + half);
    }

    /// Percentile bootstrap with expanded tails.
    static Interval percentile(double[] values, double level, long seed) {
        double[] means = Resampling.means(values, RESAMPLES, seed);
        double tail = expandedTail(values.length, level);
        return new Interval(quantile(means, tail), quantile(means, 1 - tail));
    }

    /// BCa bootstrap with expanded tails. The bias correction counts resamples equal to the mean by half, as ties
    /// ask for.
    static Interval bca(double[] values, double level, long seed) {
        double[] means = Resampling.means(values, RESAMPLES, seed);
        double bias = bias(means, Moments.mean(values));
        double acceleration = acceleration(values);
        double tail = expandedTail(values.length, level);
        double low = quantile(means, corrected(tail, bias, acceleration));
        double high = quantile(means, corrected(1 - tail, bias, acceleration));
        return new Interval(low, high);
    }

    /// The acceleration by the jackknife (Efron 1987, equation 6.6): for a mean, a sixth of the skewness over √n.
    static double acceleration(double[] values) {
        double mean = Moments.mean(values);
        double second = 0;
        double third = 0;
        for (double value : values) {
            double influence = value - mean;
            second += influence * influence;
            third += influence * influence * influence;
        }
        return third / (6 * Math.pow(second, 1.5));
    }

    /// The bias correction: the normal quantile of the share of resamples below the estimate, equal ones by half.
    static double bias(double[] resampled, double estimate) {
        double below = 0;
        for (double each : resampled) {
            below += each < estimate ? 1 : each == estimate ? 0.5 : 0;
        }
        return NORMAL.inverseCumulativeProbability(
                Math.clamp(below / resampled.length, 0.5 / resampled.length, 1 - 0.5 / resampled.length));
    }

    static double corrected(double probability, double bias, double acceleration) {
        double z = bias + NORMAL.inverseCumulativeProbability(probability);
        return NORMAL.cumulativeProbability(bias + z / (1 - acceleration * z));
    }

    /// The share of resamples in each tail that makes a percentile interval as wide as Student's for normal data.
    static double expandedTail(int blocks, double level) {
        double t = studentQuantile(blocks, level);
        return NORMAL.cumulativeProbability(-Math.sqrt(blocks / (blocks - 1.0)) * t);
    }

    private static double studentQuantile(int blocks, double level) {
        return new TDistribution(null, blocks - 1).inverseCumulativeProbability((1 + level) / 2);
    }

    /// Quantile of sorted values, linear between order statistics (type 7 of Hyndman and Fan, *The American
    /// Statistician* 50, 1996).
    static double quantile(double[] sorted, double probability) {
        double place = Math.clamp(probability, 0, 1) * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
