// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.ExactRun;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.CpuFigures;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.Program;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.result.Stage;
import io.bpfbench.reports.result.StageCpu;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// The references are worked out by hand beside each of them.
class CostPartsTest {
    private static final RunRecord RUN = SyntheticRun.host(3, 11).record();

    @Test
    void eachPartIsWhatOneStageHasAboveTheOneBefore() {
        RunRecord record = staged(RUN, SyntheticRun.JIT);
        assertThat(part(record, SyntheticRun.JIT, CostPart.Kind.CPU_DISPATCH)).isCloseTo(2, within(1e-9)); // 42 − 40
        assertThat(part(record, SyntheticRun.JIT, CostPart.Kind.CPU_BODY)).isCloseTo(3, within(1e-9)); // 45 − 42
        assertThat(part(record, SyntheticRun.JIT, CostPart.Kind.CPU_STATISTICS)).isCloseTo(6, within(1e-9)); // 51 − 45
        // 2 % of two CPUs are 40 ms a second; 300,000 events a second (give or take their noise).
        assertThat(part(record, SyntheticRun.JIT, CostPart.Kind.RUN_DISPATCH)).isCloseTo(133.3, within(0.5));
        assertThat(part(record, SyntheticRun.JIT, CostPart.Kind.RUN_BODY)).isCloseTo(200, within(0.7));
    }

    @Test
    void theHarnessAndTheProbesProcessAreNoPartOfIt() {
        CpuFigures cpu = new CpuFigures(
                1_000, List.of(new CpuFigures.Share(0, 0.5, 0, 0, 0), new CpuFigures.Share(1, 0.3, 0, 0, 0)), 60, 140);
        // 40 % of 2,000 are 800, less 200.
        assertThat(CostParts.busyPoints(cpu)).isCloseTo(30, within(1e-12));
    }

    /// The figures of [ExactRun]: 384 to get there and back, 751 less three times the floor in the probe's own code.
    @Test
    void aMessageOfTheExactLaneIsTakenApartToo() {
        RunRecord record = ExactRun.record(3);
        assertThat(part(record, SyntheticRun.JIT, CostPart.Kind.MESSAGE_DISPATCH))
                .isEqualTo(384);
        assertThat(part(record, SyntheticRun.JIT, CostPart.Kind.MESSAGE_BODY)).isEqualTo(553);
        assertThat(part(record, SyntheticRun.JIT, CostPart.Kind.MESSAGE_STATISTICS))
                .isEqualTo(240);
        assertThat(Comparison.of(record).part(SyntheticRun.JIT, CostPart.Kind.CPU_BODY))
                .isEmpty();
    }

    @Test
    void aStackedProbeRunsAsOftenAtEachEvent() {
        Cell four = SyntheticRun.cell("jit", "1", "harden", "0", "stack", "4");
        RunRecord record = staged(SyntheticRun.stacked(3, 11, 1).record(), four);
        assertThat(part(record, four, CostPart.Kind.CPU_DISPATCH)).isCloseTo(2, within(1e-9));
        assertThat(part(record, four, CostPart.Kind.RUN_DISPATCH)).isCloseTo(33.3, within(0.2));
    }

    @Test
    void loadingIsTheVerifierAndTheRest() {
        RunRecord record = RUN;
        for (int block = 1; block <= 3; block++) {
            record = Altered.programs(
                    record, block, SyntheticRun.JIT, p -> loaded(p, 300_000, OptionalLong.of(240_000)));
        }
        assertThat(part(record, SyntheticRun.JIT, CostPart.Kind.LOAD_VERIFIER)).isEqualTo(720);
        assertThat(part(record, SyntheticRun.JIT, CostPart.Kind.LOAD_REST)).isEqualTo(180);
        RunRecord silent = record;
        for (int block = 1; block <= 3; block++) {
            silent = Altered.programs(silent, block, SyntheticRun.JIT, p -> loaded(p, 300_000, OptionalLong.empty()));
        }
        assertThat(Comparison.of(silent).part(SyntheticRun.JIT, CostPart.Kind.LOAD_VERIFIER))
                .isEmpty();
    }

