// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.TriggerRun;
import io.bpfbench.reports.result.Journal;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.result.Stage;
import io.bpfbench.reports.result.Trial;
import io.bpfbench.reports.result.Trigger;
import io.bpfbench.reports.stats.ChangeRules;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.ComparisonException;
import io.bpfbench.reports.stats.CostPart;
import io.bpfbench.reports.stats.Metric;
import io.bpfbench.reports.stats.RunChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Runs of a command, from their trials to what a reader gets.
class TriggerReportTest {
    private static final RunRecord RECORD = TriggerRun.record(6, 200);
    private static final Comparison COMPARISON = Comparison.of(RECORD);

    @Test
    void theTable() throws IOException {
        golden("trigger-table.txt", TerminalTable.render(COMPARISON));
    }

    /// A command that does nothing at the hooks has a cost all the same: that of nothing.
    @Test
    void theTableOfATriggerInWhichNoProgramRan() throws IOException {
        golden("trigger-idle-table.txt", TerminalTable.render(Comparison.of(TriggerRun.record(6, 0))));
    }

    /// Somebody else's traffic in one cell would pass for what hardening does.
    @Test
    void otherEventsInOneCellAreToldOf() {
        RunRecord busier = TriggerRun.record(6, 220);
        List<Trial> trials = RECORD.trials().stream()
                .map(trial -> trial.arm().equals(SyntheticRun.HARDEN_2)
                        ? busier.trials().get(RECORD.trials().indexOf(trial))
                        : trial)
                .toList();
        assertThat(Comparison.of(Altered.trials(RECORD, trials)).warnings())
                .anySatisfy(warning -> assertThat(warning)
                        .startsWith("events per run of the trigger differ between cells by more than 5 % (")
                        .contains(SyntheticRun.HARDEN_2.label() + " 660.00"));
        assertThat(COMPARISON.warnings()).noneMatch(warning -> warning.startsWith("events per run"));
    }

    private static void golden(String name, String table) throws IOException {
        Path golden = Path.of("src/test/resources/golden").resolve(name);
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(golden, table);
        }
        assertThat(table).isEqualTo(Files.readString(golden));
    }

    @Test
    void aRunOfTheTriggerIsTheUnit() {
        assertThat(value(Metric.TRIGGER_ADDED)).isCloseTo(600 * 330, within(1e-6));
        assertThat(value(Metric.TRIGGER_CPU_ADDED)).isCloseTo(600 * 330, within(1e-6));
        assertThat(value(Metric.EVENTS_PER_TRIGGER)).isEqualTo(600);
        assertThat(part(CostPart.Kind.TRIGGER_DISPATCH)).isCloseTo(600 * 133, within(1e-6));
        assertThat(part(CostPart.Kind.TRIGGER_BODY)).isCloseTo(600 * (330 - 133), within(1e-6));
        assertThat(part(CostPart.Kind.TRIGGER_STATISTICS)).isCloseTo(600 * 80, within(1e-6));
    }

    private static double value(Metric metric) {
        return COMPARISON.row(SyntheticRun.JIT, metric).estimate().orElseThrow().value();
    }

    private static double part(CostPart.Kind kind) {
        return COMPARISON.part(SyntheticRun.JIT, kind).orElseThrow().estimate().value();
    }

    @Test
    void itsWordsAreThoseOfRuns() {
        String page = HtmlReport.render(COMPARISON, new byte[0]);
        assertThat(page)
                .contains("What a run of the trigger takes at each stage", "Events in a run of the trigger")
                .doesNotContain("message", "Rate held", "<h2>HTTP latency");
        assertThat(SummaryMarkdown.render(COMPARISON)).contains("Added per run of the trigger");
        assertThat(TrialsCsv.render(COMPARISON))
                .contains("trigger_runs,trigger_bare_p50_instructions,trigger_bare_cpu_p50_instructions")
                .doesNotContain("message_");
        assertThat(JmhJson.render(COMPARISON))
                .contains("io.bpfbench.trigger_added.jit_1_harden_0", "\"measurementBatchSize\" : 5");
    }

    @Test
    void whereNoProgramRanThereIsNoCostPerEventAndNoTrialIsVoid() {
        Comparison idle = Comparison.of(TriggerRun.record(6, 0));
        assertThat(idle.voids()).isEmpty();
        assertThat(idle.proofs()).allMatch(proof -> proof.attested());
        assertThat(idle.row(SyntheticRun.JIT, Metric.COST_PER_EVENT).reason())
                .endsWith("no program ran in 5 runs of the trigger");
        assertThat(idle.row(SyntheticRun.JIT, Metric.EVENTS_PER_TRIGGER)
                        .estimate()
                        .orElseThrow()
                        .value())
                .isZero();
        assertThat(idle.row(SyntheticRun.JIT, Metric.TRIGGER_ADDED).estimate()).isPresent();
    }

    /// On a machine in use a program runs now and then for somebody else.
    @Test
    void whatRanForOthersIsNotTheTriggers() {
        Comparison idle = Comparison.of(Altered.attributedRuns(TriggerRun.record(6, 0), 1, SyntheticRun.JIT, 3));
        assertThat(idle.voids()).isEmpty();
        assertThat(idle.row(SyntheticRun.JIT, Metric.COST_PER_EVENT).estimate()).isEmpty();
    }

    @Test
    void aTrialIsWhatItWasInTheJournal() {
        for (Trial trial : RECORD.trials()) {
            RunEvent written = new RunEvent.TrialFinished(trial);
            assertThat(Journal.decode(Journal.encode(written))).isEqualTo(written);
        }
        assertThat(Journal.encode(RECORD.started())).contains("\"traffic\":{\"trigger\":{\"command\":[\"pingpong\",");
        assertThat(RECORD.trials().getFirst().elapsed(Stage.BARE).isEmpty()).isFalse();
    }

    @Test
    void onlyRunsOfTheSameCommandAreCompared() {
        RunRecord other = with(new Trigger(List.of("curl", "-s", "http://127.0.0.1/"), 5, 10_000_000_000L, Map.of()));
        assertThatThrownBy(() -> change(other))
                .isInstanceOf(ComparisonException.class)
                .hasMessage("the two runs cannot be compared, for their trigger differs: BASE has pingpong 100"
                        + " 'it'\\''s 64', NEW has curl -s http://127.0.0.1/");
        RunRecord shorter = with(new Trigger(TriggerRun.TRIGGER.command(), 2, 1, Map.of("/etc/x", "/tmp/x")));
        assertThat(change(shorter).notes())
                .contains("the windows differ in length (presets quick and quick): medians of fewer runs vary more");
    }

    private static RunRecord with(Trigger trigger) {
        return Altered.design(RECORD, design -> design.withTraffic(trigger));
    }

    private static RunChange change(RunRecord changed) {
        return RunChange.of(COMPARISON, Comparison.of(changed), ChangeRules.DEFAULT);
    }
}
