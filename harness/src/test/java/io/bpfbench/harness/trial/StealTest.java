// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StealTest {
    private static final long TICK = 10_000_000;

    /// 3 and 1 ticks of 10 ms in a second on two CPUs: 4 of 200.
    @Test
    void theShareIsTheMeanOverTheCpus() {
        Steal.Reading begin = reading(0, "cpu0 1 1 1 1 1 1 1 5 0 0\ncpu1 1 1 1 1 1 1 1 7 0 0\n");
        Steal.Reading end = reading(1_000_000_000, "cpu0 9 9 9 9 9 9 9 8 0 0\ncpu1 9 9 9 9 9 9 9 8 0 0\n");
        assertThat(end.shareSince(begin)).isCloseTo(0.02, within(1e-12));
        assertThat(reading(1_000_000_000, "cpu0 9 9 9 9 9 9 9 8 0 0\n").shareSince(begin))
                .isCloseTo(0.03, within(1e-12));
        assertThat(reading(1_000_000_000, "cpu2 9 9 9 9 9 9 9 8 0 0\n").shareSince(begin))
                .isNaN();
    }

    private static Steal.Reading reading(long nanos, String stat) {
        return new Steal.Reading(nanos, TICK, ProcStat.parse(stat));
    }
}
