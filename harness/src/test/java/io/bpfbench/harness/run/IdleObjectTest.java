// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfbench.reports.result.Attestation;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Design;
import io.bpfbench.reports.result.HttpTraffic;
import io.bpfbench.reports.result.Level;
import io.bpfbench.reports.result.PingPongFigures;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.ProbedObject;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.Trial;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class IdleObjectTest {
    private static final Cell CELL = new Cell(List.of(new Level("jit", "1")));
    private static final Design DESIGN =
            new Design(List.of(CELL), 2, "smoke", new HttpTraffic(1, 2, 3, 100_000, 16, 8, 1_000_000, ""), "auto");
    private static final Optional<ProbedObject> OBJECT = Optional.of(new ProbedObject(
            "my.bpf.o", "0".repeat(64), List.of(new ProbedObject.Part("first", "kprobe/nowhere", "nowhere"))));

    private final List<RunEvent> told = new ArrayList<>();

    @Test
    void aRunThatMeasuresNothingEndsWithItsFirstBlock() {
        Consumer<RunEvent> watching = IdleObject.watching(DESIGN.withObject(OBJECT), told::add);
        trial(watching, 1, 1, 0);
        trial(watching, 1, 2, 0);
        assertThat(told).hasSize(4);
        assertThatThrownBy(() -> trial(watching, 2, 1, 0))
                .isInstanceOf(RunException.class)
                .hasMessage("no program of my.bpf.o ran in the first block of trials: choose a --trigger that does what"
                        + " they look at");
        assertThat(told).hasSize(4);
    }

    @Test
    void oneRunIsEnough() {
        Consumer<RunEvent> watching = IdleObject.watching(DESIGN.withObject(OBJECT), told::add);
        trial(watching, 1, 1, 0);
        trial(watching, 1, 2, 1);
        trial(watching, 2, 1, 0);
        trial(watching, 3, 1, 0);
        assertThat(told).hasSize(8);
    }

    @Test
    void theLatencyProbeIsProvenTrialByTrial() {
        Consumer<RunEvent> watching = IdleObject.watching(DESIGN, told::add);
        trial(watching, 1, 1, 0);
        trial(watching, 2, 1, 0);
        assertThat(told).hasSize(4);
    }

    private static void trial(Consumer<RunEvent> events, int block, int position, long runs) {
        events.accept(new RunEvent.TrialStarted(0, block, position, CELL));
        ProbeWindow window = new ProbeWindow(
                1, List.of(new ProbeWindow.Hook("nowhere", runs, runs, 100 * runs, 0, 1)), List.of(), Map.of());
        events.accept(new RunEvent.TrialFinished(new Trial(
                block,
                position,
                CELL,
                Instant.EPOCH,
                new PingPongFigures(List.of(), 0),
                Optional.of(new ProbeFigures("kprobe", List.of(), List.of(), window, window, window)),
                new Attestation(Map.of(), Map.of(), List.of()),
                List.of())));
    }
}
