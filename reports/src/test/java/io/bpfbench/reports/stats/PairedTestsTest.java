// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PairedTestsTest {
    /// C. Darwin's crossed against self-fertilised plants, in eighths of an inch, as R. A. Fisher prints them.
    private static final double[] DARWIN = {49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48};

    /// W. S. Gosset's sleep data (*Biometrika* 6, 1908): the paired differences of R's `sleep`.
    static final double[] SLEEP = {1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4};

    /// *The Design of Experiments*, section 21: of 32,768 arrangements, 1,726 give a sum of 314 or more either
    /// way.
    @Test
    void signFlipGivesFishersCount() {
        assertThat(PairedTests.signFlip(DARWIN, 1)).isEqualTo(1_726 / 32_768.0);
    }

    @Test
    void signFlipAgreesWithCountingThemAll() {
        Random random = new Random(11);
        for (int n = 1; n <= 9; n++) {
            double[] differences = random.doubles(n, -1, 2).toArray();
            assertThat(PairedTests.signFlip(differences, 1)).as("n = " + n).isEqualTo(counted(differences));
        }
    }

    @Test
    void signFlipCountsTiesAndZerosAsEqual() {
        double[] tied = {0.1, 0.2, 0.3, -0.1, 0, 0.3};
        assertThat(PairedTests.signFlip(tied, 1)).isEqualTo(counted(tied));
        assertThat(PairedTests.signFlip(new double[] {0, 0, 0}, 1)).isEqualTo(1);
        assertThat(PairedTests.signFlip(new double[] {5, 5}, 1)).isEqualTo(0.5);
        assertThat(PairedTests.signFlip(new double[] {5, -5}, 1)).isEqualTo(1);
        assertThat(PairedTests.signFlip(new double[] {-2, -2, -2, -2, -2, -2}, 1))
                .isEqualTo(2 / 64.0);
        double[] alike = new double[PairedTests.EXACT];
        Arrays.fill(alike, 0.1);
        assertThat(PairedTests.signFlip(alike, 1)).isEqualTo(PairedTests.leastSignFlip(alike.length));
    }

    /// Above 20 differences a sample is drawn; with 21, all 2^21 can still be counted here to compare.
    @Test
    void signFlipSamplesNearTheExactShare() {
        Random random = new Random(3);
        double[] differences = random.doubles(21).map(uniform -> uniform - 0.42).toArray();
        double sampled = PairedTests.signFlip(differences, 7);
        assertThat(sampled).isCloseTo(counted(differences), within(0.015));
        assertThat(PairedTests.signFlip(differences, 7)).isEqualTo(sampled);
        double[] alike = new double[40];
        Arrays.fill(alike, 1);
        assertThat(PairedTests.signFlip(alike, 7)).isEqualTo(1 / 10_001.0);
        assertThat(PairedTests.leastSignFlip(40)).isEqualTo(1 / 10_001.0);
    }

    private static double counted(double[] differences) {
        double observed = Math.abs(Arrays.stream(differences).sum()) - 1e-9;
        int extreme = 0;
        for (int signs = 0; signs < 1 << differences.length; signs++) {
            double sum = 0;
            for (int i = 0; i < differences.length; i++) {
                sum += (signs >> i & 1) == 0 ? differences[i] : -differences[i];
            }
            extreme += Math.abs(sum) >= observed ? 1 : 0;
        }
        return extreme / (double) (1 << differences.length);
    }

    /// M. Hollander and D. Wolfe, *Nonparametric Statistical Methods*, 1973, page 29: nine patients before and
    /// after a tranquilliser; R's `wilcox.test` example gives V = 40 and 0.0390625 two-sided.
    @Test
    void wilcoxonGivesHollanderAndWolfesValue() {
        double[] before = {1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30};
        double[] after = {0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29};
        double[] differences = new double[9];
        Arrays.setAll(differences, i -> before[i] - after[i]);
        assertThat(PairedTests.wilcoxon(differences)).isCloseTo(0.0390625, within(1e-12));
    }

    /// Computed with SciPy 1.17: `wilcoxon(x, zero_method="pratt", correction=True, method="approx")`.
    @Test
    void wilcoxonWithTiesAndZerosIsThatOfScipy() {
        assertThat(PairedTests.wilcoxon(SLEEP)).isCloseTo(0.006801553132897053, within(1e-9));
        assertThat(PairedTests.wilcoxon(new double[] {1, 1, 2, -1, 2, 3})).isCloseTo(0.08898415384687434, within(1e-9));
        assertThat(PairedTests.wilcoxon(new double[] {0, 0})).isEqualTo(1);
        assertThat(PairedTests.wilcoxon(new double[] {1, 2})).isEqualTo(0.5);
    }

    /// R: `t.test(extra ~ group, data = sleep, paired = TRUE)` prints p-value = 0.002833; Darwin's p by Fisher,
    /// section 17.
    @Test
    void studentGivesRsValueForTheSleepData() {
        assertThat(PairedTests.student(SLEEP)).isCloseTo(0.002832890197384273, within(1e-12));
        assertThat(PairedTests.student(DARWIN)).isCloseTo(0.0497, within(5e-5));
    }

    /// With one degree of freedom t is Cauchy: mean 2, standard error 1, p = 1 − 2·atan(2)/π.
    @Test
    void studentOfTwoOrOfConstants() {
        assertThat(PairedTests.student(new double[] {1, 3})).isCloseTo(1 - 2 * Math.atan(2) / Math.PI, within(1e-10));
        assertThat(PairedTests.student(new double[] {4, 4, 4})).isEqualTo(0);
        assertThat(PairedTests.student(new double[] {0, 0, 0})).isEqualTo(1);
        assertThat(PairedTests.student(new double[] {-1, 1})).isEqualTo(1);
    }
}
