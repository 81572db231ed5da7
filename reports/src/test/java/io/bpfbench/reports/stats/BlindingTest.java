// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.OwnRun;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.Program;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.result.Trial;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class BlindingTest {
    private static final RunRecord LAB = SyntheticRun.lab(2).record();

    @Test
    void everyProgramIsToHaveGrown() {
        assertThat(blinding(LAB).unproven(trials(LAB, SyntheticRun.HARDEN_2))).isEmpty();
        assertThat(blinding(LAB).unproven(trials(LAB, SyntheticRun.HARDEN_1)))
                .hasSize(3)
                .first()
                .asString()
                .startsWith("harden=2 is not in force: latency_tcp_sendmsg has ")
                .endsWith(" bytes of bytecode, no more than at jit=1 harden=0");
    }

    @Test
    void oneWithoutAConstantStaysAsItIs() {
        RunRecord record = shaped(LAB, new Program.Shape(OptionalLong.of(0), 1));
        assertThat(blinding(record).nothingToBlind()).containsExactly("latency_tcp_sendmsg");
        assertThat(blinding(record).unproven(trials(record, SyntheticRun.HARDEN_1)))
                .hasSize(2);
    }

    @Test
    void whatTheKernelDoesNotTellIsNoExcuse() {
        RunRecord record = shaped(LAB, new Program.Shape(OptionalLong.empty(), 1));
        assertThat(blinding(record).nothingToBlind()).isEmpty();
        assertThat(blinding(record).unproven(trials(record, SyntheticRun.HARDEN_1)))
                .hasSize(3);
    }

    /// The bytecode that the kernel tells of is the same with and without; only the native code shows it.
    @Test
    void oneThatCallsFunctionsOfItsObjectShowsItInItsNativeCode() {
        RunRecord record = shaped(LAB, new Program.Shape(OptionalLong.of(7), 2));
        assertThat(blinding(record).unproven(trials(record, SyntheticRun.HARDEN_1)))
                .first()
                .isEqualTo("harden=2 is not in force: latency_tcp_sendmsg has 640 bytes of native code, no more than at"
                        + " jit=1 harden=0");
        RunRecord grown = OwnRun.each(
                record,
                probe -> programs(
                        probe,
                        program -> sized(
                                program,
                                program.jitedBytes() + (program.xlatedBytes() >= 1_912 ? 100 : 0),
                                program.name().endsWith("sendmsg") ? 1_912 : program.xlatedBytes(),
                                program.shape())));
        assertThat(blinding(grown).unproven(trials(grown, SyntheticRun.HARDEN_2)))
                .isEmpty();
    }

    private static Blinding blinding(RunRecord record) {
        return Blinding.of(SyntheticRun.JIT, trials(record, SyntheticRun.JIT));
    }

    private static List<Trial> trials(RunRecord record, Cell cell) {
        return record.trials().stream()
                .filter(trial -> trial.arm().equals(cell))
                .toList();
    }

    /// With that shape of the first program.
    private static RunRecord shaped(RunRecord record, Program.Shape shape) {
        return OwnRun.each(
                record,
                probe -> programs(
                        probe,
                        program -> program.name().endsWith("sendmsg")
                                ? sized(program, program.jitedBytes(), program.xlatedBytes(), Optional.of(shape))
                                : program));
    }

    private static ProbeFigures programs(ProbeFigures probe, UnaryOperator<Program> change) {
        return new ProbeFigures(
                probe.attach(),
                probe.programs().stream().map(change).toList(),
                probe.floorPrograms(),
                probe.measured(),
                probe.attributed(),
                probe.floor(),
                probe.stages());
    }

    private static Program sized(Program program, long jited, long xlated, Optional<Program.Shape> shape) {
        return new Program(
                program.name(),
                program.copy(),
                program.hook(),
                program.attach(),
                program.id(),
                jited,
                xlated,
                program.loadNanos(),
                program.verifierNanos(),
                program.inKallsyms(),
                program.compiled(),
                shape);
    }
}
