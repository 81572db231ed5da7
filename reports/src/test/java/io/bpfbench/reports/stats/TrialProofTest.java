// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.TriggerRun;
import io.bpfbench.reports.result.Attestation;
import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Distribution;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.result.Stage;
import io.bpfbench.reports.result.Trial;
import io.bpfbench.reports.result.TriggerFigures;
import io.bpfbench.reports.result.TriggerWindow;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class TrialProofTest {
    private static final RunRecord LAB = SyntheticRun.lab(3).record();

    @Test
    void aTrialThatRanUnderItsSettingsIsProven() {
        assertThat(LAB.trials()).allMatch(trial -> TrialProof.broken(trial).isEmpty());
    }

    @Test
    void settingsMustHaveBeenTakenAndStandStill() {
        assertThat(broken(attested(new Attestation(Map.of("s", "0"), Map.of("s", "1"), List.of()))))
                .containsExactly("s was 0 before and 1 after it: something else changed it meanwhile");
        assertThat(broken(attested(new Attestation(Map.of("s", "0"), Map.of(), List.of()))))
                .containsExactly("s was 0 before and not readable after it: something else changed it meanwhile");
        assertThat(broken(attested(new Attestation(Map.of(), Map.of(), List.of("s was to be 1 and read back as 0")))))
                .containsExactly("s was to be 1 and read back as 0");
    }

    @Test
    void programsMustHaveRunInTheAttributionWindowOnly() {
        assertThat(broken(Altered.attributedRuns(LAB, 1, SyntheticRun.JIT, 0)))
                .containsExactly("no program of the probe ran in the attribution window");
        assertThat(broken(Altered.floorRuns(LAB, 1, SyntheticRun.JIT, 0)))
                .containsExactly("no empty program ran in the floor's window");
        assertThat(broken(Altered.extraHook(LAB, 1, SyntheticRun.JIT, new ProbeWindow.Hook("other", 5, 0, 0, 0, 1))))
                .containsExactly("other counted events and yet the kernel says that it was never run");
        assertThat(broken(measured(hook -> new ProbeWindow.Hook(hook.hook(), hook.events(), 7, 1, 0, 1))))
                .singleElement()
                .asString()
                .startsWith("run statistics were on in the measurement window, which every event pays for: set");
    }

    /// The same command does the same in every run: what ran on one side alone was not attached on the other.
    @Test
    void aProgramThatATriggerRunsMustHaveRunOnBothSides() {
        RunRecord trigger = TriggerRun.record(1, 200);
        assertThat(trigger.trials()).allMatch(trial -> TrialProof.broken(trial).isEmpty());
        assertThat(broken(without(trigger, Stage.PROBE_COUNTED)))
                .containsExactly("the empty program at tcp_recvmsg ran while the trigger did, and the probe's never");
        assertThat(broken(without(trigger, Stage.EMPTY_COUNTED)))
                .containsExactly(
                        "the probe's program at tcp_recvmsg ran while the trigger did, and the empty one never");
        assertThat(TriggerRun.record(1, 0).trials())
                .allMatch(trial -> TrialProof.broken(trial).isEmpty());
    }

    private static RunRecord without(RunRecord record, Stage stage) {
        return Altered.trial(
                record,
                1,
                SyntheticRun.JIT,
                trial -> new Trial(
                        trial.block(),
                        trial.position(),
                        trial.arm(),
                        trial.startedAt(),
                        new TriggerFigures(
                                trial.trigger().orElseThrow().windows().stream()
                                        .map(window -> window.stage() == stage ? receivingNothing(window) : window)
                                        .toList(),
                                0),
                        trial.probe(),
                        trial.attestation(),
                        trial.marks()));
    }

    private static TriggerWindow receivingNothing(TriggerWindow window) {
        Distribution none = new Distribution(List.of(new Distribution.Count(0, window.runs())));
        return new TriggerWindow(
                window.stage(),
                window.elapsedNanos(),
                window.cpuNanos(),
                window.events().stream()
                        .map(events -> events.hook().equals("tcp_recvmsg")
                                ? new TriggerWindow.Events(events.hook(), none, 0)
                                : events)
                        .toList());
    }

    @Test
    void everyCopyOfAStackedProbeMustHaveRun() {
        RunRecord stacked = SyntheticRun.stacked(1, 3, 0).record();
        assertThat(stacked.trials()).allMatch(trial -> TrialProof.broken(trial).isEmpty());
        Cell four = SyntheticRun.cell("jit", "1", "harden", "0", "stack", "4");
        RunRecord alone = Altered.attributedRuns(stacked, 1, four, 9);
        assertThat(alone.trials())
                .filteredOn(trial -> trial.arm().equals(four))
                .flatExtracting(TrialProof::broken)
                .extracting(VoidRules.Breach::clause)
                .contains("1 of 4 copies of the program at tcp_sendmsg ran")
                .hasSize(3);
    }

    @Test
    void aLostEventIsNamedWithItsReason() {
        assertThat(broken(measured(TrialProofTest::missedThree))).contains("tcp_sendmsg lost 3 events to recursion");
        assertThat(broken(Altered.mark(LAB, 1, SyntheticRun.JIT, "a mark", 4)))
                .containsExactly("the probe lost 8 events because its map was full");
    }

    @Test
    void aTrialWithoutProofCostsItsCellTheBlockAndNothingElse() {
        Comparison comparison = Comparison.of(measured(TrialProofTest::missedThree));
        for (Metric metric : comparison.metrics()) {
            Row row = comparison.row(SyntheticRun.JIT, metric);
            assertThat(row.blocks()).as(metric.key()).isEqualTo(2);
            assertThat(row.attested()).as(row.reason()).isTrue();
            assertThat(comparison.row(SyntheticRun.HARDEN_1, metric).blocks()).isEqualTo(3);
        }
        assertThat(comparison.voids())
                .singleElement()
                .asString()
                .startsWith("block 1, jit=1 harden=0 is void: tcp_sendmsg lost 3 events to recursion");
        assertThat(comparison.warnings()).containsAll(comparison.voids());
    }

    /// A further block would be no better, so none is asked for; a cell that was proven once may be again.
    @Test
    void aCellThatIsNeverProvenIsUnverifiedAndVoidsNoBlock() {
        Attestation failed = new Attestation(Map.of(), Map.of(), List.of("s was to be 1 and read back as 0"));
        RunRecord record = LAB;
        for (int block = 1; block <= 2; block++) {
            record = Altered.attestation(record, block, SyntheticRun.JIT, failed);
        }
        assertThat(voidBlocks(record)).containsExactly(1, 2);
        assertThat(Comparison.of(record).voids()).hasSize(2);
        record = Altered.attestation(record, 3, SyntheticRun.JIT, failed);
        assertThat(voidBlocks(record)).isEmpty();
        Comparison comparison = Comparison.of(record);
        assertThat(comparison.voids()).isEmpty();
        assertThat(comparison.warnings()).isEmpty();
        assertThat(comparison.row(SyntheticRun.JIT, Metric.CPU_OVERHEAD))
                .satisfies(row -> assertThat(row.verdict()).isEqualTo(Verdict.NO_CLAIM))
                .satisfies(row -> assertThat(row.attested()).isFalse())
                .satisfies(row -> assertThat(row.reason())
                        .isEqualTo("s was to be 1 and read back as 0; no complete block is left (3 void)"));
        // What another arm loses has nothing to do with it.
        record = Altered.attestation(record, 2, SyntheticRun.HARDEN_1, failed);
        record = Altered.attestation(record, 3, new Baseline(1), failed);
        assertThat(voidBlocks(record)).containsExactly(2, 3);
        for (int block = 1; block <= 3; block++) {
            record = Altered.attestation(record, block, new Baseline(1), failed);
        }
        assertThat(voidBlocks(record)).containsExactly(1, 2, 3);
    }

    /// That its settings were not in force says nothing of what the load did.
    @Test
    void ofACellThatIsNeverProvenTheOtherBreachesAreSaid() {
        Attestation failed = new Attestation(Map.of(), Map.of(), List.of("s was to be 1 and read back as 0"));
        RunRecord record = Altered.rate(LAB, 2, SyntheticRun.JIT, 0.5);
        for (int block = 1; block <= 3; block++) {
            record = Altered.attestation(record, block, SyntheticRun.JIT, failed);
        }
        assertThat(Comparison.of(record).voids())
                .containsExactly(
                        "block 2, jit=1 harden=0 is void: it held 50,000 of 100,000 requests/s, 50.00 % of the rate and less than 99.50 %");
    }

    /// The reason has a number in it that is another in every trial: the sentence about the cell stays one to read.
    @Test
    void ofVeryManyReasonsTheFirstAreNamed() {
        RunRecord record = SyntheticRun.lab(12).record();
        for (int block = 1; block <= 12; block++) {
            record = Altered.mark(record, block, SyntheticRun.JIT, "a mark", block);
        }
        assertThat(Comparison.of(record).proofs().getFirst().failures())
                .hasSize(11)
                .startsWith("the probe lost 2 events because its map was full")
                .endsWith("and 2 more, trial by trial in trials.csv");
    }

    private static SortedSet<Integer> voidBlocks(RunRecord record) {
        return VoidRules.DEFAULT.voidBlocks(record.trials(), Clock.INSTRUCTIONS);
    }

    private static ProbeWindow.Hook missedThree(ProbeWindow.Hook hook) {
        return new ProbeWindow.Hook(hook.hook(), hook.events(), 0, 0, 3, 1);
    }

    private static RunRecord attested(Attestation attestation) {
        return Altered.attestation(LAB, 1, SyntheticRun.JIT, attestation);
    }

    private static RunRecord measured(UnaryOperator<ProbeWindow.Hook> change) {
        return Altered.probe(LAB, 1, SyntheticRun.JIT, p -> {
            ProbeWindow old = p.measured();
            ProbeWindow changed = new ProbeWindow(
                    old.elapsedNanos(), old.hooks().stream().map(change).toList(), old.latency(), old.lost());
            return new ProbeFigures(p.attach(), p.programs(), p.floorPrograms(), changed, p.attributed(), p.floor());
        });
    }

    /// What the altered trial fails to show.
    private static List<String> broken(RunRecord record) {
        Trial trial = record.trials().stream()
                .filter(each -> each.block() == 1 && each.arm().equals(SyntheticRun.JIT))
                .findFirst()
                .orElseThrow();
        return TrialProof.broken(trial).stream().map(VoidRules.Breach::clause).toList();
    }
}
