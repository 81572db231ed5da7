// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IntervalsTest {
    @Test
    void theMethodFollowsTheData() {
        assertThat(Intervals.of(new double[] {3, 3, 3}, 0.95, 1))
                .isEqualTo(new Intervals.Result(new Interval(3, 3), IntervalMethod.CONSTANT));
        assertThat(Intervals.of(new double[] {1, 2, 3}, 0.95, 1).method()).isEqualTo(IntervalMethod.STUDENT);
        double[] ramp = IntStream.range(0, 20).asDoubleStream().toArray();
        assertThat(Intervals.of(ramp, 0.95, 1).method()).isEqualTo(IntervalMethod.BCA);
        double[] tied = IntStream.range(0, 20).mapToDouble(i -> i % 9).toArray();
        assertThat(Intervals.of(tied, 0.95, 1).method()).isEqualTo(IntervalMethod.PERCENTILE);
    }

    @Test
    void tooFewOrNotFiniteIsRefused() {
        assertThatThrownBy(() -> Intervals.of(new double[] {1}, 0.95, 1)).hasMessageContaining("at least two finite");
        assertThatThrownBy(() -> Intervals.of(new double[] {1, Double.NaN}, 0.95, 1))
                .hasMessageContaining("at least two finite");
    }

    /// W. S. Gosset's sleep data (*Biometrika* 6, 1908), the paired differences of R's `sleep`: `t.test(extra ~
    /// group, paired = TRUE)` prints 0.7001142 to 2.4598858 around 1.58.
    @Test
    void studentsIntervalIsThatOfRForTheSleepData() {
        double[] differences = {1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4};
        Interval interval = Intervals.student(differences, 0.95);
        assertThat(Moments.mean(differences)).isCloseTo(1.58, within(1e-12));
        assertThat(interval.low()).isCloseTo(0.7001142, within(1e-7));
        assertThat(interval.high()).isCloseTo(2.4598858, within(1e-7));
    }
}
