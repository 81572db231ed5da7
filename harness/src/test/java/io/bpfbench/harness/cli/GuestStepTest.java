// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuestStepTest {
    @Test
    void aScriptHasAStepALine() {
        assertThat(GuestStep.parse("""
                        # what is wrong
                        set net.core.bpf_jit_harden=2

                        bench doctor --json   # is seen
                        exec /bin/echo 'two words' "it's" a=b/c-1.2:3,4%@ ü
                        """))
                .extracting(GuestStep::words)
                .containsExactly(
                        List.of("set", "net.core.bpf_jit_harden=2"),
                        List.of("bench", "doctor", "--json"),
                        List.of("exec", "/bin/echo", "two words", "it's", "a=b/c-1.2:3,4%@", "ü"));
    }

    @Test
    void aWordIsWhatAShellWouldTakeForOne() {
        assertThat(GuestStep.parse("""
                        exec grep '\\[bpf\\]' "a 'b'" c='d e'"f g" ''
                        set kernel.core_pattern=x#y # a remark
                        """))
                .extracting(GuestStep::words)
                .containsExactly(
                        List.of("exec", "grep", "\\[bpf\\]", "a 'b'", "c=d ef g", ""),
                        List.of("set", "kernel.core_pattern=x#y"));
        assertThatThrownBy(() -> GuestStep.parse("exec echo 'so\n"))
                .isInstanceOf(UsageException.class)
                .hasMessage("a quote is not closed in the step: exec echo 'so");
    }

    @Test
    void isWrittenAsItIsRead() {
        List<GuestStep> steps =
                GuestStep.parse("exec /bin/echo 'two words' \"it's\" '#' '' '\\' x'\"y\"'\nbench report d");
        assertThat(GuestStep.parse(steps.getFirst() + "\n" + steps.getLast())).isEqualTo(steps);
        assertThat(GuestStep.fromJson(GuestStep.toJson(steps))).isEqualTo(steps);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bench", "exec", "set", "set x", "set x=1 y=2", "set a b=1", "doctor", "rm -r /"})
    void whatIsNoStepIsRefused(String line) {
        assertThatThrownBy(() -> GuestStep.parse("bench report d\n" + line))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("'" + line + "' is no step: write 'bench COMMAND");
    }
}
