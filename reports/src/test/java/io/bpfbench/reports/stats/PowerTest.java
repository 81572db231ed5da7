// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PowerTest {
    /// R: `power.t.test(delta = 0.5, sd = 1, power = 0.8, type = "paired")` asks for n = 33.37, so 34 give a
    /// little more: 0.8078 (SciPy 1.17, `nct`). The others are SciPy's too.
    @Test
    void powerIsThatOfTheNoncentralT() {
        assertThat(Power.power(34, 0.5)).isCloseTo(0.8077775, within(1e-6));
        assertThat(Power.power(6, 1.0)).isCloseTo(0.5068420, within(1e-6));
        assertThat(Power.power(2, 5.0)).isCloseTo(0.4209614, within(1e-6));
        assertThat(Power.power(20, 0.66)).isCloseTo(0.7994764, within(1e-6));
    }

    @Test
    void withoutAnEffectPowerIsTheLevel() {
        for (int blocks : new int[] {2, 3, 6, 20}) {
            assertThat(Power.power(blocks, 0)).isCloseTo(0.05, within(2e-5));
        }
    }

    /// SciPy 1.17, root of `nct` at 0.8.
    @Test
    void whatCanBeDetectedShrinksWithBlocks() {
        assertThat(Power.detectable(6)).isCloseTo(1.4345448, within(1e-5));
        assertThat(Power.detectable(10)).isCloseTo(0.9960014, within(1e-5));
        assertThat(Power.detectable(20)).isCloseTo(0.6604417, within(1e-5));
        assertThat(Power.detectable(34)).isCloseTo(0.4950281, within(1e-5));
        assertThat(Power.power(2, Power.detectable(2))).isCloseTo(0.8, within(1e-6));
    }
}
