// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Servers that keep to HTTP in the least convenient way, and servers that do not.
@Timeout(60)
class AwkwardServersTest {
    private static final String FIXED = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    private static final String CHUNKED =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x\r\nlo\r\n0\r\nT: 1\r\n\r\n";

    @Test
    void oneByteAtATime() throws Exception {
        ScriptedServer.Script script = (request, out) -> {
            for (byte b : (request % 2 == 0 ? FIXED : CHUNKED).getBytes(StandardCharsets.ISO_8859_1)) {
                out.write(b);
            }
            return true;
        };
        try (ScriptedServer server = new ScriptedServer(script)) {
            LoadWindow window = load(server, spec -> spec);
            assertThat(window.responses()).isPositive();
            assertThat(window.statusClasses().get(2)).isEqualTo(window.responses());
            assertThat(window.errors()).isEmpty();
        }
    }

    @Test
    void bodiesOfManyLengths() throws Exception {
        ScriptedServer.Script script = (request, out) -> {
            int length = (request * 7919) % 200_000;
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            out.write(new byte[length]);
            return true;
        };
        try (ScriptedServer server = new ScriptedServer(script)) {
            LoadWindow window = load(server, spec -> spec.withPipeline(3));
            assertThat(window.responses()).isGreaterThan(10);
            assertThat(window.receivedBytes()).isGreaterThan(window.responses() * 1000);
            assertThat(window.errors()).isEmpty();
        }
    }

    @Test
    void everyStatusIsCounted() throws Exception {
        ScriptedServer.Script script = (request, out) -> {
            String answer = switch (request % 5) {
                case 0 -> "HTTP/1.1 204 No Content\r\n\r\n";
                case 1 -> "HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n";
                case 2 -> "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno";
                case 3 -> "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n";
                default -> "HTTP/1.1 100 Continue\r\n\r\n" + FIXED;
            };
            out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
            return true;
        };
        try (ScriptedServer server = new ScriptedServer(script)) {
            LoadWindow window = load(server, spec -> spec);
            assertThat(window.statusClasses().get(2)).isPositive();
            assertThat(window.statusClasses().get(3)).isPositive();
            assertThat(window.errors(ErrorKind.STATUS_4XX))
                    .isEqualTo(window.statusClasses().get(4))
                    .isPositive();
            assertThat(window.errors(ErrorKind.STATUS_5XX))
                    .isEqualTo(window.statusClasses().get(5))
                    .isPositive();
            assertThat(window.errors()).hasSize(2);
        }
    }

    @Test
    void anAnnouncedCloseLosesNoPipelinedRequest() throws Exception {
        String last = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello";
        ScriptedServer.Script script = (request, out) -> {
            out.write((request % 3 == 0 ? last : FIXED).getBytes(StandardCharsets.ISO_8859_1));
            return request % 3 != 0;
        };
        try (ScriptedServer server = new ScriptedServer(script)) {
            LoadSpec spec = LoadSpec.openLoop(server.uri(), 500)
                    .withConnections(1)
                    .withPipeline(20)
                    .withWakeUp(Duration.ofMillis(20));
            LoadWindow window = run(spec);
            assertThat(window.resent()).isBetween(1L, 100L);
            assertThat(window.reconnects()).isPositive();
            assertThat(window.errors()).isEmpty();
            assertThat(window.responses() + window.inFlight() + window.behind())
                    .isGreaterThanOrEqualTo(window.requests());
        }
    }

    @Test
    void aBodyThatLastsUntilTheClose() throws Exception {
        ScriptedServer.Script script = (request, out) -> {
            out.write("HTTP/1.1 200 OK\r\n\r\nas long as it takes".getBytes(StandardCharsets.ISO_8859_1));
            return false;
        };
        try (ScriptedServer server = new ScriptedServer(script)) {
            LoadWindow window = load(server, spec -> spec);
            assertThat(window.responses()).isGreaterThan(10);
            assertThat(window.errors()).isEmpty();
        }
    }

