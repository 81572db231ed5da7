// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfbench.reports.result.Cell;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatrixTest {
    @Test
    void withoutTheJitThereIsNothingToHarden() {
        assertThat(labels("jit,harden")).containsExactly("jit=1 harden=0", "jit=1 harden=1", "jit=1 harden=2", "jit=0");
    }

    @Test
    void onlyCodeThatIsCompiledAndNotHardenedHasNames() {
        assertThat(labels("jit,harden,kallsyms"))
                .containsExactly(
                        "jit=1 harden=0 kallsyms=1",
                        "jit=1 harden=0 kallsyms=0",
                        "jit=1 harden=1",
                        "jit=1 harden=2",
                        "jit=0");
        assertThat(labels("kallsyms")).containsExactly("kallsyms=1", "kallsyms=0");
    }

    @Test
    void whatTheProbesOwnObjectIsStandsFirst() {
        assertThat(labels("jit,opt", "jit=1"))
                .containsExactly("jit=1 opt=O2", "jit=1 opt=O1", "jit=1 opt=O3", "jit=1 opt=Os");
        assertThat(labels("mcpu")).containsExactly("mcpu=v3", "mcpu=v1", "mcpu=v2", "mcpu=v4");
    }

    @Test
    void aKindOfAttachmentIsALevelLikeAnyOther() {
        assertThat(labels("jit,attach", "attach=kprobe,fentry"))
                .containsExactly(
                        "jit=1 attach=kprobe", "jit=1 attach=fentry", "jit=0 attach=kprobe", "jit=0 attach=fentry");
    }

    @Test
    void theFirstDimensionVariesSlowest() {
        assertThat(labels("harden,jit", "jit=1,2", "harden=2,0"))
                .containsExactly("harden=2 jit=1", "harden=2 jit=2", "harden=0 jit=1", "harden=0 jit=2");
    }

    @Test
    void oneDimensionAlone() {
        assertThat(labels("harden")).containsExactly("harden=0", "harden=1", "harden=2");
        assertThat(labels("jit")).containsExactly("jit=1", "jit=0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "colour             |           | no dimension 'colour'",
                "jit,,harden        |           | words with commas",
                "jit,jit            |           | twice",
                "jit                | jit=7     | no level '7'",
                "attach             | attach=auto | no level 'auto'; its levels are fentry, kprobe, raw_tp",
                "opt                | opt=3      | no level '3'; its levels are O1, O2, O3, Os",
                "mcpu               | mcpu=v9    | no level 'v9'; its levels are v1, v2, v3, v4",
                "kallsyms           | kallsyms=2 | no level '2'; its levels are 0, 1",
                "jit                | jit=      | words with commas",
                "jit                | harden=0  | --matrix does not name",
                "jit                | jit       | DIMENSION=LEVEL",
                "jit                | jit=1,1   | names a level twice",
            })
    void whatMakesNoSenseIsOneSentence(String names, String restriction, String sentence) {
        List<String> restrictions = restriction == null ? List.of() : List.of(restriction);
        assertThatThrownBy(() -> Matrix.parse(names, restrictions))
                .isInstanceOf(MatrixException.class)
                .hasMessageContaining(sentence)
                .hasMessageNotContaining("\n");
    }

    @Test
    void aDimensionIsRestrictedOnce() {
        assertThatThrownBy(() -> Matrix.parse("jit", List.of("jit=0", "jit=1"))).hasMessageContaining("twice");
    }

    private static List<String> labels(String names, String... restrictions) {
        return Matrix.parse(names, List.of(restrictions)).cells().stream()
                .map(Cell::label)
                .toList();
    }

    @Test
    void aProbeIsStackedAsOftenAsAKernelTakesIt() {
        assertThat(Matrix.parse("jit,harden,stack", List.of("harden=0", "stack=1,38"))
                        .cells())
                .extracting(Cell::label)
                .containsExactly(
                        "jit=1 harden=0 stack=1", "jit=1 harden=0 stack=38", "jit=0 stack=1", "jit=0 stack=38");
        assertThat(Matrix.parse("stack", List.of()).cells())
                .extracting(Cell::label)
                .containsExactly("stack=1", "stack=4", "stack=16");
        assertThatThrownBy(() -> Matrix.parse("stack", List.of("stack=39")))
                .hasMessage("'stack' has no level '39'; its levels are 1 to 38");
    }
}
