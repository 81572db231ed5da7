// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EquivalenceTest {
    private static final double[] SMALL = {0.1, -0.2, 0.3, 0.05, 0, 0.15};

    /// Two one-sided t tests computed with SciPy 1.17, the larger p-value of each.
    @Test
    void theLargerOfTwoOneSidedTests() {
        assertThat(Equivalence.tost(SMALL, 0.3)).isCloseTo(0.009255927819162735, within(1e-9));
        assertThat(Equivalence.tost(SMALL, 0.2)).isCloseTo(0.05340269753801552, within(1e-9));
        assertThat(Equivalence.tost(SMALL, 0.01)).isCloseTo(0.7789829874359074, within(1e-9));
    }

    @Test
    void figuresThatRepeatAreInsideOrOutside() {
        assertThat(Equivalence.tost(new double[] {1, 1, 1}, 2)).isEqualTo(0);
        assertThat(Equivalence.tost(new double[] {-1, -1, -1}, 2)).isEqualTo(0);
        assertThat(Equivalence.tost(new double[] {2, 2}, 2)).isEqualTo(1);
        assertThat(Equivalence.tost(new double[] {3, 3}, 2)).isEqualTo(1);
    }

    @Test
    void aMarginIsAboveZero() {
        assertThatThrownBy(() -> Equivalence.tost(SMALL, 0)).hasMessageContaining("above 0");
        assertThatThrownBy(() -> Equivalence.tost(SMALL, Double.NaN)).hasMessageContaining("above 0");
    }
}
