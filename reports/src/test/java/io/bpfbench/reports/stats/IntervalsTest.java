// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IntervalsTest {
    private static final double[] SKEWED = {
        2.1, 3.4, 1.9, 8.7, 2.8, 3.3, 2.2, 4.1, 2.5, 3.0, 2.7, 12.4, 1.8, 3.9, 2.6, 3.1, 2.4, 5.6, 2.9, 3.5
    };

    @Test
    void theMethodFollowsTheData() {
        assertThat(Intervals.of(new double[] {3, 3, 3}, 0.95, 1))
                .isEqualTo(new Intervals.Result(new Interval(3, 3), IntervalMethod.CONSTANT));
        assertThat(Intervals.of(new double[] {1, 2}, 0.95, 1).method()).isEqualTo(IntervalMethod.STUDENT);
        assertThat(Intervals.of(ramp(14, 14), 0.95, 1).method()).isEqualTo(IntervalMethod.STUDENT);
        assertThat(Intervals.of(ramp(15, 15), 0.95, 1).method()).isEqualTo(IntervalMethod.PERCENTILE);
        assertThat(Intervals.of(ramp(39, 39), 0.95, 1).method()).isEqualTo(IntervalMethod.PERCENTILE);
        assertThat(Intervals.of(ramp(40, 40), 0.95, 1).method()).isEqualTo(IntervalMethod.BCA);
        assertThat(Intervals.of(ramp(200, 200), 0.95, 1).method()).isEqualTo(IntervalMethod.BCA);
        assertThat(Intervals.of(ramp(201, 201), 0.95, 1).method()).isEqualTo(IntervalMethod.STUDENT);
        assertThat(Intervals.of(ramp(40, 20), 0.95, 1).method()).isEqualTo(IntervalMethod.BCA);
        assertThat(Intervals.of(ramp(40, 19), 0.95, 1).method()).isEqualTo(IntervalMethod.PERCENTILE);
    }

    private static double[] ramp(int length, int distinct) {
        return IntStream.range(0, length).mapToDouble(i -> i % distinct).toArray();
    }

    @Test
    void tooFewOrNotFiniteIsRefused() {
        assertThatThrownBy(() -> Intervals.of(new double[] {1}, 0.95, 1)).hasMessageContaining("at least two finite");
        assertThatThrownBy(() -> Intervals.of(new double[] {1, Double.NaN}, 0.95, 1))
                .hasMessageContaining("at least two finite");
    }

    /// R: `t.test(extra ~ group, data = sleep, paired = TRUE)` prints 0.7001142 to 2.4598858 around 1.58.
    @Test
    void studentsIntervalIsThatOfRForTheSleepData() {
        Interval interval = Intervals.student(PairedTestsTest.SLEEP, 0.95);
        assertThat(Moments.mean(PairedTestsTest.SLEEP)).isCloseTo(1.58, within(1e-12));
        assertThat(interval.low()).isCloseTo(0.7001142, within(1e-7));
        assertThat(interval.high()).isCloseTo(2.4598858, within(1e-7));
    }

    /// Φ(−√(n/(n−1))·t) computed with SciPy 1.17.
    @Test
    void theTailsAreHesterbergs() {
        assertThat(Intervals.expandedTail(6, 0.95)).isCloseTo(0.0024318031746, within(1e-9));
        assertThat(Intervals.expandedTail(10, 0.95)).isCloseTo(0.0085506390244, within(1e-9));
        assertThat(Intervals.expandedTail(20, 0.95)).isCloseTo(0.0158808299203, within(1e-9));
    }

    /// `scipy.stats.bootstrap` 1.17 on the same data at the same tails, four times 100,000 resamples: BCa 2.925
    /// to 5.686 (± 0.019), percentile 2.7675 to 5.1113 (± 0.007); acceleration by its jackknife.
    @Test
    void bothBootstrapsAgreeWithScipy() {
        assertThat(Intervals.acceleration(SKEWED)).isCloseTo(0.0899139867667038, within(1e-12));
        Interval bca = Intervals.bca(SKEWED, 0.95, 12);
        assertThat(bca.low()).isCloseTo(2.925, within(0.02));
        assertThat(bca.high()).isCloseTo(5.686, within(0.08));
        Interval percentile = Intervals.percentile(SKEWED, 0.95, 12);
        assertThat(percentile.low()).isCloseTo(2.7675, within(0.04));
        assertThat(percentile.high()).isCloseTo(5.1113, within(0.05));
        assertThat(Intervals.of(SKEWED, 0.95, 12))
                .isEqualTo(new Intervals.Result(percentile, IntervalMethod.PERCENTILE));
    }

    @Test
    void aMirrorTurnsTheIntervalRound() {
        double[] mirrored =
                IntStream.range(0, SKEWED.length).mapToDouble(i -> -SKEWED[i]).toArray();
        Interval there = Intervals.bca(SKEWED, 0.95, 4);
        Interval back = Intervals.bca(mirrored, 0.95, 4);
        assertThat(back.low()).isCloseTo(-there.high(), within(1e-9));
        assertThat(back.high()).isCloseTo(-there.low(), within(1e-9));
    }

    /// Type 7 of Hyndman and Fan, R's default: `quantile(c(1, 2, 4, 8), c(0, .25, .5, 1))`.
    @Test
    void quantilesLieBetweenOrderStatistics() {
        double[] sorted = {1, 2, 4, 8};
        assertThat(Intervals.quantile(sorted, 0)).isEqualTo(1);
        assertThat(Intervals.quantile(sorted, 0.25)).isEqualTo(1.75);
        assertThat(Intervals.quantile(sorted, 0.5)).isEqualTo(3);
        assertThat(Intervals.quantile(sorted, 1)).isEqualTo(8);
    }

    @Test
    void momentsOfEqualValuesAreExact() {
        double[] equal = {0.1, 0.1, 0.1};
        assertThat(Moments.mean(equal)).isEqualTo(0.1);
        assertThat(Moments.deviation(equal)).isEqualTo(0);
        assertThat(Moments.deviation(new double[] {1, 2, 3, 4, 5})).isCloseTo(Math.sqrt(2.5), within(1e-15));
    }

    /// The first values of SplitMix64 from seed 1234567, as its published C implementation (S. Vigna) gives them.
    @Test
    void theGeneratorIsSplitMix64() {
        Resampling random = new Resampling(1_234_567);
        assertThat(random.nextLong()).isEqualTo(6457827717110365317L);
        assertThat(random.nextLong()).isEqualTo(3203168211198807973L);
        assertThat(Long.toUnsignedString(random.nextLong())).isEqualTo("9817491932198370423");
    }

    @Test
    void anIntervalHasTwoEnds() {
        assertThat(new Interval(1, 3).halfWidth()).isEqualTo(1);
        assertThat(new Interval(1, 3).contains(1)).isTrue();
        assertThat(new Interval(1, 3).contains(3)).isTrue();
        assertThat(new Interval(1, 3).contains(3.1)).isFalse();
        assertThat(new Interval(1, 3).contains(0.9)).isFalse();
        assertThatThrownBy(() -> new Interval(2, 1)).hasMessageContaining("lower end first");
        assertThatThrownBy(() -> new Estimate(1, Optional.empty(), IntervalMethod.NONE, List.of()))
                .hasMessageContaining("at least one block");
    }
}
