// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.Arm;
import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.LoadFigures;
import io.bpfbench.reports.result.Place;
import io.bpfbench.reports.result.Program;
import io.bpfbench.reports.result.RunRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The references are of CPython 3.11's `statistics.linear_regression` (ordinary least squares), a block at a time, and
/// of
/// the t quantiles 12.7062 and 4.30265 of W. S. Gosset's table (1 and 2 degrees of freedom).
class DosesTest {
    private static final List<Arm> ARMS =
            List.of(new Baseline(1), new Baseline(2), stacked("1"), stacked("4"), stacked("16"));
    private static final double[][] BUSY = {
        {40.1, 40.3, 41.0, 43.9, 55.8}, {41.2, 41.0, 41.9, 45.3, 56.4}, {39.7, 39.9, 40.2, 43.6, 55.9}
    };

    @Test
    void theSlopeIsTheMeanOfTheBlocksSlopes() {
        DoseResponse dose = dose(run(3), Metric.CPU_OVERHEAD);
        assertThat(dose.cell().label()).isEqualTo("jit=1 harden=0");
        assertThat(dose.key()).isEqualTo("cpu_overhead_per_probe");
        Estimate slope = dose.slope().estimate().orElseThrow();
        List<Double> slopes = List.of(0.978246753246753, 0.9585497835497834, 1.016991341991342);
        for (int block = 0; block < 3; block++) {
            assertThat(slope.effects().get(block)).isCloseTo(slopes.get(block), within(1e-12));
        }
        assertThat(slope.value()).isCloseTo(0.9845959595959594, within(1e-12));
        assertThat(slope.ci95().orElseThrow().low()).isCloseTo(0.9107335488377032, within(1e-9));
        assertThat(slope.ci95().orElseThrow().high()).isCloseTo(1.0584583703542154, within(1e-9));
        assertThat(dose.intercept()).isCloseTo((-0.08863636 + 0.03409091 - 0.21136364) / 3, within(1e-8));
    }

    @Test
    void pointsAndResidualsAreThoseOfTheMeans() {
        DoseResponse dose = dose(run(3), Metric.CPU_OVERHEAD);
        assertThat(dose.points()).extracting(DoseResponse.Point::copies).containsExactly(0, 1, 4, 16);
        DoseResponse.Point last = dose.points().getLast();
        // 55.8 − 40.2, 56.4 − 41.1, 55.9 − 39.8
        assertThat(last.effect().value()).isCloseTo((15.6 + 15.3 + 16.1) / 3, within(1e-9));
        assertThat(last.residual()).isCloseTo(last.effect().value() - dose.at(16), within(1e-9));
        // The residuals of a least squares line add up to nothing; the two baselines are two points.
        double sum = dose.points().stream()
                .mapToDouble(point -> (point.copies() == 0 ? 2 : 1) * point.residual())
                .sum();
        assertThat(sum).isCloseTo(0, within(1e-9));
    }

    @Test
    void twoBlocksAreEnoughForAnInterval() {
        Estimate slope = dose(run(2), Metric.CPU_OVERHEAD).slope().estimate().orElseThrow();
        assertThat(slope.method()).isEqualTo(IntervalMethod.STUDENT);
        assertThat(slope.ci95().orElseThrow().low()).isCloseTo(0.8432614035697705, within(1e-9));
        assertThat(slope.ci95().orElseThrow().high()).isCloseTo(1.0935351332267658, within(1e-9));
    }

    @Test
    void oneBlockHasASlopeAndClaimsNothing() {
        DoseResponse dose = dose(run(1), Metric.CPU_OVERHEAD);
        assertThat(dose.slope().estimate().orElseThrow().value()).isCloseTo(0.978246753246753, within(1e-12));
        assertThat(dose.slope().verdict()).isEqualTo(Verdict.NO_CLAIM);
    }

    @Test
    void dataThatRepeatHaveAConstantSlope() {
        RunRecord record = SyntheticRun.stacked(6, 1, 0).record();
        Estimate slope = dose(record, Metric.CPU_OVERHEAD).slope().estimate().orElseThrow();
        assertThat(slope.value()).isCloseTo(0.9, within(1e-9));
        assertThat(slope.ci95().orElseThrow().halfWidth()).isLessThan(1e-9);
        for (Arm arm : ARMS) {
            for (int block = 1; block <= 6; block++) {
                record = Altered.busy(record, block, arm, 0.5);
            }
        }
        DoseResponse flat = dose(record, Metric.CPU_OVERHEAD);
        assertThat(flat.slope().estimate().orElseThrow().value()).isZero();
        assertThat(flat.slope().verdict()).isEqualTo(Verdict.WITHIN_NOISE);
    }

    @Test
    void aBlockThatLacksACellHasNoSlope() {
        RunRecord record = Altered.without(run(3), 3, stacked("4"), "the guest died");
        DoseResponse dose = dose(record, Metric.CPU_OVERHEAD);
        assertThat(dose.slope().blocks()).isEqualTo(2);
        assertThat(dose.slope().estimate().orElseThrow().value()).isCloseTo(0.9683982683982681, within(1e-12));
        assertThat(Comparison.of(record).warnings()).anyMatch(warning -> warning.contains("block 3 has no"));
    }

