// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class LeastSquaresTest {
    /// F. Anscombe, *Graphs in Statistical Analysis*, The American Statistician 27, 1973: the first of four sets
    /// that all have the line 3.00 + 0.500·x.
    @Test
    void givesAnscombesLine() {
        double[] x = {10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5};
        double[] y = {8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68};
        LeastSquares line = LeastSquares.of(x, y);
        // R's lm(y1 ~ x1, anscombe): 3.0000909, 0.5000909.
        assertThat(line.slope()).isCloseTo(0.5000909, within(1e-7));
        assertThat(line.intercept()).isCloseTo(3.0000909, within(1e-7));
        assertThat(line.residuals().getFirst()).isCloseTo(0.0390000, within(1e-7));
        assertThat(line.residuals().stream().mapToDouble(Double::doubleValue).sum())
                .isCloseTo(0, within(1e-12));
    }

    @Test
    void goesThroughPointsThatLieOnALine() {
        LeastSquares line = LeastSquares.of(new double[] {100, 1000, 10_000}, new double[] {66 + 100, 1066, 10_066});
        assertThat(line.slope()).isEqualTo(1);
        assertThat(line.intercept()).isCloseTo(66, within(1e-9));
        assertThat(LeastSquares.of(new double[] {1, 2, 3}, new double[] {5, 5, 5}))
                .isEqualTo(new LeastSquares(0, 5, List.of(0.0, 0.0, 0.0)));
    }

    @Test
    void refusesWhatMakesNoLine() {
        assertThatThrownBy(() -> LeastSquares.of(new double[] {1, 1}, new double[] {1, 2}))
                .hasMessageContaining("two places or more");
        assertThatThrownBy(() -> LeastSquares.of(new double[] {1, 2}, new double[] {1}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LeastSquares.of(new double[] {1, 2}, new double[] {1, Double.NaN}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LeastSquares.of(new double[0], new double[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
