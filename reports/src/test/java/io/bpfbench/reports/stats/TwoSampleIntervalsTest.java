// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;
import org.junit.jupiter.api.Test;

class TwoSampleIntervalsTest {
    /// SciPy 1.10: `difference ± t.ppf(0.975, df)·error`.
    @Test
    void welchsIntervalOfTheMice() {
        Intervals.Result result = TwoSampleIntervals.of(TwoSamplesTest.TREATED, TwoSamplesTest.CONTROL, 0.95, 1);
        assertThat(result.method()).isEqualTo(IntervalMethod.WELCH);
        assertThat(result.interval().low()).isEqualTo(-95.42262641, within(1e-6));
        assertThat(result.interval().high()).isEqualTo(34.15278514, within(1e-6));
    }

    /// By the jackknife of each sample as SciPy 1.10 does it for several samples, `Σ Σ U³/n³ ÷ 6 (Σ Σ U²/n²)^1.5`.
    @Test
    void theAccelerationOfTheMice() {
        assertThat(TwoSampleIntervals.acceleration(TwoSamplesTest.TREATED, TwoSamplesTest.CONTROL))
                .isEqualTo(-0.011019107671909004, within(1e-12));
    }

    @Test
    void tailsAreExpandedAsMuchAsAResampleIsTooNarrow() {
        double[] values = IntStream.range(0, 20).mapToDouble(i -> i).toArray();
        double t = new TDistribution(null, 38).inverseCumulativeProbability(0.975);
        double tail = new NormalDistribution(null, 0, 1).cumulativeProbability(-Math.sqrt(20 / 19.0) * t);
        assertThat(TwoSampleIntervals.tail(values, values, 0.95)).isEqualTo(tail, within(1e-12));
    }

    @Test
    void theMethodFollowsTheSmallerSample() {
        assertThat(method(15, 60)).isEqualTo(IntervalMethod.PERCENTILE);
        assertThat(method(14, 60)).isEqualTo(IntervalMethod.WELCH);
        assertThat(method(40, 60)).isEqualTo(IntervalMethod.BCA);
        assertThat(method(201, 201)).isEqualTo(IntervalMethod.WELCH);
        double[] tied = new double[50];
        tied[0] = 1;
        double[] untied = new Random(1).doubles(50).toArray();
        assertThat(TwoSampleIntervals.of(tied, untied, 0.95, 1).method()).isEqualTo(IntervalMethod.PERCENTILE);
        assertThat(TwoSampleIntervals.of(untied, tied, 0.95, 1).method()).isEqualTo(IntervalMethod.PERCENTILE);
        Intervals.Result constant = TwoSampleIntervals.of(new double[] {1, 1}, new double[] {4, 4, 4}, 0.95, 1);
        assertThat(constant).isEqualTo(new Intervals.Result(new Interval(3, 3), IntervalMethod.CONSTANT));
    }

    /// For normal figures all three methods come to about the same interval.
    @Test
    void theBootstrapsAgreeWithWelchOnNormalFigures() {
        Random random = new Random(5);
        double[] first = random.doubles(60).map(u -> random.nextGaussian()).toArray();
        double[] second =
                random.doubles(80).map(u -> 1 + 2 * random.nextGaussian()).toArray();
        TwoSamples.Welch welch = TwoSamples.Welch.of(first, second);
        double half = new TDistribution(null, welch.freedom()).inverseCumulativeProbability(0.975) * welch.error();
        for (Interval interval : new Interval[] {
            TwoSampleIntervals.bca(first, second, 0.95, 1), TwoSampleIntervals.percentile(first, second, 0.95, 1)
        }) {
            assertThat(interval.low()).isEqualTo(welch.difference() - half, within(0.1 * half));
            assertThat(interval.high()).isEqualTo(welch.difference() + half, within(0.1 * half));
        }
    }

    private static IntervalMethod method(int first, int second) {
        Random random = new Random(2);
        return TwoSampleIntervals.of(
                        random.doubles(first).toArray(), random.doubles(second).toArray(), 0.95, 1)
                .method();
    }
}
