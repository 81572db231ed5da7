// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutliersTest {
    /// Hinges by hand, as J. W. Tukey takes them: of 1…9 they are 3 and 7, so the fences stand at −3 and 13.
    @Test
    void fencesStandOneAndAHalfSpreadsOut() {
        assertThat(Outliers.places(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 13})).isEmpty();
        assertThat(Outliers.places(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 13.1})).containsExactly(8);
        assertThat(Outliers.places(new double[] {-3.1, 2, 3, 4, 5, 6, 7, 8, 9})).containsExactly(0);
        assertThat(Outliers.places(new double[] {-3, 2, 3, 4, 5, 6, 7, 8, 9})).isEmpty();
    }

    /// With an even number the halves share nothing: of 1…10 the hinges are 3 and 8, the fences −4.5 and 15.5. R:
    /// `boxplot.stats(c(1:9, 16))$out` is 16.
    @Test
    void anEvenNumberHasHalvesOfItsOwn() {
        assertThat(Outliers.places(new double[] {16, 1, 2, 3, 4, 5, 6, 7, 8, 9}))
                .containsExactly(0);
        assertThat(Outliers.places(new double[] {15.5, 1, 2, 3, 4, 5, 6, 7, 8, 9}))
                .isEmpty();
        // Hinges of eight are means of two: 2.5 and 6.5, so the fences stand at −3.5 and 12.5.
        assertThat(Outliers.places(new double[] {1, 2, 3, 4, 5, 6, 7, 12.5})).isEmpty();
        assertThat(Outliers.places(new double[] {1, 2, 3, 4, 5, 6, 7, 12.6})).containsExactly(7);
    }

    @Test
    void fewerThanFiveHaveNone() {
        assertThat(Outliers.places(new double[] {1, 1, 1, 100})).isEmpty();
        assertThat(Outliers.places(new double[] {1, 1, 1, 1, 100})).containsExactly(4);
        assertThat(Outliers.places(new double[] {1, 1, 1, 1, 1})).isEmpty();
    }
}
