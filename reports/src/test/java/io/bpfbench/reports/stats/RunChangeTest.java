// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.Changed;
import io.bpfbench.reports.ExactRun;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.Attestation;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Design;
import io.bpfbench.reports.result.Distribution;
import io.bpfbench.reports.result.MessageWindow;
import io.bpfbench.reports.result.PingPong;
import io.bpfbench.reports.result.PingPongFigures;
import io.bpfbench.reports.result.Place;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.result.Stage;
import io.bpfbench.reports.result.Trial;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs before and after a change whose truth is known.
class RunChangeTest {
    private static final RunRecord BASE = SyntheticRun.host(6, 7).record();
    private static final RunRecord AGAIN = SyntheticRun.host(6, 8).record();
    private static final RunRecord SLOWER = Changed.slower(AGAIN, 20);
    private static final RunRecord LAB = SyntheticRun.lab(6).record();

    @Test
    void aProbeMadeSlowerIsARegression() {
        RunChange change = compare(BASE, SLOWER, ChangeRules.DEFAULT);
        assertThat(change.outcome()).isEqualTo(Outcome.REGRESSION);
        ChangeRow row = row(change, Metric.COST_PER_EVENT);
        assertThat(row.outcome()).isEqualTo(Outcome.REGRESSION);
        ChangeRow.Effect effect = row.effect().orElseThrow();
        assertThat(effect.ci95().contains(20)).isTrue();
        assertThat(effect.ratio().orElseThrow().value()).isBetween(50.0, 62.0);
        assertThat(effect.test()).isEqualTo(ChangeRow.Test.PERMUTATION);
        assertThat(row(change, Metric.CPU_OVERHEAD).outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    }

    @Test
    void aProbeMadeFasterIsImproved() {
        RunChange change = compare(SLOWER, BASE, gates("cost_per_event<=+5%"));
        assertThat(row(change, Metric.COST_PER_EVENT).outcome()).isEqualTo(Outcome.IMPROVED);
        assertThat(change.outcome()).isEqualTo(Outcome.IMPROVED);
    }

    @Test
    void theSameTwiceIsNoRegression() {
        assertThat(compare(BASE, AGAIN, ChangeRules.DEFAULT).outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        RunChange wide = compare(
                BASE,
                AGAIN,
                margins(Map.of(
                        Metric.CPU_OVERHEAD, new Bound(1, false),
                        Metric.LATENCY_ADDED_P99, new Bound(20, false),
                        Metric.COST_PER_EVENT, new Bound(0.2, true))));
        assertThat(wide.outcome()).isEqualTo(Outcome.EQUIVALENT);
        assertThat(row(wide, Metric.COST_PER_EVENT).reason()).isEqualTo("within the margin");
    }

    /// A margin in per cent has no meaning for what is not above zero in every block.
    @Test
    void aShareOfNothingShowsNothing() {
        RunRecord nothing = Altered.busy(BASE, 3, SyntheticRun.JIT, 0.01);
        RunChange change = compare(nothing, AGAIN, margins(Map.of(Metric.CPU_OVERHEAD, new Bound(9, true))));
        ChangeRow row = row(change, Metric.CPU_OVERHEAD);
        assertThat(row.effect().orElseThrow().ratio()).isEmpty();
        assertThat(row.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(row(compare(nothing, AGAIN, gates("cpu_overhead<=+5%")), Metric.CPU_OVERHEAD)
                        .outcome())
                .isEqualTo(Outcome.INCONCLUSIVE);
    }

    @Test
    void aGateFiresOnlyWhenTheWholeIntervalIsPastIt() {
        assertThat(compare(BASE, SLOWER, gates("cost_per_event<=+5%")).outcome())
                .isEqualTo(Outcome.REGRESSION);
        assertThat(compare(BASE, SLOWER, gates("cost_per_event<=+15")).outcome())
                .isEqualTo(Outcome.REGRESSION);
        // 20 ns more, the gate at 20: it can be neither broken nor kept.
        assertThat(compare(BASE, SLOWER, gates("cost_per_event<=+20")).outcome())
                .isEqualTo(Outcome.INCONCLUSIVE);
        RunChange kept = compare(BASE, SLOWER, gates("cost_per_event<=+30"));
        assertThat(kept.outcome()).isEqualTo(Outcome.EQUIVALENT);
        assertThat(row(kept, Metric.COST_PER_EVENT).reason()).isEqualTo("the gate is kept");
        // A gate on something else: the cost is shown, and does not decide.
        RunChange other = compare(BASE, SLOWER, gates("latency_added_p50<=+50"));
        assertThat(row(other, Metric.COST_PER_EVENT).outcome()).isEqualTo(Outcome.REGRESSION);
        assertThat(other.outcome()).isEqualTo(Outcome.EQUIVALENT);
    }

    /// What is worth speaking of is the user's to say; a gate is stronger.
    @Test
    void aMarginForgivesWhatNoGateForbids() {
        ChangeRules forgiving = margins(Map.of(Metric.COST_PER_EVENT, new Bound(40, false)));
        ChangeRow row = row(compare(BASE, SLOWER, forgiving), Metric.COST_PER_EVENT);
        assertThat(row.outcome()).isEqualTo(Outcome.EQUIVALENT);
        ChangeRules gated = new ChangeRules(List.of(Gate.parse("cost_per_event<=+10")), forgiving.margins(), List.of());
        assertThat(row(compare(BASE, SLOWER, gated), Metric.COST_PER_EVENT).outcome())
                .isEqualTo(Outcome.REGRESSION);
    }

    @Test
    void onTheInstructionClockTheSameIsTheSame() {
        RunChange same = compare(LAB, LAB, gates("cost_per_event<=+0"));
        assertThat(same.outcome()).isEqualTo(Outcome.EQUIVALENT);
        assertThat(row(same, Metric.COST_PER_EVENT).reason()).isEqualTo("the same to the instruction");
        assertThat(same.notes()).anyMatch(note -> note.contains("are the same run"));
        RunChange slower = compare(LAB, Changed.slower(LAB, 1), gates("cost_per_event<=+0"));
        ChangeRow row = row(slower, Metric.COST_PER_EVENT);
        assertThat(row.outcome()).isEqualTo(Outcome.REGRESSION);
        assertThat(row.effect().orElseThrow().test()).isEqualTo(ChangeRow.Test.EXACT);
        assertThat(compare(LAB, Changed.slower(LAB, 1), gates("cost_per_event<=+5%"))
                        .outcome())
                .isEqualTo(Outcome.EQUIVALENT);
    }

    @Test
    void nothingIsClaimedFromWhatIsNotProven() {
        RunRecord unproven = SLOWER;
        for (int block = 1; block <= 6; block++) {
            unproven = Altered.attestation(
                    unproven, block, SyntheticRun.JIT, new Attestation(Map.of(), Map.of(), List.of("jit was not set")));
        }
        ChangeRow row = row(compare(BASE, unproven, ChangeRules.DEFAULT), Metric.COST_PER_EVENT);
        assertThat(row.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(row.reason()).startsWith("NEW is unverified: ").contains("jit was not set");
        assertThat(row.effect()).isEmpty();
        RunRecord single = SyntheticRun.host(1, 3).record();
        assertThat(row(compare(single, SLOWER, ChangeRules.DEFAULT), Metric.COST_PER_EVENT)
                        .reason())
                .isEqualTo("BASE has one block only");
        assertThat(compare(single, SLOWER, ChangeRules.DEFAULT).outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    }

    /// Few blocks leave too few ways to deal them.
    @Test
    void withFewBlocksWelchDecides() {
        RunRecord few = SyntheticRun.host(3, 9).record();
        ChangeRow row = row(compare(few, SLOWER, ChangeRules.DEFAULT), Metric.COST_PER_EVENT);
        assertThat(row.effect().orElseThrow().test()).isEqualTo(ChangeRow.Test.WELCH);
        assertThat(row.outcome()).isEqualTo(Outcome.REGRESSION);
    }

    @Test
    void whatCannotBeComparedIsRefusedAndNamed() {
        refused(BASE, LAB, "clock differs: BASE has wall, NEW has instructions");
        refused(BASE, new SyntheticRun(Place.LAB, Clock.WALL, 6, 7, 1).record(), "place differs");
        refused(BASE, Changed.rate(AGAIN, 50_000), "load (ratePerSecond) differs: BASE has 100000.0, NEW has 50000.0");
        refused(BASE, Changed.kernel(AGAIN, "6.19.0"), "kernel differs: BASE has 6.18.0, NEW has 6.19.0; to compare");
        refused(BASE, Changed.cpus(AGAIN, 4), "number of CPUs differs");
        RunRecord attached = AGAIN;
        for (int block = 1; block <= 6; block++) {
            for (var cell : SyntheticRun.host(6, 1).cells()) {
                attached = Altered.attach(attached, block, cell, "fentry");
            }
        }
        refused(BASE, attached, "attach kind differs: BASE has raw_tp, NEW has fentry");
        RunRecord one = Changed.only(BASE, SyntheticRun.JIT);
        refused(one, Changed.only(AGAIN, SyntheticRun.INTERPRETER), "no cell in common: BASE has jit=1 harden=0, NEW");
        ChangeRules kernels = new ChangeRules(List.of(), Map.of(), List.of(ChangeRules.Across.KERNEL));
        assertThat(compare(BASE, Changed.kernel(AGAIN, "6.19.0"), kernels).rows())
                .isNotEmpty();
    }

    @Test
    void aLimitToWhatTheLoadDoesNotMeasureIsRefused() {
        RunRecord exact = ExactRun.record(6);
        assertThatThrownBy(() -> compare(exact, exact, gates("cpu_overhead<=+0.1")))
                .isInstanceOf(ComparisonException.class)
                .hasMessage("--gate cpu_overhead: load pingpong does not measure it; it has message_added,"
                        + " cost_per_event, load_time");
        Map<Metric, Bound> named = Map.of(Metric.LATENCY_ADDED_P99, new Bound(5, false));
        assertThatThrownBy(() -> compare(exact, exact, margins(named)))
                .isInstanceOf(ComparisonException.class)
                .hasMessageStartingWith("--equivalence latency_added_p99: load pingpong does not measure it");
        assertThatThrownBy(() -> compare(BASE, AGAIN, gates("message_added<=+1")))
                .hasMessageStartingWith("--gate message_added: load http does not measure it; it has cpu_overhead, ");
        // Said of every metric, it is held against those that there are.
        ChangeRules all = new ChangeRules(
                List.of(Gate.parse("message_added<=+0")), Map.of(), Optional.of(new Bound(0.05, true)), List.of());
        assertThat(all.margin(Metric.MESSAGE_ADDED)).contains(new Bound(0.05, true));
        assertThat(compare(exact, exact, all).outcome()).isEqualTo(Outcome.EQUIVALENT);
    }

    @Test
    void exactRunsOfDifferentPresetsAreCompared() {
        RunRecord exact = ExactRun.record(6);
        RunRecord shorter = Altered.design(
                exact, old -> new Design(old.cells(), old.blocks(), "smoke", new PingPong(500), old.attach()));
        assertThat(compare(exact, shorter, ChangeRules.DEFAULT).notes())
                .contains("the windows differ in length (presets quick and smoke): what happens once in many messages"
                        + " may be in one and not in the other");
        assertThat(compare(exact, exact, ChangeRules.DEFAULT).notes()).noneMatch(note -> note.contains("windows"));
    }

    @Test
    void aMachineThatDiffersIsNoticedInTheExactLane() {
        RunRecord exact = ExactRun.record(6);
        Distribution longer = new Distribution(List.of(new Distribution.Count(10_845, 997)));
        RunRecord slower = exact;
        for (int block = 1; block <= 6; block++) {
            slower = Altered.trial(
                    slower,
                    block,
                    Blocks.BASELINES.getFirst(),
                    trial -> new Trial(
                            trial.block(),
                            trial.position(),
                            trial.arm(),
                            trial.startedAt(),
                            new PingPongFigures(List.of(new MessageWindow(Stage.BARE, 1_000, 3, longer, List.of())), 0),
                            trial.probe(),
                            trial.attestation(),
                            trial.marks()));
        }
        assertThat(compare(exact, slower, ChangeRules.DEFAULT).notes())
                .contains("the machine itself differed: without a probe a message took 10844 in BASE and 10845"
                        + " instructions in NEW");
        assertThat(compare(exact, exact, ChangeRules.DEFAULT).notes()).noneMatch(note -> note.contains("machine"));
    }

    private static void refused(RunRecord base, RunRecord changed, String sentence) {
        assertThatThrownBy(() -> compare(base, changed, ChangeRules.DEFAULT))
                .isInstanceOf(ComparisonException.class)
                .hasMessageStartingWith("the two runs cannot be compared")
                .hasMessageContaining(sentence);
    }

    @Test
    void cellsOfOneRunOnlyAreLeftOutAndSaid() {
        RunChange change = compare(BASE, Changed.only(AGAIN, SyntheticRun.JIT), ChangeRules.DEFAULT);
        assertThat(change.rows()).extracting(ChangeRow::cell).containsOnly(SyntheticRun.JIT);
        assertThat(change.notes())
                .anyMatch(note -> note.startsWith("only in BASE, so not compared: jit=1 harden=1, jit=1 harden=2"));
    }

    @Test
    void aMachineThatDiffersIsNoticed() {
        RunRecord busier = AGAIN;
        for (int block = 1; block <= 6; block++) {
            busier = Altered.busy(busier, block, Blocks.BASELINES.getFirst(), 0.6 + block / 100.0);
        }
        assertThat(compare(BASE, busier, ChangeRules.DEFAULT).notes())
                .anyMatch(note -> note.contains("the machine itself differed: without a probe its busy share"));
        assertThat(compare(BASE, AGAIN, ChangeRules.DEFAULT).notes()).noneMatch(note -> note.contains("machine"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cost_per_event",
                "cost_per_event<5",
                "cost_per_event<=-5%",
                "cost_per_event<=",
                "a<=1<=2",
                "colour<=+1",
                "events_per_second<=+1",
                "<=+5%"
            })
    void whatIsNoGateIsRefused(String text) {
        assertThatThrownBy(() -> Gate.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void gatesAreReadAsTyped() {
        assertThat(Gate.parse(" cpu_overhead <= +0.1 "))
                .isEqualTo(new Gate(Metric.CPU_OVERHEAD, new Bound(0.1, false)));
        assertThat(Gate.parse("cost_per_event<=5 %")).isEqualTo(new Gate(Metric.COST_PER_EVENT, new Bound(0.05, true)));
    }

    private static ChangeRules gates(String gate) {
        return new ChangeRules(List.of(Gate.parse(gate)), Map.of(), List.of());
    }

    private static ChangeRules margins(Map<Metric, Bound> margins) {
        return new ChangeRules(List.of(), margins, List.of());
    }

    private static RunChange compare(RunRecord base, RunRecord changed, ChangeRules rules) {
        return RunChange.of(Comparison.of(base), Comparison.of(changed), rules);
    }

    private static ChangeRow row(RunChange change, Metric metric) {
        return change.row(SyntheticRun.JIT, metric).orElseThrow();
    }
}
