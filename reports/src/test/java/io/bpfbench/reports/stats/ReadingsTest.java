// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.Arm;
import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.Program;
import io.bpfbench.reports.result.RunRecord;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ReadingsTest {
    private static final RunRecord LAB = SyntheticRun.lab(1).record();

    @Test
    void aBusyShareLiesBetweenNoneAndAll() {
        assertThat(read(Metric.CPU_OVERHEAD, Altered.busy(LAB, 1, SyntheticRun.JIT, 0)))
                .isEqualTo(new Reading.Figure(0));
        assertThat(read(Metric.CPU_OVERHEAD, Altered.busy(LAB, 1, SyntheticRun.JIT, 1.01)))
                .isEqualTo(new Reading.Figure(101));
        assertThat(reason(Metric.CPU_OVERHEAD, Altered.busy(LAB, 1, SyntheticRun.JIT, 1.02)))
                .isEqualTo("the CPU's busy share is 1.02, not between 0 and 1");
        assertThat(reason(Metric.CPU_OVERHEAD, Altered.busy(LAB, 1, SyntheticRun.JIT, -0.01)))
                .contains("not between 0 and 1");
    }

    @Test
    void aLatencyMayBeZeroAndNeverLess() {
        assertThat(read(Metric.LATENCY_ADDED_P50, Altered.latency(LAB, 1, SyntheticRun.JIT, 1, 0)))
                .isEqualTo(new Reading.Figure(0));
        assertThat(reason(Metric.LATENCY_ADDED_P50, Altered.latency(LAB, 1, SyntheticRun.JIT, 1, -1)))
                .isEqualTo("a latency is negative (-1 instructions): the clock went backwards");
    }

    @Test
    void aBaselineHasNoProbe() {
        Reading reading = Readings.read(Metric.LOAD_TIME, LAB.trials().getLast(), Clock.INSTRUCTIONS);
        assertThat(LAB.trials().getLast().arm()).isInstanceOf(Baseline.class);
        assertThat(reading).isEqualTo(new Reading.Unusable("no probe was attached"));
    }

    @Test
    void aWindowWithoutLengthHasNoRate() {
        RunRecord record = probed(p -> new ProbeFigures(
                p.attach(),
                p.programs(),
                p.floorPrograms(),
                window(0, hook(3, 1, 1)),
                p.attributed(),
                p.floor(),
                p.stages()));
        assertThat(reason(Metric.EVENTS_PER_SECOND, record)).isEqualTo("the measurement window has no length");
        RunRecord tick = probed(p -> new ProbeFigures(
                p.attach(),
                p.programs(),
                p.floorPrograms(),
                window(1, hook(3, 1, 1)),
                p.attributed(),
                p.floor(),
                p.stages()));
        assertThat(read(Metric.EVENTS_PER_SECOND, tick)).isEqualTo(new Reading.Figure(3e9));
    }

    @Test
    void costIsTheMeanOfTheProbeLessTheMeanOfTheFloor() {
        assertThat(read(Metric.COST_PER_EVENT, cost(hook(1, 10, 500), hook(1, 4, 80))))
                .isEqualTo(new Reading.Figure(30));
        assertThat(read(Metric.COST_PER_EVENT, cost(hook(1, 10, 0), hook(1, 4, 0))))
                .isEqualTo(new Reading.Figure(0));
        assertThat(reason(Metric.COST_PER_EVENT, cost(hook(1, 0, 0), hook(1, 4, 80))))
                .isEqualTo("no program ran in the attribution window");
        assertThat(reason(Metric.COST_PER_EVENT, cost(hook(1, 10, 500), hook(1, 0, 0))))
                .isEqualTo("the empty programs never ran where 10 of 10 runs were, so the floor there is unknown");
        assertThat(reason(Metric.COST_PER_EVENT, cost(hook(1, 10, -1), hook(1, 4, 80))))
                .isEqualTo("the run time at h is negative");
        assertThat(reason(Metric.COST_PER_EVENT, cost(hook(1, 10, 1), hook(1, 4, -80))))
                .isEqualTo("the run time at h is negative");
    }

    /// Two hooks of unlike cost: 3 of 4 runs at 100 above a floor of 50, 1 of 4 at 20 above one of 12; the
    /// floor's own mix is another and must not matter.
    @Test
    void costIsWeighedByTheProbesOwnMix() {
        ProbeWindow attributed = new ProbeWindow(
                1,
                List.of(new ProbeWindow.Hook("a", 3, 3, 300, 0, 1), new ProbeWindow.Hook("b", 1, 1, 20, 0, 1)),
                List.of(),
                Map.of());
        ProbeWindow floor = new ProbeWindow(
                1,
                List.of(new ProbeWindow.Hook("b", 9, 9, 108, 0, 1), new ProbeWindow.Hook("a", 1, 1, 50, 0, 1)),
                List.of(),
                Map.of());
        RunRecord record = probed(p -> new ProbeFigures(
                p.attach(), p.programs(), p.floorPrograms(), p.measured(), attributed, floor, p.stages()));
        Reading reading = read(Metric.COST_PER_EVENT, record);
        assertThat(reading)
                .isInstanceOfSatisfying(
                        Reading.Figure.class,
                        figure -> assertThat(figure.value()).isCloseTo(0.75 * 50 + 0.25 * 8, within(1e-12)));
    }

    @Test
    void loadIsTheSumOfThePrograms() {
        RunRecord host = SyntheticRun.host(1, 1).record();
        assertThat(Readings.read(Metric.LOAD_TIME, host.trials().getFirst(), Clock.WALL))
                .isEqualTo(new Reading.Figure(1399.998));
        assertThat(read(Metric.LOAD_TIME, loaded(0))).isEqualTo(new Reading.Figure(0));
        assertThat(reason(Metric.LOAD_TIME, loaded(-1))).isEqualTo("the duration of loading a program is negative");
        RunRecord none = probed(p -> new ProbeFigures(
                p.attach(), List.of(), p.floorPrograms(), p.measured(), p.attributed(), p.floor(), p.stages()));
        assertThat(reason(Metric.LOAD_TIME, none)).isEqualTo("the probe named no program");
    }

    private static RunRecord loaded(long nanos) {
        return Altered.programs(
                LAB,
                1,
                SyntheticRun.JIT,
                p -> new Program(
                        p.name(),
                        p.copy(),
                        p.hook(),
                        p.attach(),
                        p.id(),
                        p.jitedBytes(),
                        p.xlatedBytes(),
                        nanos,
                        p.verifierNanos()));
    }

    private static RunRecord cost(ProbeWindow.Hook attributed, ProbeWindow.Hook floor) {
        return probed(p -> new ProbeFigures(
                p.attach(),
                p.programs(),
                p.floorPrograms(),
                p.measured(),
                window(1, attributed),
                window(1, floor),
                p.stages()));
    }

    private static RunRecord probed(UnaryOperator<ProbeFigures> change) {
        return Altered.probe(LAB, 1, SyntheticRun.JIT, change);
    }

    private static ProbeWindow window(long elapsedNanos, ProbeWindow.Hook hook) {
        return new ProbeWindow(elapsedNanos, List.of(hook), List.of(), Map.of());
    }

    private static ProbeWindow.Hook hook(long events, long runs, long nanos) {
        return new ProbeWindow.Hook("h", events, runs, nanos, 0, 1);
    }

    private static Reading read(Metric metric, RunRecord record) {
        Arm arm = SyntheticRun.JIT;
        return record.trials().stream()
                .filter(trial -> trial.arm().equals(arm))
                .map(trial -> Readings.read(metric, trial, Clock.INSTRUCTIONS))
                .findFirst()
                .orElseThrow();
    }

    private static String reason(Metric metric, RunRecord record) {
        return switch (read(metric, record)) {
            case Reading.Unusable unusable -> unusable.reason();
            case Reading.Figure figure -> "a figure: " + figure.value();
        };
    }
}
