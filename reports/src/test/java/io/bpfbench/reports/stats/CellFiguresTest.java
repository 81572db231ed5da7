// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.CpuFigures;
import io.bpfbench.reports.result.HistogramData;
import io.bpfbench.reports.result.LoadFigures;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.result.Trial;
import java.util.List;
import org.junit.jupiter.api.Test;

class CellFiguresTest {
    private static final RunRecord LAB = SyntheticRun.lab(3).record();

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
    void whereTheCpusAreFullNoCostShows() {
        RunRecord full = LAB;
        for (Trial trial : LAB.trials()) {
            full = Altered.busy(full, trial.block(), trial.arm(), 0.995);
        }
        assertThat(Comparison.of(full).warnings())
                .contains("the CPUs were 99.5 % busy with nothing attached, so neither their load nor latencies show"
                        + " what the probe costs: lower --rate, or end what else runs");
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
                        .map(hook -> new ProbeWindow.Hook(
                                hook.hook(), Math.round(factor * hook.events().orElseThrow()), 0, 0, 0, 1))
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
}
