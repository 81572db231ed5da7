// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.Attestation;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Program;
import io.bpfbench.reports.result.RunRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private static final RunRecord LAB = SyntheticRun.lab(3).record();
    private static final RunRecord HOST = SyntheticRun.host(20, 3).record();

    @Test
    void whatRepeatsExactlyNeedsNoChance() {
        Inference cost = contrast(Comparison.of(LAB), SyntheticRun.HARDEN_2, Metric.COST_PER_EVENT);
        assertThat(cost.verdict()).isEqualTo(Verdict.HIGHER);
        assertThat(cost.test()).isEqualTo(Inference.Test.EXACT);
        assertThat(cost.p()).isEqualTo(0);
        assertThat(cost.signFlip()).isEqualTo(0.25);
        assertThat(cost.detectable()).isEqualTo(0);
        assertThat(cost.floor()).hasValue(0);
        assertThat(cost.percent().orElseThrow().value()).isCloseTo(100 * (48.0 / 36 - 1), within(1e-9));
        assertThat(contrast(Comparison.of(LAB), SyntheticRun.HARDEN_1, Metric.COST_PER_EVENT)
                        .verdict())
                .isEqualTo(Verdict.WITHIN_NOISE);
        assertThat(contrast(Comparison.of(LAB), SyntheticRun.INTERPRETER, Metric.LOAD_TIME)
                        .verdict())
                .isEqualTo(Verdict.LOWER);
    }

    @Test
    void manyBlocksAreJudgedBySignFlips() {
        Comparison comparison = Comparison.of(HOST);
        Row cpu = comparison.row(SyntheticRun.INTERPRETER, Metric.CPU_OVERHEAD);
        Inference inference = cpu.inference().orElseThrow();
        assertThat(cpu.verdict()).isEqualTo(Verdict.HIGHER);
        assertThat(inference.test()).isEqualTo(Inference.Test.SIGN_FLIP);
        assertThat(inference.p()).isEqualTo(Math.scalb(1.0, -19));
        assertThat(inference.adjusted()).isEqualTo(12 * Math.scalb(1.0, -19));
        assertThat(inference.wilcoxon()).isLessThan(1e-5);
        // Four cells, one metric that is not primary.
        assertThat(comparison
                        .row(SyntheticRun.INTERPRETER, Metric.LATENCY_ADDED_P50)
                        .inference()
                        .orElseThrow()
                        .adjusted())
                .isLessThan(4 * Math.scalb(1.0, -19) + 1e-12);
        assertThat(comparison.row(SyntheticRun.JIT, Metric.LOAD_TIME).inference())
                .isEmpty();
        assertThat(comparison.row(SyntheticRun.JIT, Metric.LOAD_TIME).verdict()).isEqualTo(Verdict.NO_CLAIM);
    }

    @Test
    void fewBlocksAreJudgedByStudent() {
        Inference inference = Comparison.of(SyntheticRun.host(6, 3).record())
                .row(SyntheticRun.INTERPRETER, Metric.CPU_OVERHEAD)
                .inference()
                .orElseThrow();
        assertThat(inference.test()).isEqualTo(Inference.Test.STUDENT);
        assertThat(inference.signFlip()).isEqualTo(2 / 64.0);
        assertThat(inference.p()).isLessThan(1e-6);
        assertThat(inference.verdict()).isEqualTo(Verdict.HIGHER);
        assertThat(inference.detectable()).isBetween(0.05, 1.0);
    }

    @Test
    void theControlsAreTheBaselinesAndHardeningOne() {
        Comparison comparison = Comparison.of(HOST);
        assertThat(comparison.controls())
                .extracting(NoiseFloor::control)
                .containsOnly("baseline 2 − baseline 1", "jit=1 harden=1 − jit=1 harden=0")
                .hasSize(3 + comparison.metrics().size());
        assertThat(comparison.controls())
                .filteredOn(floor -> floor.metric() == Metric.COST_PER_EVENT)
                .singleElement()
                .satisfies(floor -> assertThat(floor.value())
                        .isEqualTo(floor.estimate()
                                .ci95()
                                .map(interval -> Math.max(-interval.low(), interval.high()))
                                .orElseThrow()));
        double widest = comparison.controls().stream()
                .filter(floor -> floor.metric() == Metric.CPU_OVERHEAD)
                .mapToDouble(NoiseFloor::value)
                .max()
                .orElseThrow();
        assertThat(contrast(comparison, SyntheticRun.HARDEN_2, Metric.CPU_OVERHEAD)
                        .floor())
                .hasValue(widest);
        assertThat(comparison.floor(Metric.CPU_OVERHEAD).orElseThrow().value()).isEqualTo(widest);
    }

    @Test
    void aControlIsNoMeasureOfItself() {
        Comparison comparison = Comparison.of(HOST);
        double baselines = comparison.controls().stream()
                .filter(floor ->
                        floor.metric() == Metric.CPU_OVERHEAD && floor.control().startsWith("baseline"))
                .findFirst()
                .orElseThrow()
                .value();
        assertThat(contrast(comparison, SyntheticRun.HARDEN_1, Metric.CPU_OVERHEAD)
                        .floor())
                .hasValue(baselines);
        Inference cost = contrast(comparison, SyntheticRun.HARDEN_1, Metric.COST_PER_EVENT);
        assertThat(cost.floor()).isEmpty();
        assertThat(cost.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        for (Metric metric : comparison.metrics()) {
            assertThat(contrast(comparison, SyntheticRun.HARDEN_1, metric).verdict())
                    .as(metric.key())
                    .isIn(Verdict.WITHIN_NOISE, Verdict.INCONCLUSIVE);
        }
    }

    /// The first cell is what the others are set against, whichever it is.
    @Test
    void aControlIsNoMeasureOfItselfTheOtherWayRound() {
        Comparison comparison = Comparison.of(Altered.cells(
                HOST,
                List.of(SyntheticRun.HARDEN_1, SyntheticRun.JIT, SyntheticRun.HARDEN_2, SyntheticRun.INTERPRETER)));
        double baselines = comparison.controls().stream()
                .filter(floor ->
                        floor.metric() == Metric.CPU_OVERHEAD && floor.control().startsWith("baseline"))
                .findFirst()
                .orElseThrow()
                .value();
        assertThat(contrast(comparison, SyntheticRun.JIT, Metric.CPU_OVERHEAD).floor())
                .hasValue(baselines);
        assertThat(contrast(comparison, SyntheticRun.JIT, Metric.COST_PER_EVENT).floor())
                .isEmpty();
        assertThat(contrast(comparison, SyntheticRun.HARDEN_2, Metric.COST_PER_EVENT)
                        .floor())
                .isPresent();
    }

    @Test
    void hardeningOneIsNoControlWhereTheCodeDiffers() {
        RunRecord record = LAB;
        for (int block = 1; block <= 3; block++) {
            record = Altered.programs(
                    record,
                    block,
                    SyntheticRun.HARDEN_1,
                    p -> new Program(
                            p.name(),
                            p.copy(),
                            p.hook(),
                            p.attach(),
                            p.id(),
                            p.jitedBytes(),
                            p.xlatedBytes() + 8,
                            p.loadNanos(),
                            p.verifierNanos()));
        }
        assertThat(Comparison.of(record).controls())
                .extracting(NoiseFloor::control)
                .containsOnly("baseline 2 − baseline 1");
    }

    @Test
    void onlyAMarginMakesEquivalent() {
        Declared wide = new Declared(VoidRules.DEFAULT, Map.of(Metric.COST_PER_EVENT, 5.0));
        Comparison comparison = Comparison.of(HOST, wide);
        assertThat(contrast(comparison, SyntheticRun.HARDEN_1, Metric.COST_PER_EVENT)
                        .verdict())
                .isEqualTo(Verdict.EQUIVALENT);
        assertThat(contrast(comparison, SyntheticRun.HARDEN_2, Metric.COST_PER_EVENT)
                        .verdict())
                .isEqualTo(Verdict.HIGHER);
        assertThatThrownBy(() -> new Declared(VoidRules.DEFAULT, Map.of(Metric.CPU_OVERHEAD, 0.0)))
                .hasMessage("the margin of cpu_overhead is 0.0: name a number above 0");
    }

    @Test
    void nothingIsClaimedFromOneBlockOrAnUnverifiedCell() {
        assertThat(Comparison.of(SyntheticRun.lab(1).record()).rows())
                .allMatch(row -> row.verdict() == Verdict.NO_CLAIM);
        RunRecord record = LAB;
        for (int block = 1; block <= LAB.started().design().blocks(); block++) {
            record = Altered.attestation(
                    record, block, SyntheticRun.JIT, new Attestation(Map.of(), Map.of(), List.of("not proven")));
        }
        Comparison comparison = Comparison.of(record);
        assertThat(comparison.row(SyntheticRun.JIT, Metric.COST_PER_EVENT).verdict())
                .isEqualTo(Verdict.NO_CLAIM);
        assertThat(comparison.row(SyntheticRun.HARDEN_2, Metric.COST_PER_EVENT).verdict())
                .isEqualTo(Verdict.HIGHER);
        // Every contrast stands on the first cell.
        assertThat(comparison.contrasts()).allMatch(contrast -> contrast.row().verdict() == Verdict.NO_CLAIM);
        assertThat(comparison.contrasts().getFirst().row().reason()).startsWith("not proven; no complete block");
    }

    @Test
    void outliersAreNamedByTheirBlockAndStayIn() {
        RunRecord record = Altered.busy(HOST, 7, SyntheticRun.JIT, 0.9);
        Row row = Comparison.of(record).row(SyntheticRun.JIT, Metric.CPU_OVERHEAD);
        assertThat(row.inference().orElseThrow().outlierBlocks()).containsExactly(7);
        assertThat(row.blocks()).isEqualTo(20);
    }

    @Test
    void whatCouldHaveBeenSeenFollowsTheNoise() {
        Row row = Comparison.of(SyntheticRun.host(6, 3).record()).row(SyntheticRun.JIT, Metric.CPU_OVERHEAD);
        double[] effects = row.estimate().orElseThrow().effects().stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
        assertThat(row.inference().orElseThrow().detectable())
                .isCloseTo(1.4345448 * Moments.deviation(effects), within(1e-6));
    }

    @Test
    void anEffectThatChanceExplainsIsInconclusive() {
        Judge judge = new Judge(Declared.DEFAULT, List.of(), Clock.WALL, 1);
        assertThat(verdict(judge, 1, -0.5, 0.8, -0.9, 1.1, 0.2)).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(verdict(judge, -1, -1.1, -0.9, -1.2, -0.8, -1)).isEqualTo(Verdict.LOWER);
        assertThat(verdict(judge, 1, 1.1, 0.9, 1.2, 0.8, 1)).isEqualTo(Verdict.HIGHER);
        // The same on the wall clock is a coarse clock, not certainty: two sign flips of 64 are no proof.
        assertThat(verdict(judge, 1, 1, 1, 1, 1, 1)).isEqualTo(Verdict.HIGHER);
        assertThat(verdict(judge, 1, 1, 1, 1, 1)).isEqualTo(Verdict.INCONCLUSIVE);
    }

    private static Verdict verdict(Judge judge, double... effects) {
        TreeMap<Integer, Double> byBlock = new TreeMap<>();
        for (double effect : effects) {
            byBlock.put(byBlock.size() + 1, effect);
        }
        Row row = new Row(
                SyntheticRun.JIT,
                Metric.CPU_OVERHEAD,
                "points",
                Optional.of(Estimate.of(List.copyOf(byBlock.values()), 1)),
                Optional.empty(),
                true,
                "");
        Judge.Pending pending =
                new Judge.Pending(row, List.of(), new Effects(byBlock, new TreeMap<>(), List.of()), true);
        return judge.conclude(List.of(pending)).getFirst().verdict();
    }

    @Test
    void contrastsLeaveTheBaselinesOut() {
        Comparison comparison = Comparison.of(LAB);
        assertThat(comparison.contrasts()).hasSize(3 * comparison.metrics().size());
        Contrast cpu = comparison.contrasts().stream()
                .filter(contrast -> contrast.row().cell().equals(SyntheticRun.INTERPRETER)
                        && contrast.row().metric() == Metric.CPU_OVERHEAD)
                .findFirst()
                .orElseThrow();
        assertThat(cpu.reference()).isEqualTo(SyntheticRun.JIT);
        assertThat(cpu.row().estimate().orElseThrow().value()).isCloseTo(3.6, within(1e-9));
    }

    private static Inference contrast(Comparison comparison, Cell cell, Metric metric) {
        return comparison.contrasts().stream()
                .map(Contrast::row)
                .filter(row -> row.cell().equals(cell) && row.metric() == metric)
                .findFirst()
                .flatMap(Row::inference)
                .orElseThrow();
    }
}
