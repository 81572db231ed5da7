// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.render.SummaryJson;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Place;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompiledCodeTest {
    private static final Cell O2 = SyntheticRun.cell("jit", "1", "opt", "O2");
    private static final Cell O1 = SyntheticRun.cell("jit", "1", "opt", "O1");
    private static final Cell O3 = SyntheticRun.cell("jit", "1", "opt", "O3");

    @Test
    void figuresAreSumsOverTheProgramsOfOneCopy() {
        List<CompiledCode> all = CompiledCode.all(run(O2, O1));
        assertThat(all).extracting(CompiledCode::cell).containsExactly(O2, O1);
        CompiledCode code = all.getLast();
        assertThat(code.built()).isEqualTo("clang -O1 -mcpu=v3");
        assertThat(code.instructions()).isEqualTo(210);
        assertThat(code.verifiedInstructions()).isEqualTo(297);
        assertThat(code.totalStates()).isEqualTo(12);
        assertThat(code.peakStates()).isEqualTo(3);
        assertThat(code.bytecode()).isEqualTo(new CompiledCode.Bytes(3_120, 3_120));
        assertThat(code.code()).isEqualTo(new CompiledCode.Bytes(1_920, 1_920));
    }

    @Test
    void aRunThatDoesNotVaryTheCompilerHasNone() {
        Comparison comparison = run(SyntheticRun.JIT);
        assertThat(CompiledCode.all(comparison)).isEmpty();
        assertThat(SummaryJson.render(comparison)).doesNotContain("\"compiled\"");
        assertThat(comparison.claims()).extracting(ClaimFinding::claim).doesNotContain(GuideClaims.OPT_LEVEL);
    }

    @Test
    void theSameBytecodeIsNotSmaller() {
        ClaimFinding finding = finding(run(O2, O3));
        assertThat(finding.word()).isEqualTo(ClaimFinding.Word.REFUTED);
        assertThat(finding.reason())
                .isEqualTo("clang makes the same bytecode of the probe at O3 and O2, program by program");
        assertThat(finding.beside())
                .extracting(Row::metric)
                .containsExactlyInAnyOrder(
                        Metric.LOAD_TIME, Metric.COST_PER_EVENT, Metric.LOAD_TIME, Metric.COST_PER_EVENT);
    }

    @Test
    void withoutBothLevelsNothingIsSaid() {
        assertThat(finding(run(O2, O1)).word()).isEqualTo(ClaimFinding.Word.NOT_MEASURABLE);
    }

    private static ClaimFinding finding(Comparison comparison) {
        return comparison.claims().getLast();
    }

    private static Comparison run(Cell... cells) {
        return Comparison.of(new SyntheticRun(Place.LAB, Clock.INSTRUCTIONS, 2, 42, 0, List.of(cells)).record());
    }
}
