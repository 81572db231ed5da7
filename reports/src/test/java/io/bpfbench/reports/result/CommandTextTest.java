// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandTextTest {
    /// A report says how to repeat the run, and its reader pastes that into a shell.
    @Test
    void isTakenForTheSameWordsByAShell() throws Exception {
        List<String> words = List.of(
                "run", "--trigger", "sh -c 'a | \"b\"'", "$HOME", "", "a\\b", "-p", "harden=0,2", "--gate=cost<=+5%");
        Process shell = new ProcessBuilder("sh", "-c", "printf '%s\\n' " + CommandText.of(words)).start();
        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines())
                .containsExactlyElementsOf(words);
    }

    @Test
    void leavesPlainWordsAlone() {
        assertThat(CommandText.of(List.of("run", "--matrix", "jit,harden", "-p", "harden=0,2")))
                .isEqualTo("run --matrix jit,harden -p harden=0,2");
    }
}
