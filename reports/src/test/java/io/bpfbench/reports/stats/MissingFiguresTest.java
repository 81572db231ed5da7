// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.Attestation;
import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.RunRecord;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What is missing or no figure is left out, and said.
class MissingFiguresTest {
    private static final RunRecord LAB = SyntheticRun.lab(3).record();

    @Test
    void aBlockWithoutABaselinePairsNothingAndSaysSo() {
        RunRecord record = Altered.without(LAB, 2, new Baseline(2), "the target refused connections");
        Comparison comparison = Comparison.of(record);
        assertThat(comparison.row(SyntheticRun.JIT, Metric.CPU_OVERHEAD).blocks())
                .isEqualTo(2);
        assertThat(comparison.row(SyntheticRun.JIT, Metric.COST_PER_EVENT).blocks())
                .isEqualTo(3);
        assertThat(comparison.warnings())
                .contains(
                        "block 2 has no baseline 2 (the target refused connections): nothing in this block can be paired");
    }

    @Test
    void aMissingCellCostsThatCellOneBlock() {
        Comparison comparison = Comparison.of(Altered.without(LAB, 1, SyntheticRun.JIT, ""));
        assertThat(comparison.row(SyntheticRun.JIT, Metric.CPU_OVERHEAD).blocks())
                .isEqualTo(2);
        assertThat(comparison.row(SyntheticRun.HARDEN_1, Metric.CPU_OVERHEAD).blocks())
                .isEqualTo(3);
        assertThat(comparison.warnings())
                .contains("block 1 has no jit=1 harden=0 (it was not run): this cell goes without this block");
    }

    @Test
    void blocksNotBegunAreSaidOnce() {
        RunRecord record = Altered.trials(
                LAB, LAB.trials().stream().filter(trial -> trial.block() == 2).toList());
        Comparison comparison = Comparison.of(record);
        assertThat(comparison.warnings()).containsExactly("not begun: block 1, 3");
        assertThat(comparison.row(SyntheticRun.JIT, Metric.COST_PER_EVENT).blocks())
                .isEqualTo(1);
        assertThat(comparison.row(SyntheticRun.JIT, Metric.COST_PER_EVENT).verdict())
                .isEqualTo(Verdict.NO_CLAIM);
        RunRecord failed = Altered.without(record, 1, SyntheticRun.JIT, "refused");
        assertThat(Comparison.of(failed).warnings())
                .hasSize(7)
                .contains("block 1 has no jit=1 harden=0 (refused): this cell goes without this block");
    }

    @Test
    void aRunThatNeverBeganHasRowsWithoutFigures() {
        Comparison comparison = Comparison.of(Altered.trials(LAB, List.of()));
        assertThat(comparison.rows()).hasSize(24).allMatch(row -> row.estimate().isEmpty() && !row.attested());
        assertThat(comparison.arms()).isEmpty();
        assertThat(comparison.hookCosts()).isEmpty();
        assertThat(comparison.controls()).isEmpty();
    }

    @Test
    void aCellWithoutAnyTrialHasNoFigureAndAReason() {
        RunRecord record = LAB;
        for (int block = 1; block <= 3; block++) {
            record = Altered.without(record, block, SyntheticRun.INTERPRETER, "no interpreter");
        }
        Row row = Comparison.of(record).row(SyntheticRun.INTERPRETER, Metric.COST_PER_EVENT);
        assertThat(row.estimate()).isEmpty();
        assertThat(row.attested()).isFalse();
        assertThat(row.reason()).contains("no trial of this cell has finished");
    }

    @Test
    void notANumberIsNeverAveragedOver() {
        RunRecord record = Altered.busy(LAB, 2, SyntheticRun.JIT, Double.NaN);
        Comparison comparison = Comparison.of(record);
        assertThat(comparison.row(SyntheticRun.JIT, Metric.CPU_OVERHEAD).blocks())
                .isEqualTo(2);
        assertThat(comparison.warnings())
                .anyMatch(w -> w.contains("block 2 gives no cpu_overhead") && w.contains("NaN"));
        assertThat(Comparison.of(Altered.busy(LAB, 1, SyntheticRun.JIT, 1.5)).warnings())
                .anyMatch(w -> w.contains("not between 0 and 1"));
    }

