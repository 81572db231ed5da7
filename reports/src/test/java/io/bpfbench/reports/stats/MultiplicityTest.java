// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MultiplicityTest {
    /// Y. Benjamini and Y. Hochberg, 1995, section 3.1: 15 p-values, of which their procedure rejects four at
    /// 0.05 and Bonferroni's (and Holm's) three.
    private static final double[] THROMBOLYSIS = {
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590,
        1
    };

    @Test
    void thePublishedExampleRejectsFourAndThree() {
        assertThat(rejected(Multiplicity.benjaminiHochberg(THROMBOLYSIS))).isEqualTo(4);
        assertThat(rejected(Multiplicity.holm(THROMBOLYSIS))).isEqualTo(3);
    }

    /// Computed with SciPy 1.17, `false_discovery_control`.
    @Test
    void benjaminiHochbergsValuesAreThoseOfScipy() {
        double[] expected = {
            0.0015,
            0.003,
            0.0095,
            0.035625,
            0.0603,
            0.06385714285714286,
            0.06385714285714286,
            0.0645,
            0.0765,
            0.486,
            0.5811818181818181,
            0.714875,
            0.7532307692307693,
            0.8132142857142857,
            1
        };
        assertThat(Multiplicity.benjaminiHochberg(THROMBOLYSIS)).containsExactly(expected, within(1e-12));
    }

    /// By hand: 3·0.01, then 2·0.03, then the larger of 0.06 and 0.04. R: `p.adjust(c(0.01, 0.04, 0.03),
    /// "holm")`.
    @Test
    void holmStepsDownAndNeverFalls() {
        assertThat(Multiplicity.holm(new double[] {0.01, 0.04, 0.03}))
                .containsExactly(new double[] {0.03, 0.06, 0.06}, within(1e-12));
        assertThat(Multiplicity.holm(new double[] {0.6, 0.7})).containsExactly(1, 1);
    }

    @Test
    void onePValueStaysAsItIs() {
        assertThat(Multiplicity.holm(new double[] {0.2})).containsExactly(0.2);
        assertThat(Multiplicity.benjaminiHochberg(new double[] {0.2})).containsExactly(0.2);
        assertThat(Multiplicity.holm(new double[0])).isEmpty();
        assertThat(Multiplicity.benjaminiHochberg(new double[0])).isEmpty();
    }

    @Test
    void whatIsNoPValueIsRefused() {
        assertThatThrownBy(() -> Multiplicity.holm(new double[] {0.1, Double.NaN}))
                .hasMessageContaining("between 0 and 1");
        assertThatThrownBy(() -> Multiplicity.benjaminiHochberg(new double[] {1.1}))
                .hasMessageContaining("between 0 and 1");
        assertThatThrownBy(() -> Multiplicity.holm(new double[] {-0.1})).hasMessageContaining("between 0 and 1");
        assertThat(Multiplicity.holm(new double[] {0, 1})).containsExactly(0, 1);
    }

    private static long rejected(double[] adjusted) {
        return Arrays.stream(adjusted).filter(p -> p <= 0.05).count();
    }
}