    @Test
    void withoutTheWindowsNothingIsTakenApart() {
        RunRecord record = Altered.without(RUN, 1, new Baseline(1), "gone");
        assertThat(Comparison.of(record)
                        .part(SyntheticRun.JIT, CostPart.Kind.CPU_BODY)
                        .orElseThrow()
                        .estimate()
                        .blocks())
                .isEqualTo(2);
        for (int block = 1; block <= 3; block++) {
            record = Altered.probe(record, block, SyntheticRun.JIT, p -> staged(p, List.of()));
        }
        Comparison comparison = Comparison.of(record);
        assertThat(comparison.part(SyntheticRun.JIT, CostPart.Kind.CPU_BODY)).isEmpty();
        assertThat(comparison.part(SyntheticRun.JIT, CostPart.Kind.LOAD_REST)).isPresent();
    }

    @Test
    void aWindowInWhichTheLoadDidNotHoldTheRateGivesNoPart() {
        RunRecord record = Altered.probe(
                staged(RUN, SyntheticRun.JIT),
                2,
                SyntheticRun.JIT,
                p -> staged(
                        p,
                        List.of(
                                new StageCpu(Stage.EMPTY, cpu(0.2), 0.9949),
                                new StageCpu(Stage.PROBE_COUNTED, cpu(0.51), 0.995))));
        Comparison comparison = Comparison.of(record);
        for (CostPart.Kind kind : List.of(CostPart.Kind.CPU_DISPATCH, CostPart.Kind.RUN_BODY)) {
            assertThat(comparison
                            .part(SyntheticRun.JIT, kind)
                            .orElseThrow()
                            .estimate()
                            .blocks())
                    .isEqualTo(2);
        }
        assertThat(part(record, SyntheticRun.JIT, CostPart.Kind.CPU_DISPATCH)).isCloseTo(2, within(1e-9));
        assertThat(comparison
                        .part(SyntheticRun.JIT, CostPart.Kind.CPU_STATISTICS)
                        .orElseThrow()
                        .estimate()
                        .blocks())
                .isEqualTo(3);
        assertThat(comparison.warnings())
                .containsOnlyOnce("block 2, jit=1 harden=0: the load held 99.49 % of the rate in the window with empty"
                        + " programs, so no part of the cost is taken from that");
    }

    @Test
    void partsOfDifferentAttachKindsAreNotAveraged() {
        Comparison comparison = Comparison.of(Altered.attach(RUN, 2, SyntheticRun.JIT, "kprobe"));
        for (CostPart.Kind kind : EnumSet.complementOf(EnumSet.of(
                CostPart.Kind.MESSAGE_DISPATCH,
                CostPart.Kind.MESSAGE_BODY,
                CostPart.Kind.MESSAGE_STATISTICS,
                CostPart.Kind.TRIGGER_DISPATCH,
                CostPart.Kind.TRIGGER_BODY,
                CostPart.Kind.TRIGGER_STATISTICS))) {
            assertThat(comparison.part(SyntheticRun.JIT, kind)).as(kind.key()).isEmpty();
            assertThat(comparison.part(SyntheticRun.INTERPRETER, kind))
                    .as(kind.key())
                    .isPresent();
        }
    }

    private static double part(RunRecord record, Cell cell, CostPart.Kind kind) {
        return Comparison.of(record).part(cell, kind).orElseThrow().estimate().value();
    }

    private static Program loaded(Program p, long nanos, OptionalLong verifier) {
        return new Program(
                p.name(), p.copy(), p.hook(), p.attach(), p.id(), p.jitedBytes(), p.xlatedBytes(), nanos, verifier);
    }

    /// 40 % busy with nothing, 42 with empty programs, 45 with the probe, 51 with statistics.
    private static RunRecord staged(RunRecord run, Cell cell) {
        RunRecord record = run;
        for (int block = 1; block <= 3; block++) {
            record = Altered.cpu(record, block, new Baseline(1), cpu(0.39));
            record = Altered.cpu(record, block, new Baseline(2), cpu(0.41));
            record = Altered.cpu(record, block, cell, cpu(0.45));
            record = Altered.probe(
                    record,
                    block,
                    cell,
                    p -> staged(
                            p,
                            List.of(
                                    new StageCpu(Stage.EMPTY, cpu(0.42), 1),
                                    new StageCpu(Stage.PROBE_COUNTED, cpu(0.51), 1))));
        }
        return record;
    }

    private static CpuFigures cpu(double busy) {
        return new CpuFigures(
                1_000_000_000,
                List.of(new CpuFigures.Share(0, busy, 0, 0, 0), new CpuFigures.Share(1, busy, 0, 0, 0)),
                0,
                0);
    }

    private static ProbeFigures staged(ProbeFigures p, List<StageCpu> stages) {
        return new ProbeFigures(
                p.attach(), p.programs(), p.floorPrograms(), p.measured(), p.attributed(), p.floor(), stages);
    }
}
