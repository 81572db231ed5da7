// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfbench.reports.result.Distribution;
import io.bpfbench.reports.result.Program;
import io.bpfbench.reports.result.Trigger;
import io.bpfbench.reports.result.TriggerWindow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Scripts say what `trigger-runner` says; the real one is tested beside its source.
class TriggerRunnerTest {
    private static final Trigger TRIGGER = new Trigger(List.of("/bin/x", "a b"), 3, 2_500_000_000L, Map.of());

    @TempDir
    private Path directory;

    @Test
    void tellsWhatRunsTook() throws IOException {
        Path said = directory.resolve("said");
        Path binary = answers(
                "{\"type\":\"window\",\"runs\":3,\"elapsed\":[[10,2],[12,1]],\"cpu\":[[8,3]],\"programs\":["
                        + "{\"id\":7,\"events\":[[2,2],[3,1]],\"nanos\":910},{\"id\":8,\"events\":[[0,3]],\"nanos\":0}]}",
                said);
        try (TriggerRunner runner = TriggerRunner.start(binary, TRIGGER)) {
            TriggerRunner.Ran ran = runner.run(3, List.of(program(7, "tcp_recvmsg"), program(8, "other")));
            assertThat(ran.elapsedNanos().sum()).isEqualTo(32);
            assertThat(ran.cpuNanos().sum()).isEqualTo(24);
            assertThat(ran.events())
                    .containsExactly(
                            new TriggerWindow.Events(
                                    "tcp_recvmsg",
                                    new Distribution(
                                            List.of(new Distribution.Count(2, 2), new Distribution.Count(3, 1))),
                                    910),
                            new TriggerWindow.Events(
                                    "other", new Distribution(List.of(new Distribution.Count(0, 3))), 0));
        }
        assertThat(said).hasContent("2500000000 /bin/x a b\nrun 3 7,8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"code\":7,\"said\":\"one\\n (7) no\\n\\n\" | ended with exit code 7; the last that it said: (7) no",
                "\"code\":1,\"said\":\"\" | ended with exit code 1",
                "\"code\":1,\"strays\":1,\"said\":\"\" | ended with exit code 1",
                "\"code\":0,\"strays\":2,\"said\":\"\" | left 2 processes behind in a process group of their own, which have been ended: a trigger stays in the foreground",
                "\"code\":127,\"said\":\"\" | ended with exit code 127 (a shell's for a command that it does not find; into a guest of the lab bring one with --file NAME=FILE)",
                "\"signal\":11,\"signal_name\":\"Segmentation fault\",\"said\":\"\" | was ended by signal 11 (Segmentation fault)",
                "\"limit_ns\":2500000000,\"said\":\"\" | did not end within --trigger-limit 2.5, and was ended",
                "\"error\":\"Exec format error\",\"said\":\"\" | cannot be run: Exec format error",
            })
    void aRunThatFailsIsOneSentence(String fields, String sentence) throws IOException {
        Path binary = answers("{\"type\":\"failed\"," + fields + "}", directory.resolve("said"));
        try (TriggerRunner runner = TriggerRunner.start(binary, TRIGGER)) {
            assertThatThrownBy(() -> runner.run(3, List.of()))
                    .isInstanceOf(ProbeException.class)
                    .hasMessage("the trigger, /bin/x 'a b', " + sentence);
        }
    }

    private static Program program(long id, String hook) {
        return new Program(hook, 1, hook, "fentry", id, 1, 1, 1, OptionalLong.empty());
    }

    private Path answers(String line, Path said) throws IOException {
        Path file = directory.resolve("runner.sh");
        Path answer = Files.writeString(directory.resolve("answer"), line + "\n");
        Files.writeString(file, """
                #!/bin/sh
                echo "$*" >%1$s
                echo '{"type":"ready"}'
                read command
                echo "$command" >>%1$s
                cat %2$s
                read end
                """.formatted(said, answer));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
