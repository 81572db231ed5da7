// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.bpfbench.reports.ExactRun;
import io.bpfbench.reports.OwnRun;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.TriggerRun;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.RunRecord;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgramCostTest {
    private static final RunRecord LAB = SyntheticRun.lab(3).record();
    private static final RunRecord OWN = OwnRun.of(LAB);

    @Test
    void eachProgramOfTheObjectHasItsCostInEachCell() {
        List<ProgramCost> costs = ProgramCost.all(Comparison.of(OWN));
        assertThat(costs).hasSize(4 * 3);
        ProgramCost first = costs.getFirst();
        assertThat(first.cell()).isEqualTo(SyntheticRun.JIT);
        assertThat(first.part().name()).isEqualTo("latency_tcp_sendmsg");
        assertThat(first.kind()).isEqualTo("fentry");
        assertThat(first.perRun().orElseThrow().value()).isCloseTo(36, within(0.5));
        assertThat(costs.stream()
                        .filter(cost -> cost.cell().equals(SyntheticRun.JIT))
                        .mapToDouble(cost -> cost.share().orElseThrow())
                        .sum())
                .isCloseTo(1, within(1e-9));
    }

    @Test
    void theLatencyProbeHasNone() {
        assertThat(ProgramCost.all(Comparison.of(LAB))).isEmpty();
    }

    @Test
    void eventsAreThoseOfTheAttributionWindow() {
        Comparison counted = Comparison.of(LAB);
        Comparison own = Comparison.of(OWN);
        assertThat(own.row(SyntheticRun.JIT, Metric.EVENTS_PER_SECOND)
                        .estimate()
                        .orElseThrow()
                        .value())
                .isCloseTo(
                        counted.row(SyntheticRun.JIT, Metric.EVENTS_PER_SECOND)
                                .estimate()
                                .orElseThrow()
                                .value(),
                        within(1.0));
        assertThat(own.proofs()).allMatch(CellProof::attested);
    }

    @Test
    void aProgramThatNeverRanHasNoCost() {
        RunRecord idle = OwnRun.each(
                OWN,
                probe -> new ProbeFigures(
                        probe.attach(),
                        probe.programs(),
                        probe.floorPrograms(),
                        probe.measured(),
                        still(probe.attributed(), "tcp_recvmsg"),
                        probe.floor(),
                        probe.stages()));
        ProgramCost receive = ProgramCost.all(Comparison.of(idle)).get(1);
        assertThat(receive.part().name()).isEqualTo("latency_tcp_recvmsg");
        assertThat(receive.runs()).isZero();
        assertThat(receive.perRun()).isEmpty();
        assertThat(receive.share()).hasValue(0);
    }

    /// One without a floor makes the whole unknown, and with it every part; the other programs' own figures stand.
    @Test
    void partsAreToldOnlyWhereEveryProgramThatRanHasACost() {
        RunRecord floorless = OwnRun.each(OWN, probe -> with(probe, still(probe.floor(), "tcp_recvmsg")));
        List<ProgramCost> costs = ProgramCost.all(Comparison.of(floorless));
        assertThat(costs.get(1).runs()).isPositive();
        assertThat(costs.get(1).perRun()).isEmpty();
        assertThat(costs.getFirst().perRun().orElseThrow().value()).isCloseTo(36, within(0.5));
        assertThat(costs).allSatisfy(cost -> assertThat(cost.share()).isEmpty());
    }

    @Test
    void whatIsCheaperThanNothingIsNoPartOfAWhole() {
        RunRecord cheap = OwnRun.each(OWN, probe -> with(probe, longer(probe.floor(), "tcp_recvmsg", 1_000)));
        List<ProgramCost> costs = ProgramCost.all(Comparison.of(cheap));
        assertThat(costs.get(1).perRun().orElseThrow().value()).isNegative();
        assertThat(costs).allSatisfy(cost -> assertThat(cost.share()).isEmpty());
    }

    /// Pauses between messages, and the figures' reading, are in the window's length.
    @Test
    void runsAreThoseOfAMessageInTheExactLaneAndOfARunOfATrigger() {
        assertThat(ProgramCost.all(Comparison.of(OwnRun.of(ExactRun.record(3)))))
                .allSatisfy(cost -> assertThat(cost.rate()).isEqualTo(1));
        assertThat(ProgramCost.all(Comparison.of(OwnRun.of(TriggerRun.record(3, 200)))))
                .allSatisfy(cost -> assertThat(cost.rate()).isEqualTo(200));
        assertThat(ProgramCost.all(Comparison.of(OWN)).getFirst().rate()).isGreaterThan(10_000);
    }

    /// What little ran was for something else.
    @Test
    void aTriggerThatDoesNothingAtTheHooksTellsNoCost() {
        RunRecord idle = OwnRun.of(TriggerRun.record(3, 0));
        RunRecord others = OwnRun.each(
                idle,
                probe -> new ProbeFigures(
                        probe.attach(),
                        probe.programs(),
                        probe.floorPrograms(),
                        probe.measured(),
                        ran(probe.attributed(), 900),
                        ran(probe.floor(), 600)));
        assertThat(ProgramCost.all(Comparison.of(others)))
                .hasSize(4 * 3)
                .allSatisfy(cost -> assertThat(cost.perRun()).isEmpty());
    }

    @Test
    void anObjectOfWhichNothingRanAsksForATrigger() {
        RunRecord idle = OwnRun.each(
                OWN,
                probe -> new ProbeFigures(
                        probe.attach(),
                        probe.programs(),
                        probe.floorPrograms(),
                        probe.measured(),
                        new ProbeWindow(probe.attributed().elapsedNanos(), List.of(), List.of(), Map.of()),
                        probe.floor(),
                        probe.stages()));
        assertThat(Comparison.of(idle).proofs().getFirst().failures())
                .contains(
                        "no program of the probe ran in the attribution window: choose a --trigger that does what they"
                                + " look at");
    }

    @Test
    void theGuidesClaimsAreOfItsOwnProbe() {
        assertThat(Comparison.of(OwnRun.of(SyntheticRun.lab(6).record())).claims())
                .filteredOn(finding -> finding.claim().test() instanceof Claim.Ratio)
                .allSatisfy(finding -> {
                    assertThat(finding.word()).isEqualTo(ClaimFinding.Word.NOT_MEASURABLE);
                    assertThat(finding.reason()).isEqualTo("my.bpf.o was measured, not the probe that the claim is of");
                });
    }

    private static ProbeFigures with(ProbeFigures probe, ProbeWindow floor) {
        return new ProbeFigures(
                probe.attach(),
                probe.programs(),
                probe.floorPrograms(),
                probe.measured(),
                probe.attributed(),
                floor,
                probe.stages());
    }

    private static ProbeWindow longer(ProbeWindow window, String hook, long nanos) {
        return new ProbeWindow(
                window.elapsedNanos(),
                window.hooks().stream()
                        .map(each -> each.hook().equals(hook)
                                ? new ProbeWindow.Hook(
                                        hook,
                                        each.events(),
                                        each.runCount(),
                                        each.runTimeNanos() + nanos * each.runCount(),
                                        each.recursionMisses(),
                                        each.copiesRun())
                                : each)
                        .toList(),
                window.latency(),
                window.lost());
    }

    private static ProbeWindow ran(ProbeWindow window, long nanos) {
        return new ProbeWindow(
                window.elapsedNanos(),
                window.hooks().stream()
                        .map(each -> new ProbeWindow.Hook(each.hook(), 3, 3, nanos, 0, 1))
                        .toList(),
                window.latency(),
                window.lost());
    }

    private static ProbeWindow still(ProbeWindow window, String hook) {
        return new ProbeWindow(
                window.elapsedNanos(),
                window.hooks().stream()
                        .map(each -> each.hook().equals(hook) ? new ProbeWindow.Hook(hook, 0, 0, 0, 0, 0) : each)
                        .toList(),
                window.latency(),
                window.lost());
    }
}
