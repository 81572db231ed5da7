// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.harness.matrix.Matrix;
import io.bpfbench.reports.result.Cell;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeasibilityTest {
    private static final List<Cell> CELLS =
            Matrix.parse("jit", List.of("jit=0,1")).cells();
    private static final Cell INTERPRETED = CELLS.getFirst();
    private static final List<Cell> COMPILED = List.of(CELLS.getLast());

    @Test
    void theInterpreterIsBlamedForWhatItRefusesAlone() {
        for (String refusal : List.of(
                "object-probe: the verifier refuses loops of my.bpf.o: calling kernel function is not allowed",
                "the kernel refuses loops of my.bpf.o, SEC(\"raw_tp/sys_enter\"): ENOTSUPP")) {
            assertThat(Feasibility.lacking(INTERPRETED, COMPILED, refusal))
                    .isEqualTo("the interpreter cannot run it: ");
            assertThat(Feasibility.lacking(INTERPRETED, List.of(), refusal)).isEmpty();
            assertThat(Feasibility.lacking(COMPILED.getFirst(), List.of(INTERPRETED), refusal))
                    .isEmpty();
        }
    }

    @Test
    void whatDoesNotAttachFailsForAnotherReason() {
        assertThat(Feasibility.lacking(
                        INTERPRETED, COMPILED, "SEC(\"kprobe/nowhere\") of my.bpf.o does not attach here: ENOENT"))
                .isEmpty();
    }
}
