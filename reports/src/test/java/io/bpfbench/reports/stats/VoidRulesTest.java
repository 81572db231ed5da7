// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.ExactRun;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.Attestation;
import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.CpuFigures;
import io.bpfbench.reports.result.HistogramData;
import io.bpfbench.reports.result.HttpFigures;
import io.bpfbench.reports.result.LoadFigures;
import io.bpfbench.reports.result.MessageWindow;
import io.bpfbench.reports.result.PingPongFigures;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.result.Stage;
import io.bpfbench.reports.result.StageCpu;
import io.bpfbench.reports.result.Trial;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VoidRulesTest {
    private static final RunRecord LAB = SyntheticRun.lab(3).record();
    private static final Map<String, Long> NO_ERRORS = Map.of();

    @Test
    void aTrialOnTheBoundsCounts() {
        assertThat(broken(99_500, NO_ERRORS, 5_000_000, 0.95, 0.01)).isEmpty();
    }

    @Test
    void eachRuleHasItsSentence() {
        assertThat(broken(97_200, NO_ERRORS, 0, 0, 0))
                .containsExactly("it held 97,200 of 100,000 requests/s, 97.20 % of the rate and less than 99.50 %");
        assertThat(broken(Double.NaN, NO_ERRORS, 0, 0, 0)).hasSize(1);
        assertThat(broken(100_000, NO_ERRORS, 5_100_000, 0, 0))
                .containsExactly("1 request in 100 left 5.1 ms or more behind the schedule");
        assertThat(broken(100_000, Map.of("closed", 2L, "timeout", 1L), 0, 0, 0))
                .containsExactly("3 requests failed (closed, timeout)");
        assertThat(broken(100_000, NO_ERRORS, 0, 0.951, 0))
                .containsExactly("a thread of the load generator was saturated (95.10 % of a CPU)");
        assertThat(broken(100_000, NO_ERRORS, 0, 0, 0.011)).containsExactly("the hypervisor took 1.10 % of the CPUs");
        // What is no number keeps no rule.
        assertThat(broken(100_000, NO_ERRORS, 0, Double.NaN, 0)).hasSize(1);
        assertThat(broken(100_000, NO_ERRORS, 0, 0, Double.NaN)).hasSize(1);
    }

    @Test
    void settingsThatSomebodyChangedMakeATrialVoid() {
        RunRecord record = Altered.attestation(
                LAB,
                1,
                new Baseline(1),
                new Attestation(Map.of("b", "1", "a", "2"), Map.of("b", "0", "a", "2"), List.of()));
        Comparison comparison = Comparison.of(record);
        assertThat(comparison.voids())
                .containsExactly(
                        "block 1, baseline 1 is void: b was 1 before and 0 after it: something else changed it meanwhile");
        assertThat(comparison.row(SyntheticRun.JIT, Metric.CPU_OVERHEAD).blocks())
                .isEqualTo(2);
        assertThat(comparison.warnings()).containsAll(comparison.voids());
    }

    @Test
    void aVoidTrialCostsItsCellTheBlock() {
        Comparison comparison = Comparison.of(slow(LAB, 2));
        for (Metric metric : Metric.of(LAB.started().design().traffic())) {
            boolean load = metric != Metric.COST_PER_EVENT && metric != Metric.LOAD_TIME;
            assertThat(comparison.row(SyntheticRun.JIT, metric).blocks())
                    .as(metric.key())
                    .isEqualTo(load ? 2 : 3);
            assertThat(comparison.row(SyntheticRun.HARDEN_1, metric).blocks()).isEqualTo(3);
        }
        assertThat(comparison.voids())
                .containsExactly(
                        "block 2, jit=1 harden=0 is void but for cost per event and load: it held 50,000 of 100,000 requests/s, 50.00 % of the rate and less than 99.50 %");
    }

    @Test
    void whenEveryBlockIsVoidThereIsNoFigure() {
        Row row = Comparison.of(slow(slow(slow(LAB, 1), 2), 3)).row(SyntheticRun.JIT, Metric.CPU_OVERHEAD);
        assertThat(row.estimate()).isEmpty();
        assertThat(row.reason()).isEqualTo("no complete block is left (3 void)");
    }

    @Test
    void stealVoidsEveryMetric() {
        RunRecord record = Altered.trial(LAB, 1, SyntheticRun.JIT, t -> with(t, 100_000, NO_ERRORS, 0, 0, 0.02));
        assertThat(Comparison.of(record).rows().stream()
                        .filter(row -> row.cell().equals(SyntheticRun.JIT))
                        .map(Row::blocks))
                .containsOnly(2);
    }

    /// The cost of an event comes from the windows behind the measurement window.
    @Test
    void stealInAFurtherWindowVoidsEveryMetric() {
        for (double steal : new double[] {0.011, Double.NaN}) {
            CpuFigures cpu = new CpuFigures(1, List.of(new CpuFigures.Share(0, 0.4, 0, steal, 0)), 0, 0);
            RunRecord record = Altered.probe(
                    LAB,
                    2,
                    SyntheticRun.JIT,
                    p -> new ProbeFigures(
                            p.attach(),
                            p.programs(),
                            p.floorPrograms(),
                            p.measured(),
                            p.attributed(),
                            p.floor(),
                            List.of(new StageCpu(Stage.EMPTY_COUNTED, cpu, 1))));
            Comparison comparison = Comparison.of(record);
            assertThat(comparison.row(SyntheticRun.JIT, Metric.COST_PER_EVENT).blocks())
                    .isEqualTo(2);
            assertThat(comparison.voids())
                    .singleElement()
                    .asString()
                    .startsWith("block 2, jit=1 harden=0 is void: the hypervisor took ")
                    .endsWith(" of the CPUs in the window with empty programs, statistics on");
        }
    }

    @Test
    void stealVoidsATrialOfTheExactLane() {
        Trial trial = ExactRun.record(1).trials().getFirst();
        List<MessageWindow> windows = trial.pingPong().orElseThrow().windows();
        for (double steal : new double[] {0, 0.01, 0.011, Double.NaN}) {
            Trial stolen = new Trial(
                    trial.block(),
                    trial.position(),
                    trial.arm(),
                    trial.startedAt(),
                    new PingPongFigures(windows, steal),
                    trial.probe(),
                    trial.attestation(),
                    trial.marks());
            assertThat(VoidRules.DEFAULT.broken(stolen, Clock.WALL))
                    .as("%s", steal)
                    .hasSize(steal <= 0.01 ? 0 : 1);
        }
    }

    @Test
    void onTheInstructionClockALagIsCountedInInstructions() {
        Trial trial = with(LAB.trials().getFirst(), 100_000, NO_ERRORS, 66_551_807, 0, 0);
        assertThat(VoidRules.DEFAULT.broken(trial, Clock.INSTRUCTIONS))
                .containsExactly(new VoidRules.Breach(
                        "1 request in 100 left 66.6 million instructions or more behind the schedule", true));
    }

    @Test
    void aMarkThatRepeatsARuleIsSaidOnce() {
        String clause = "it held 50,000 of 100,000 requests/s, 50.00 % of the rate and less than 99.50 %";
        RunRecord record = Altered.mark(slow(LAB, 1), 1, SyntheticRun.JIT, clause, 0);
        assertThat(Comparison.of(record).warnings())
                .filteredOn(warning -> warning.contains(clause))
                .hasSize(1);
    }

    @Test
    void voidBaselinesCountForPairedMetricsOnly() {
        RunRecord record = slow(slow(LAB, 1), 2);
        record = Altered.trial(record, 3, new Baseline(2), t -> with(t, 50_000, NO_ERRORS, 0, 0, 0));
        Comparison comparison = Comparison.of(Altered.without(record, 3, SyntheticRun.JIT, ""));
        assertThat(comparison.row(SyntheticRun.JIT, Metric.CPU_OVERHEAD).reason())
                .isEqualTo("no complete block is left (3 void)");
        assertThat(comparison.row(SyntheticRun.JIT, Metric.EVENTS_PER_SECOND).reason())
                .isEqualTo("no complete block is left (2 void)");
        assertThat(comparison.row(SyntheticRun.HARDEN_1, Metric.CPU_OVERHEAD).blocks())
                .isEqualTo(2);
    }

    @Test
    void aSingleBlockIsShownAsItIs() {
        Comparison comparison = Comparison.of(slow(SyntheticRun.lab(1).record(), 1));
        assertThat(comparison.row(SyntheticRun.JIT, Metric.COST_PER_EVENT).estimate())
                .isPresent();
        assertThat(comparison.voids())
                .containsExactly(
                        "block 1, jit=1 harden=0 would be void in a run of more blocks but for cost per event and load: it held 50,000 of 100,000 requests/s, 50.00 % of the rate and less than 99.50 %");
    }

    private static RunRecord slow(RunRecord record, int block) {
        return Altered.trial(record, block, SyntheticRun.JIT, t -> with(t, 50_000, NO_ERRORS, 0, 0, 0));
    }

    private static List<String> broken(
            double achieved, Map<String, Long> errors, long lagNanos, double thread, double steal) {
        Trial trial = with(LAB.trials().getFirst(), achieved, errors, lagNanos, thread, steal);
        return VoidRules.DEFAULT.broken(trial, Clock.WALL).stream()
                .map(VoidRules.Breach::clause)
                .toList();
    }

    private static Trial with(
            Trial t, double achieved, Map<String, Long> errors, long lagNanos, double thread, double steal) {
        LoadFigures old = t.http().orElseThrow().load();
        HistogramData lag = new HistogramData(1, 0, 0, 0, lagNanos, 0, 0, "");
        LoadFigures load = new LoadFigures(
                old.windowNanos(), 100_000, achieved, old.requests(), errors, old.latency(), lag, thread);
        CpuFigures cpu = new CpuFigures(1, List.of(new CpuFigures.Share(0, 0.4, 0, steal, 0)), 0, 0);
        return new Trial(
                t.block(),
                t.position(),
                t.arm(),
                t.startedAt(),
                new HttpFigures(0, load, cpu),
                t.probe(),
                t.attestation(),
                t.marks());
    }
}
