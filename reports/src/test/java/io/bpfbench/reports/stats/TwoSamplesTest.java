// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TwoSamplesTest {
    /// Survival of mice in days (B. Efron and R. Tibshirani, *An Introduction to the Bootstrap*, 1993, table 2.1).
    static final double[] TREATED = {94, 197, 16, 38, 99, 141, 23};

    static final double[] CONTROL = {52, 104, 146, 10, 51, 30, 40, 27, 46};

    /// SciPy 1.10 `ttest_ind(CONTROL, TREATED, equal_var=False)`.
    @Test
    void welchsTestOfTheMice() {
        TwoSamples.Welch welch = TwoSamples.Welch.of(TREATED, CONTROL);
        assertThat(welch.difference()).isEqualTo(-30.63492063492064, within(1e-12));
        assertThat(welch.error()).isEqualTo(28.936067136974664, within(1e-12));
        assertThat(welch.freedom()).isEqualTo(9.65449005283648, within(1e-12));
        assertThat(welch.statistic()).isEqualTo(-1.0587105873754061, within(1e-12));
        assertThat(welch.p()).isEqualTo(0.31550065412252576, within(1e-10));
        assertThat(welch.pBelow(0)).isEqualTo(0.31550065412252576 / 2, within(1e-10));
        assertThat(welch.pBelow(-30.63492063492064)).isEqualTo(0.5, within(1e-9));
    }

    /// SciPy 1.10 `permutation_test` of Welch's statistic, all 11,440 ways: 3,513 are as extreme.
    @Test
    void allWaysToDealTheMice() {
        assertThat(TwoSamples.permutation(TREATED, CONTROL, 1)).isEqualTo(0.3070804195804196, within(1e-12));
        assertThat(TwoSamples.permutation(CONTROL, TREATED, 1)).isEqualTo(0.3070804195804196, within(1e-12));
    }

    /// Three and three without overlap: 2 of 20 ways.
    @Test
    void theLeastThatFewBlocksCanSay() {
        double p = TwoSamples.permutation(new double[] {1, 2, 3}, new double[] {7, 8, 9}, 1);
        assertThat(p).isEqualTo(0.1, within(1e-15)).isEqualTo(TwoSamples.leastPermutation(3, 3));
        assertThat(TwoSamples.leastPermutation(6, 6)).isEqualTo(2 / 924.0);
        assertThat(TwoSamples.leastPermutation(6, 4)).isEqualTo(1 / 210.0);
        assertThat(TwoSamples.leastPermutation(20, 20)).isEqualTo(1 / 10_001.0);
    }

    @Test
    void tiesConstantsAndNothingAtAll() {
        // By hand: of 6 ways to deal 0 0 1 1 into pairs, the 2 that part them are as extreme.
        assertThat(TwoSamples.permutation(new double[] {0, 0}, new double[] {1, 1}, 1))
                .isEqualTo(2 / 6.0);
        assertThat(TwoSamples.permutation(new double[] {5, 5, 5}, new double[] {5, 5, 5}, 1))
                .isOne();
        assertThat(TwoSamples.permutation(new double[] {1, 3}, new double[] {3, 1}, 1))
                .isOne();
        // Large figures that hardly differ: no digits may be lost.
        assertThat(TwoSamples.permutation(
                        new double[] {1e9 + 1, 1e9 + 2, 1e9 + 3}, new double[] {1e9 + 7, 1e9 + 8, 1e9 + 9}, 1))
                .isEqualTo(0.1, within(1e-15));
        TwoSamples.Welch same = TwoSamples.Welch.of(new double[] {0.1, 0.1}, new double[] {0.1, 0.1});
        assertThat(same.p()).isOne();
        assertThat(same.statistic()).isZero();
        TwoSamples.Welch apart = TwoSamples.Welch.of(new double[] {1, 1}, new double[] {2, 2});
        assertThat(apart.p()).isZero();
        assertThat(apart.pBelow(2)).isZero();
        assertThat(apart.pBelow(1)).isOne();
    }

    @Test
    void aSampleOfTheWaysAgreesWithAll() {
        Random random = new Random(3);
        double[] first = random.doubles(10).toArray();
        double[] second = random.doubles(10).map(value -> value + 0.2).toArray();
        double all = TwoSamples.permutation(first, second, 1);
        // Each value split into three equal ones asks the same of more blocks, so only the size of p is compared.
        double[] more = Arrays.copyOf(first, 12);
        more[10] = first[0];
        more[11] = first[1];
        double sampled = TwoSamples.permutation(more, second, 1);
        assertThat(sampled).isEqualTo(TwoSamples.permutation(more, second, 1));
        assertThat(sampled).isBetween(all / 4, all * 4);
        double[] far = Arrays.stream(second).map(value -> value + 100).toArray();
        assertThat(TwoSamples.permutation(more, far, 1)).isEqualTo(1 / 10_001.0);
    }

    /// SciPy 1.10's noncentral t: `brentq(power − 0.8)`. And Cohen's table (1988, 2.3.5): 64 in each group find half
    /// a standard deviation with a chance of 80 %.
    @Test
    void whatTwoRunsCouldHaveSeen() {
        assertThat(Power.detectableShift(10)).isEqualTo(3.1099681015550904, within(1e-5));
        assertThat(Power.detectableShift(126)).isEqualTo(2.8231616001432567, within(1e-5));
        assertThat(Power.detectableShift(7.3)).isEqualTo(3.2467586141310383, within(1e-5));
        assertThat(Power.detectableShift(2)).isEqualTo(5.653489266395664, within(1e-4));
        assertThat(Power.shiftPower(126, 0.5 / Math.sqrt(2 / 64.0))).isEqualTo(0.80, within(0.005));
    }
}
