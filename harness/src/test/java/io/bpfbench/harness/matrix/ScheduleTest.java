// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.result.Arm;
import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Cell;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final List<Cell> CELLS =
            Matrix.parse("jit,harden", List.of()).cells();

    @Test
    void everyBlockHoldsEveryCellOnceAndTheBaselineTwice() {
        List<Arm> wanted = new ArrayList<>(CELLS);
        wanted.add(new Baseline(1));
        wanted.add(new Baseline(2));
        Schedule schedule = Schedule.of(CELLS, 20, 7);
        for (int block = 1; block <= 20; block++) {
            int number = block;
            List<Slot> slots = schedule.slots().stream()
                    .filter(slot -> slot.block() == number)
                    .toList();
            assertThat(slots).extracting(Slot::arm).containsExactlyInAnyOrderElementsOf(wanted);
            assertThat(slots).extracting(Slot::position).containsExactly(1, 2, 3, 4, 5, 6);
        }
    }

    @Test
    void aSeedMeansTheSameOrderForEver() {
        // Written down when the order was first defined: a change here breaks --resume and --seed of every kept
        // journal.
        assertThat(Schedule.of(CELLS, 1, 42).slots())
                .extracting(slot -> slot.arm().label())
                .containsExactlyElementsOf(List.of(SEED_42.split(", ")));
    }

    @Test
    void aBlockDoesNotDependOnHowManyThereAre() {
        List<Slot> few = Schedule.of(CELLS, 2, 99).slots();
        assertThat(Schedule.of(CELLS, 20, 99).slots()).startsWith(few.toArray(Slot[]::new));
    }

    /// A cell's place must not favour it: over many blocks each arm stands in each place about equally often. With
    /// 6,000 blocks a count is binomial with mean 1,000 and standard deviation 29; five of those bound it.
    @Test
    void everyArmStandsInEveryPlaceEquallyOften() {
        Map<String, Integer> counts = new HashMap<>();
        Schedule.of(CELLS, 6000, 1)
                .slots()
                .forEach(slot -> counts.merge(slot.arm().label() + "@" + slot.position(), 1, Integer::sum));
        assertThat(counts).hasSize(36);
        assertThat(counts.values()).allMatch(count -> Math.abs(count - 1000) < 145);
        assertThat(IntStream.range(0, 50)
                        .mapToObj(seed -> Schedule.of(CELLS, 1, seed))
                        .distinct())
                .hasSizeGreaterThan(40);
    }

    private static final String SEED_42 =
            "baseline 1, jit=1 harden=0, jit=0, jit=1 harden=1, baseline 2, jit=1 harden=2";
}