    @Test
    void anUnverifiedCellTakesTheClaimFromItsSlope() {
        RunRecord record = run(6);
        record = Altered.programs(
                record,
                1,
                stacked("16"),
                program -> new Program(
                        program.name(),
                        program.copy(),
                        program.hook() + (program.copy() == 16 ? "_elsewhere" : ""),
                        program.attach(),
                        program.id(),
                        program.jitedBytes(),
                        program.xlatedBytes(),
                        program.loadNanos(),
                        program.verifierNanos()));
        Comparison comparison = Comparison.of(record);
        DoseResponse dose = dose(record, Metric.CPU_OVERHEAD);
        assertThat(dose.slope().verdict()).isEqualTo(Verdict.NO_CLAIM);
        assertThat(dose.slope().reason()).contains("stack=16 is not in force: 48 programs at 6 hooks, not 96");
        assertThat(comparison.doses()).hasSize(6);
    }

    @Test
    void aSlopeIsPastTheNoiseWhenItMovesMoreThanTheFloorAtThePointThatMovesItMost() {
        assertThat(Doses.leverage(new double[] {0, 0, 1, 4, 16})).isCloseTo(0.06385281385281386, within(1e-15));
        Comparison comparison = Comparison.of(SyntheticRun.stacked(6, 3, 1).record());
        DoseResponse dose = comparison.doses().getFirst();
        Inference inference = dose.slope().inference().orElseThrow();
        assertThat(dose.slope().verdict()).isEqualTo(Verdict.HIGHER);
        assertThat(inference.floor().orElseThrow())
                .isCloseTo(
                        0.06385281385281386
                                * comparison
                                        .floor(Metric.CPU_OVERHEAD)
                                        .orElseThrow()
                                        .value(),
                        within(1e-12));
        assertThat(dose.slope().estimate().flatMap(Estimate::ci95).orElseThrow().contains(0.9))
                .isTrue();
    }

    @Test
    void aGroupWithoutASlopeSaysWhatIsLacking() {
        RunRecord slow = run(6);
        for (int block = 1; block <= 6; block++) {
            slow = Altered.load(
                    slow,
                    block,
                    stacked("16"),
                    load -> new LoadFigures(
                            load.windowNanos(),
                            load.targetPerSecond(),
                            load.targetPerSecond() / 2,
                            load.requests(),
                            load.errors(),
                            load.latency(),
                            load.scheduleLag(),
                            load.busiestThreadShare()));
        }
        Comparison comparison = Comparison.of(slow);
        assertThat(comparison.doses()).extracting(DoseResponse::cell).containsOnly(SyntheticRun.HARDEN_2);
        assertThat(comparison.warnings())
                .contains("jit=1 harden=0: no slope, because no block has every number of copies (stack=16: 6 void)");
        RunRecord gone = Altered.without(run(2), 1, stacked("4"), "the guest died");
        gone = Altered.busy(gone, 2, new Baseline(1), Double.NaN);
        assertThat(Comparison.of(gone).warnings())
                .contains("jit=1 harden=0: no slope of cpu_overhead, because no block has every number of copies"
                        + " (baseline 1: 1 without a figure; stack=4: 1 not run)");
        RunRecord kinds = Altered.attach(run(2), 1, stacked("4"), "kprobe");
        assertThat(Comparison.of(kinds).warnings())
                .contains("jit=1 harden=0: no slope, because its cells were attached by different kinds (kprobe,"
                        + " raw_tp)");
        List<Cell> cells = List.of(stacked("1"), stacked("4"), SyntheticRun.cell("jit", "0", "stack", "4"));
        RunRecord lone = new SyntheticRun(Place.HOST, Clock.WALL, 3, 5, 1, cells).record();
        assertThat(Comparison.of(lone).warnings())
                .contains("jit=0: no slope, because it has one number of copies only (stack=4)");
        assertThat(Comparison.of(run(3)).warnings()).noneMatch(warning -> warning.contains("slope"));
    }

    @Test
    void withoutTheDimensionThereIsNoDose() {
        assertThat(Comparison.of(SyntheticRun.host(2, 1).record()).doses()).isEmpty();
    }

    private static DoseResponse dose(RunRecord record, Metric metric) {
        return Comparison.of(record).doses().stream()
                .filter(dose -> dose.metric() == metric)
                .findFirst()
                .orElseThrow();
    }

    private static RunRecord run(int blocks) {
        RunRecord record = SyntheticRun.stacked(blocks, 5, 1).record();
        for (int block = 1; block <= Math.min(blocks, BUSY.length); block++) {
            for (int place = 0; place < ARMS.size(); place++) {
                record = Altered.busy(record, block, ARMS.get(place), BUSY[block - 1][place] / 100);
            }
        }
        return record;
    }

    private static Cell stacked(String copies) {
        return SyntheticRun.cell("jit", "1", "harden", "0", "stack", copies);
    }
}
