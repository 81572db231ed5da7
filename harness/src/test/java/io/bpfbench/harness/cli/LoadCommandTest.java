// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.workloads.http.HttpTarget;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class LoadCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void speaksLikeWrk() {
        try (HttpTarget target = HttpTarget.start(64)) {
            assertThat(run("-t1", "-c4", "-d300ms", "--latency", uri(target))).isZero();
        }
        // The patterns that scripts look for in wrk's output.
        assertThat(out.toString())
                .startsWith("Running 0.30s test @ http://127.0.0.1:")
                .contains("  1 threads and 4 connections\n")
                .containsPattern("(?m)^    Latency +[0-9.]+(us|ms|s) +[0-9.]+(us|ms|s) +[0-9.]+(us|ms|s) +[0-9.]+%$")
                .containsPattern("(?m)^    Req/Sec +[0-9.]+k? +[0-9.]+k? +[0-9.]+k? +[0-9.]+%$")
                .containsPattern("(?m)^ +50% +[0-9.]+(us|ms|s)$")
                .containsPattern("(?m)^ +99% +[0-9.]+(us|ms|s)$")
                .containsPattern("(?m)^  [0-9]+ requests in [0-9.]+s, [0-9.]+(B|KB|MB|GB) read$")
                .containsPattern("(?m)^Requests/sec: +[0-9]+\\.[0-9]{2}$")
                .containsPattern("(?m)^Transfer/sec: +[0-9.]+(B|KB|MB|GB)$")
                .contains("Audit: ")
                .doesNotContain("Socket errors")
                .doesNotContain("Non-2xx");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void writesTheWholeHistogramsAsJson(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("load.json");
        try (HttpTarget target = HttpTarget.start(64)) {
            assertThat(run(
                            "-t1",
                            "-c2",
                            "-d400ms",
                            "--warmup=100ms",
                            "-R1000",
                            "--json",
                            "--json-file=" + file,
                            uri(target)))
                    .isZero();
        }
        assertThat(file).as("the same JSON, and nothing else, is printed").hasContent(out.toString());
        JsonNode json = JsonMapper.builder().build().readTree(Files.readString(file));
        assertThat(json.get("schema").asString()).isEqualTo("bpfbench/load/1");
        assertThat(json.get("loop").asString()).isEqualTo("open");
        assertThat(json.get("targetPerSecond").asDouble()).isEqualTo(1000);
        long responses = json.get("responses").asLong();
        assertThat(responses).isPositive();
        for (String name : new String[] {"latency", "uncorrected", "scheduleLag"}) {
            JsonNode node = json.get(name);
            byte[] hdr = Base64.getDecoder().decode(node.get("hdr").asString());
            Histogram decoded = Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(hdr), 0);
            assertThat(decoded.getTotalCount()).isEqualTo(node.get("count").asLong());
            assertThat(decoded.getValueAtPercentile(99))
                    .isEqualTo(node.get("percentiles").get("99").asLong());
        }
        assertThat(json.get("latency").get("count").asLong()).isEqualTo(responses);
    }

    @Test
    void aTargetThatRefusesIsSaidInOneSentence() throws Exception {
        int port;
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = unused.getLocalPort();
        }
        assertThat(run("-t1", "-c2", "-d200ms", "http://127.0.0.1:" + port + "/"))
                .isEqualTo(1);
        assertThat(out.toString()).containsPattern("Socket errors: connect [0-9]+, read 0, write 0, timeout 0");
        assertThat(err.toString()).contains("no response from").contains("connection refused");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--rate 0 http://127.0.0.1/",
                "--rate -5 http://127.0.0.1/",
                "-d 0s http://127.0.0.1/",
                "-d soon http://127.0.0.1/",
                "-t 3 -c 2 http://127.0.0.1/",
                "-H nonsense http://127.0.0.1/",
                "ftp://127.0.0.1/",
                "-c many http://127.0.0.1/",
                "--no-such-option http://127.0.0.1/",
                "",
            })
    void mistakesAreUsageErrors(String arguments) {
        assertThat(run(arguments.isEmpty() ? new String[0] : arguments.split(" ")))
                .isEqualTo(2);
        assertThat(err.toString()).isNotEmpty().doesNotContain("\tat ");
    }

    @Test
    void anUnknownHostIsSaidInOneSentence() {
        assertThat(run("-d100ms", "http://no-such-host.invalid/")).isEqualTo(1);
        assertThat(err.toString()).contains("no-such-host.invalid").doesNotContain("\tat ");
    }

    private int run(String... arguments) {
        return new CommandLine(new LoadCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private static String uri(HttpTarget target) {
        return target.uri().toString();
    }
}