    @Test
    void aCloseWithinTheBodyIsAnError() throws Exception {
        ScriptedServer.Script script = (request, out) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort".getBytes(StandardCharsets.ISO_8859_1));
            return false;
        };
        try (ScriptedServer server = new ScriptedServer(script)) {
            LoadWindow window = load(server, spec -> spec);
            assertThat(window.responses()).isZero();
            assertThat(window.errors(ErrorKind.CLOSED)).isPositive();
            // Closed on sight every time: the pauses between attempts keep the number small.
            assertThat(server.requests()).isLessThan(100);
        }
    }

    @Test
    void somethingElseThanHttpIsShown() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering("220 mail.example ESMTP\r\n")) {
            LoadWindow window = load(server, spec -> spec);
            assertThat(window.errors(ErrorKind.MALFORMED)).isPositive();
            assertThat(window.examples().get("malformed")).contains("220 mail.example");
        }
    }

    @Test
    void anAnswerTooManyIsAnError() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(FIXED + FIXED)) {
            LoadWindow window = load(server, spec -> spec);
            assertThat(window.errors(ErrorKind.MALFORMED)).isPositive();
            assertThat(window.examples().get("malformed")).contains("answer no request");
        }
    }

    @Test
    void aSlowAnswerCountsFromWhenItWasDue() throws Exception {
        ScriptedServer.Script script = (request, out) -> {
            if (request == 20) {
                Thread.sleep(300);
            }
            out.write(FIXED.getBytes(StandardCharsets.ISO_8859_1));
            return true;
        };
        try (ScriptedServer server = new ScriptedServer(script)) {
            // One connection, one request at a time: the stall holds up 30 requests, each of which saw it.
            LoadWindow window =
                    run(LoadSpec.openLoop(server.uri(), 100).withConnections(1).withPipeline(1));
            assertThat(window.latencyNanos().getMaxValue()).isGreaterThan(250_000_000);
            assertThat(window.latencyNanos().getCountBetweenValues(50_000_000, 1_000_000_000))
                    .isGreaterThan(15);
            assertThat(window.uncorrectedNanos().getCountBetweenValues(50_000_000, 1_000_000_000))
                    .isLessThan(10);
            assertThat(window.errors()).isEmpty();
        }
    }

    @Test
    void whatTheKernelDoesNotTakeGoesLaterAndInOrder() throws Exception {
        ScriptedServer.Script script = (request, out) -> {
            if (request == 1) {
                Thread.sleep(700);
            }
            out.write(FIXED.getBytes(StandardCharsets.ISO_8859_1));
            return true;
        };
        try (ScriptedServer server = new ScriptedServer(script)) {
            // 16 MB in short writes, more than the sockets' buffers hold while nobody reads.
            LoadSpec spec = LoadSpec.openLoop(server.uri(), 20_000)
                    .withConnections(1)
                    .withPipeline(4096)
                    .withWakeUp(Duration.ofNanos(50_000))
                    .withTimeout(Duration.ofSeconds(20))
                    .withRequest("POST", List.of(), "x".repeat(3_900));
            try (HttpLoad load = HttpLoad.start(spec)) {
                Thread.sleep(1_500);
                LoadWindow window = load.mark();
                assertThat(window.requests()).isGreaterThan(4_096);
                assertThat(window.responses()).isEqualTo(window.requests() - window.inFlight());
                assertThat(window.latencyNanos().getMaxValue()).isGreaterThan(600_000_000);
                assertThat(window.errors()).isEmpty();
                // Every request arrived whole: one blank line each, and nothing that looks like one in between.
                assertThat((long) server.requests()).isBetween(window.responses(), window.responses() + 4_096);
            }
        }
    }

    private LoadWindow load(ScriptedServer server, UnaryOperator<LoadSpec> change) throws InterruptedException {
        return run(change.apply(LoadSpec.closedLoop(server.uri()).withConnections(4)));
    }

    private LoadWindow run(LoadSpec spec) throws InterruptedException {
        try (HttpLoad load = HttpLoad.start(spec.withTimeout(Duration.ofSeconds(10)))) {
            Thread.sleep(700);
            return load.mark();
        }
    }
}
