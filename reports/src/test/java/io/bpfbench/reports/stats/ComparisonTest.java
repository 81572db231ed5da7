// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.Attestation;
import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.CpuFigures;
import io.bpfbench.reports.result.HistogramData;
import io.bpfbench.reports.result.LoadFigures;
import io.bpfbench.reports.result.Place;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.result.Trial;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final RunRecord LAB = SyntheticRun.lab(3).record();

    @Test
    void withoutNoiseEveryFigureIsTheTruth() {
        Comparison comparison = Comparison.of(LAB);
        assertThat(comparison.cells())
                .containsExactly(
                        SyntheticRun.JIT, SyntheticRun.HARDEN_1, SyntheticRun.HARDEN_2, SyntheticRun.INTERPRETER);
        comparison.cells().forEach(cell -> {
            SyntheticRun.Truth truth = SyntheticRun.truth(cell);
            for (Metric metric : comparison.metrics()) {
                Row row = comparison.row(cell, metric);
                double value = switch (metric) {
                    case CPU_OVERHEAD -> truth.cpuPoints();
                    case LATENCY_ADDED_P50 -> truth.p50Nanos();
                    case LATENCY_ADDED_P99 -> truth.p99Nanos();
                    case MESSAGE_ADDED -> throw new AssertionError("no messages under HTTP traffic");
                    case EVENTS_PER_SECOND -> 300_000;
                    case COST_PER_EVENT -> truth.eventNanos();
                    case LOAD_TIME -> truth.loadNanos();
                };
                assertThat(row.estimate().orElseThrow().value())
                        .as(cell.label() + " " + metric.key())
                        .isCloseTo(value, within(Math.max(4, value * 2e-3)));
                assertThat(row.attested()).as(row.reason()).isTrue();
                assertThat(row.reason()).isEmpty();
                assertThat(row.blocks()).isEqualTo(3);
            }
        });
        assertThat(comparison.warnings()).isEmpty();
    }

    @Test
    void figuresThatRepeatHaveAPointForAnInterval() {
        Estimate cost = Comparison.of(LAB)
                .row(SyntheticRun.HARDEN_2, Metric.COST_PER_EVENT)
                .estimate()
                .orElseThrow();
        assertThat(cost.method()).isEqualTo(IntervalMethod.CONSTANT);
        assertThat(cost.ci95()).contains(new Interval(48, 48));
    }

    @Test
    void unitsFollowTheClock() {
        assertThat(Comparison.of(LAB).rows())
                .extracting(Row::unit)
                .containsOnly("points", "instructions", "events/10⁹ instructions");
        assertThat(Comparison.of(SyntheticRun.host(2, 1).record()).rows())
                .extracting(Row::unit)
                .containsOnly("points", "µs", "ns", "events/s");
    }

    @Test
    void latenciesAreMicrosecondsOnTheWallClock() {
        RunRecord record = new SyntheticRun(Place.HOST, Clock.WALL, 2, 5, 0).record();
        double added = Comparison.of(record)
                .row(SyntheticRun.INTERPRETER, Metric.LATENCY_ADDED_P99)
                .estimate()
                .orElseThrow()
                .value();
        assertThat(added).isCloseTo(21.0, within(0.1));
    }

    @Test
    void noisyIntervalsHoldTheTruth() {
        Comparison comparison = Comparison.of(SyntheticRun.host(20, 3).record());
        Estimate cpu = comparison
                .row(SyntheticRun.INTERPRETER, Metric.CPU_OVERHEAD)
                .estimate()
                .orElseThrow();
        assertThat(cpu.method()).isEqualTo(IntervalMethod.PERCENTILE);
        assertThat(cpu.ci95().orElseThrow().contains(4.5)).isTrue();
        assertThat(comparison).isEqualTo(Comparison.of(SyntheticRun.host(20, 3).record()));
    }

    @Test
    void oneBlockGivesNoIntervalAndNoClaim() {
        Comparison comparison = Comparison.of(SyntheticRun.lab(1).record());
        assertThat(comparison.rows())
                .allSatisfy(
                        row -> assertThat(row.estimate().orElseThrow().ci95()).isEmpty());
        assertThat(comparison.warnings()).anyMatch(warning -> warning.contains("nothing may be claimed"));
    }

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
    void theCostIsSplitByHook() {
        List<HookCost> costs = Comparison.of(LAB).hookCosts().stream()
                .filter(cost -> cost.cell().equals(SyntheticRun.HARDEN_2))
                .toList();
        assertThat(costs).extracting(HookCost::hook).containsExactly("tcp_sendmsg", "tcp_recvmsg", "tcp_cleanup_rbuf");
        assertThat(costs).allSatisfy(cost -> {
            assertThat(cost.share()).isCloseTo(1 / 3.0, within(1e-12));
            assertThat(cost.probeNanos()).isEqualTo(98);
            assertThat(cost.floorNanos()).isEqualTo(50);
            assertThat(cost.costNanos()).isCloseTo(16, within(1e-9));
        });
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
    void attachKindsAreNotMixed() {
        Comparison within = Comparison.of(Altered.attach(LAB, 2, SyntheticRun.JIT, "kprobe"));
        Row row = within.row(SyntheticRun.JIT, Metric.COST_PER_EVENT);
        assertThat(row.estimate()).isEmpty();
        assertThat(row.reason()).contains("different attach kinds are not averaged");
        assertThat(within.proofs()).noneMatch(CellProof::attested);
        assertThat(within.row(SyntheticRun.HARDEN_1, Metric.COST_PER_EVENT).reason())
                .contains("fentry, kprobe");
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
    void diagnosticsAreOfAllArms() {
        List<CellFigures> arms = Comparison.of(LAB).arms();
        assertThat(arms).hasSize(6);
        CellFigures jit = arms.get(2);
        assertThat(jit.arm()).isEqualTo(SyntheticRun.JIT);
        assertThat(jit.eventsPerRequest()).hasValue(3.0);
        assertThat(jit.achievedShare()).isEqualTo(1);
        assertThat(jit.busyPercent()).isCloseTo(42.9, within(1e-9));
        assertThat(jit.trials()).isEqualTo(3);
        assertThat(arms.getFirst().eventsPerRequest()).isEmpty();
    }

    @Test
    void diagnosticsAreMeansOrTheWorst() {
        RunRecord record = Altered.load(
                LAB,
                2,
                SyntheticRun.JIT,
                load -> new LoadFigures(
                        load.windowNanos(),
                        100_000,
                        99_700,
                        0,
                        load.errors(),
                        new HistogramData(1, 1, 3_045_714, 6, 9, 12, 15, ""),
                        new HistogramData(1, 1, 1, 1, 70_000, 1, 1, ""),
                        0.7));
        record = Altered.cpu(
                record,
                2,
                SyntheticRun.JIT,
                new CpuFigures(1, List.of(new CpuFigures.Share(0, 0.729, 0, 0.005, 0)), 0, 0));
        CellFigures figures = Comparison.of(record).arms().get(2);
        assertThat(figures.leastAchievedShare()).isEqualTo(0.997);
        assertThat(figures.achievedShare()).isCloseTo(0.999, within(1e-12));
        assertThat(figures.busyPercent()).isCloseTo(52.9, within(1e-9));
        assertThat(figures.stealPercent()).isEqualTo(0.5);
        assertThat(figures.lagP99Nanos()).isEqualTo(70_000);
        assertThat(figures.busiestThreadShare()).isEqualTo(0.7);
        // Events a second over requests a second: the windows of probe and load need not be equally long.
        assertThat(figures.eventsPerRequest().orElseThrow()).isCloseTo((3 + 3 + 3 / 0.997) / 3, within(1e-12));
        long usual =
                LAB.trials().getFirst().http().orElseThrow().load().latency().p50Nanos();
        assertThat(figures.latency().p50Nanos()).isCloseTo((2 * usual + 3_045_714) / 3.0, within(1e-6));
        assertThat(figures.latency().maxNanos()).isLessThan(figures.latency().p50Nanos());
    }

    @Test
    void diagnosticsAverageNothingThatIsNoFigure() {
        RunRecord record = Altered.latency(LAB, 1, SyntheticRun.JIT, 10, -5_000_000);
        record = Altered.busy(record, 2, SyntheticRun.JIT, Double.NaN);
        record = Altered.attributedRuns(record, 3, SyntheticRun.JIT, -300_000);
        Comparison comparison = Comparison.of(record);
        CellFigures figures = comparison.arms().get(2);
        double usual =
                LAB.trials().getFirst().http().orElseThrow().load().latency().p50Nanos();
        assertThat(figures.latency().p50Nanos()).isEqualTo(usual);
        assertThat(figures.busyPercent()).isCloseTo(42.9, within(1e-9));
        assertThat(comparison.hookCosts().getFirst().probeNanos()).isEqualTo(86);
        assertThat(Comparison.of(Altered.attach(LAB, 2, SyntheticRun.JIT, "kprobe"))
                        .hookCosts())
                .noneMatch(cost -> cost.cell().equals(SyntheticRun.JIT));
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
    void cellsOfDifferentWorkAreNotToBeComparedByTheirCpu() {
        assertThat(Comparison.of(withEvents(1.04)).warnings()).isEmpty();
        assertThat(Comparison.of(withEvents(1.5)).warnings())
                .singleElement()
                .asString()
                .startsWith("events per request differ between cells by more than 5 % (jit=1 harden=0 4.50, ")
                .endsWith("compare the cost per event");
    }

    /// With so many times the events in every trial of the first cell.
    private static RunRecord withEvents(double factor) {
        RunRecord record = LAB;
        for (int block = 1; block <= 3; block++) {
            record = Altered.probe(record, block, SyntheticRun.JIT, p -> {
                ProbeWindow old = p.measured();
                List<ProbeWindow.Hook> hooks = old.hooks().stream()
                        .map(hook -> new ProbeWindow.Hook(hook.hook(), Math.round(factor * hook.events()), 0, 0, 0, 1))
                        .toList();
                return new ProbeFigures(
                        p.attach(),
                        p.programs(),
                        p.floorPrograms(),
                        new ProbeWindow(old.elapsedNanos(), hooks, old.latency(), old.lost()),
                        p.attributed(),
                        p.floor());
            });
        }
        return record;
    }

    @Test
    void whetherAnythingCountsIsAskedOfAttestedFiguresOnly() {
        assertThat(Comparison.of(LAB).anythingCounts()).isTrue();
        assertThat(Comparison.of(Altered.trials(LAB, List.of())).anythingCounts())
                .isFalse();
        RunRecord record = LAB;
        for (Cell cell : LAB.started().design().cells()) {
            for (int block = 1; block <= 3; block++) {
                record = Altered.floorRuns(record, block, cell, 0);
            }
        }
        assertThat(Comparison.of(record).anythingCounts()).isFalse();
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

    @Test
    void theMachineIsTheGuestsWhereThereIsOne() {
        assertThat(Comparison.of(LAB).environment().kernel()).isEqualTo("6.1.0-41-cloud-amd64");
        Comparison host = Comparison.of(SyntheticRun.host(1, 1).record());
        assertThat(host.environment().kernel()).isEqualTo("6.18.0");
        assertThat(host.clock()).isEqualTo(Clock.WALL);
        assertThat(host.attachKinds()).containsExactly("raw_tp");
        assertThatThrownBy(() -> host.row(SyntheticRun.cell("jit", "2"), Metric.LOAD_TIME))
                .hasMessage("no such row: jit=2, load_time");
    }

    @Test
    void cellsOutsideTheDesignComeLast() {
        RunRecord started = SyntheticRun.lab(1).record();
        Cell stranger = SyntheticRun.cell("jit", "1", "harden", "3");
        RunRecord record = Altered.trial(
                started,
                1,
                SyntheticRun.JIT,
                t -> new Trial(
                        t.block(),
                        t.position(),
                        stranger,
                        t.startedAt(),
                        t.traffic(),
                        t.probe(),
                        t.attestation(),
                        t.marks()));
        Comparison comparison = Comparison.of(record);
        assertThat(comparison.cells()).hasSize(5).last().isEqualTo(stranger);
        assertThat(comparison.arms()).hasSize(6);
    }

    @Test
    void twoBlocksAreEnoughForAnInterval() {
        Comparison comparison = Comparison.of(SyntheticRun.host(2, 1).record());
        Row row = comparison.row(SyntheticRun.INTERPRETER, Metric.COST_PER_EVENT);
        assertThat(row.estimate().orElseThrow().ci95()).isPresent();
        assertThat(row.inference()).isPresent();
        assertThat(comparison.controls()).isNotEmpty();
        assertThat(comparison.warnings()).isEmpty();
    }

    @Test
    void everyWordIsThere() {
        assertThat(Metric.values())
                .extracting(metric -> metric.label(Clock.WALL))
                .containsExactly(
                        "CPU overhead",
                        "Latency added, p50",
                        "Latency added, p99",
                        "Added per message",
                        "Events per second",
                        "Cost per event",
                        "Load time");
        assertThat(Metric.LOAD_TIME.label(Clock.INSTRUCTIONS)).isEqualTo("Load cost");
        assertThat(Metric.EVENTS_PER_SECOND.label(Clock.INSTRUCTIONS)).isEqualTo("Events per 10⁹ instructions");
        assertThat(Verdict.values())
                .extracting(Verdict::word)
                .containsExactly("higher", "lower", "equivalent", "within noise", "inconclusive", "no claim");
        assertThat(Inference.Test.values())
                .extracting(Inference.Test::label)
                .containsExactly("sign-flip", "Student's t", "exact");
        assertThat(IntervalMethod.values()).extracting(IntervalMethod::label).doesNotContain("");
    }
}