    @Test
    void aNegativeLatencyIsNeverAveragedOver() {
        Comparison comparison = Comparison.of(Altered.latency(LAB, 3, new Baseline(1), 10, -5));
        assertThat(comparison.row(SyntheticRun.JIT, Metric.LATENCY_ADDED_P99).blocks())
                .isEqualTo(2);
        assertThat(comparison.warnings())
                .anyMatch(w -> w.contains("a latency is negative") && w.contains("baseline 1"));
        assertThat(Comparison.of(Altered.latency(LAB, 3, SyntheticRun.JIT, 0, 0))
                        .warnings())
                .anyMatch(w -> w.contains("no request was answered"));
    }

    @Test
    void twoTrialsOfOneSlotAreRefused() {
        RunRecord twice = Altered.trials(
                LAB,
                Stream.concat(LAB.trials().stream(), LAB.trials().stream().limit(1))
                        .toList());
        assertThatThrownBy(() -> Comparison.of(twice))
                .isInstanceOf(ComparisonException.class)
                .hasMessageContaining("block 1 holds jit=1 harden=0 twice");
    }

    @Test
    void aFloorThatNeverRanLeavesNoCost() {
        Comparison comparison = Comparison.of(Altered.floorRuns(LAB, 1, SyntheticRun.JIT, 0));
        assertThat(comparison.row(SyntheticRun.JIT, Metric.COST_PER_EVENT).blocks())
                .isEqualTo(2);
        assertThat(comparison.warnings())
                .containsExactly("block 1, jit=1 harden=0 is void: no empty program ran in the floor's window");
    }

    @Test
    void aRareHookWithoutAFloorIsLeftOut() {
        assertThat(costWith(3_000)).isEqualTo(36);
        assertThat(costWith(3_100)).isNaN();
    }

    /// The cost when a fourth hook ran so often and has no floor, or NaN when there is none.
    private static double costWith(long runs) {
        RunRecord record = LAB;
        for (int block = 1; block <= 3; block++) {
            record = Altered.extraHook(
                    record,
                    block,
                    SyntheticRun.JIT,
                    new ProbeWindow.Hook("tcp_destroy_sock", runs, runs, 1_000_000, 0, 1));
        }
        return Comparison.of(record)
                .row(SyntheticRun.JIT, Metric.COST_PER_EVENT)
                .estimate()
                .map(Estimate::value)
                .orElse(Double.NaN);
    }

    @Test
    void marksAndLostEventsAreSaid() {
        Comparison comparison = Comparison.of(Altered.mark(LAB, 1, SyntheticRun.JIT, "not settled", 7));
        assertThat(comparison.warnings())
                .containsExactly(
                        "block 1, jit=1 harden=0 is void: the probe lost 14 events because its map was full",
                        "jit=1 harden=0, block 1: not settled");
        assertThat(comparison.proofs().getFirst().lost()).isEqualTo(Map.of("map_full", 14L));
    }

    @Test
    void theLastReasonOfItsOwnSlotIsGiven() {
        RunRecord record = Altered.without(LAB, 3, SyntheticRun.HARDEN_1, "other block");
        record = Altered.without(record, 2, SyntheticRun.HARDEN_1, "first");
        record = Altered.without(record, 2, SyntheticRun.HARDEN_1, "second");
        record = Altered.without(record, 2, SyntheticRun.HARDEN_2, "other cell");
        assertThat(Comparison.of(record).warnings())
                .containsExactly(
                        "block 2 has no jit=1 harden=1 (second): this cell goes without this block",
                        "block 2 has no jit=1 harden=2 (other cell): this cell goes without this block",
                        "block 3 has no jit=1 harden=1 (other block): this cell goes without this block");
    }

    @Test
    void whatATrialCouldNotProveIsAWarning() {
        RunRecord record = Altered.attestation(
                LAB, 1, new Baseline(1), new Attestation(Map.of(), Map.of(), List.of("not as found")));
        assertThat(Comparison.of(record).warnings()).containsExactly("block 1, baseline 1 is void: not as found");
        RunRecord cell = Altered.attestation(
                LAB, 1, SyntheticRun.JIT, new Attestation(Map.of(), Map.of(), List.of("not as asked")));
        assertThat(Comparison.of(cell).warnings()).containsExactly("block 1, jit=1 harden=0 is void: not as asked");
    }
}
