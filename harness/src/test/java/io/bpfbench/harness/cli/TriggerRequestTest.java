// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.harness.run.Preset;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Trigger;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TriggerRequestTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "curl  -s http://x/ ~ curl;-s;http://x/",
                "sh -c 'a | b' ~ sh;-c;a | b",
                "sh -c \"a 'b' | c\" ~ sh;-c;a 'b' | c",
                "a'b c'd \"\" e ~ ab cd;;e",
                "a\\ b \\'c ~ a b;'c",
                "\"a\\\"b\\c\" ~ a\"b\\c",
                "'a\\b' ~ a\\b",
            })
    void wordsAreSplitAsInAShell(String text, String words) {
        assertThat(TriggerRequest.words(text)).containsExactly(words.split(";"));
    }

    @Test
    void aShellWouldSplitTheTextOfATriggerTheSameWay() {
        List<String> words = List.of("sh", "-c", "echo 'a' | \"b\"", "", "a\\b");
        assertThat(TriggerRequest.words(new Trigger(words, 1, 1, Map.of()).text()))
                .isEqualTo(words);
    }

    @Test
    void runsAndLimitFollowThePresetAndTheClock() {
        TriggerOptions options = new TriggerOptions();
        options.command = Optional.of("true");
        assertThat(trigger(options, Clock.WALL)).isEqualTo(new Trigger(List.of("true"), 20, 60_000_000_000L, Map.of()));
        assertThat(trigger(options, Clock.INSTRUCTIONS))
                .isEqualTo(new Trigger(List.of("true"), 5, 10_000_000_000L, Map.of()));
        options.runs = Optional.of(7);
        options.limit = Optional.of(0.5);
        options.files = Map.of("/x", Path.of("/etc/../etc/passwd"));
        assertThat(trigger(options, Clock.WALL))
                .isEqualTo(new Trigger(List.of("true"), 7, 500_000_000L, Map.of("/x", "/etc/passwd")));
    }

    private static Trigger trigger(TriggerOptions options, Clock clock) {
        return TriggerRequest.of(options).orElseThrow().trigger(Preset.QUICK, clock);
    }
}
