// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfbench.reports.result.Distribution;
import io.bpfbench.reports.result.MessageWindow;
import io.bpfbench.reports.result.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Scripts say what `message-exchange` says; the real one is tested beside its source.
class MessageExchangeTest {
    private static final String READY = "echo '{\"type\":\"ready\",\"bytes\":64}'";

    @TempDir
    Path directory;

    @Test
    void aWindowIsTakenAsItIsSaid() throws IOException {
        Path said = directory.resolve("said");
        Path binary = script(
                READY,
                "read line; echo \"$line\" > " + said,
                "echo '{\"type\":\"window\",\"messages\":5,\"interrupted\":1,\"elapsed\":[[10,3],[12,1]],\"programs\":["
                        + "{\"id\":7,\"shared\":2,\"shared_ns\":190,\"runs\":[[86,4]]},{\"id\":8,\"shared\":0,\"runs\":[]}]}'",
                "read line");
        try (MessageExchange exchange = MessageExchange.start(binary)) {
            MessageExchange.Passed passed = exchange.pass(5, List.of(program(7, "tcp_recvmsg"), program(8, "other")));
            assertThat(passed.messages()).isEqualTo(5);
            assertThat(passed.interrupted()).isEqualTo(1);
            assertThat(passed.elapsedNanos().sum()).isEqualTo(42);
            assertThat(passed.runs())
                    .containsExactly(new MessageWindow.Runs(
                            "tcp_recvmsg",
                            new Distribution(List.of(new Distribution.Count(86, 4))),
                            2,
                            OptionalLong.of(190)));
        }
        assertThat(said).hasContent("pass 5 7,8");
    }

    @Test
    void whatGoesWrongIsOneSentence() throws IOException {
        Path refuses = script(READY, "read line", "echo '{\"type\":\"error\",\"message\":\"no such program\"}'");
        try (MessageExchange exchange = MessageExchange.start(refuses)) {
            assertThatThrownBy(() -> exchange.pass(1, List.of()))
                    .isInstanceOf(ProbeException.class)
                    .hasMessage("the exchanger of messages: no such program");
        }
        Path complains = script("echo 'listening on 127.0.0.1: Operation not permitted' >&2");
        assertThatThrownBy(() -> MessageExchange.start(complains)).hasMessageContaining("Operation not permitted");
        Path ends = script("exit 0");
        assertThatThrownBy(() -> MessageExchange.start(ends)).hasMessageContaining("ended before it said 'ready'");
        assertThatThrownBy(() -> MessageExchange.start(MessageExchange.beside(directory.resolve("latency-probe"))))
                .hasMessageContaining("cannot start the exchanger")
                .hasMessageContaining("make -C probe-native");
    }

    private static Program program(long id, String hook) {
        return new Program(hook, 1, hook, "fentry", id, 1, 1, 1, OptionalLong.empty());
    }

    private Path script(String... lines) throws IOException {
        Path file = Files.createTempFile(directory, "exchange", ".sh");
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
