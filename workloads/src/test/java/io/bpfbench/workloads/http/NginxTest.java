// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The load generator against a server that it was not written with.
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all tests
class NginxTest {
    private ScriptedServer upstream;
    private Nginx nginx;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        upstream = new ScriptedServer((request, out) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this".getBytes(StandardCharsets.ISO_8859_1));
            return false;
        });
        nginx = Nginx.start(directory, upstream.port());
    }

    @AfterAll
    void stop() throws Exception {
        if (nginx != null) {
            nginx.stop();
        }
        upstream.close();
    }

    @Test
    void plainResponses() throws InterruptedException {
        LoadWindow window = run(LoadSpec.closedLoop(nginx.uri("/ok")));
        assertThat(window.responses()).isGreaterThan(100);
        assertThat(window.errors()).isEmpty();
        LoadWindow empty = run(LoadSpec.closedLoop(nginx.uri("/empty")).withPipeline(5));
        assertThat(empty.statusClasses().get(2)).isEqualTo(empty.responses()).isPositive();
        assertThat(empty.errors()).isEmpty();
    }

    @Test
    void anOpenLoopWithPipelines() throws InterruptedException {
        LoadWindow window = run(LoadSpec.openLoop(nginx.uri("/ok"), 5_000).withConnections(8));
        assertThat(window.requests() + window.behind())
                .isBetween((long) (window.windowNanos() * 5e-6) - 10, (long) (window.windowNanos() * 5e-6) + 10);
        assertThat(window.errors()).isEmpty();
    }

    @Test
    void chunkedResponses() throws InterruptedException {
        LoadWindow window = run(
                LoadSpec.closedLoop(nginx.uri("/page.html")).withRequest("GET", List.of("Accept-Encoding: gzip"), ""));
        assertThat(window.responses()).isPositive();
        assertThat(window.errors()).isEmpty();
        LoadWindow whole = run(LoadSpec.closedLoop(nginx.uri("/page.html")));
        assertThat(whole.receivedBytes() / whole.responses()).isGreaterThan(50_000);
        assertThat(window.receivedBytes() / window.responses()).isLessThan(5_000);
    }

    @Test
    void keepAliveLimitsLeadToReconnects() throws InterruptedException {
        LoadWindow window = run(
                LoadSpec.closedLoop(nginx.uri("/limited")).withConnections(4).withPipeline(3));
        assertThat(window.reconnects()).isBetween(window.responses() / 20, window.responses() / 9);
        assertThat(window.resent()).isPositive();
        assertThat(window.errors()).isEmpty();
    }

    @Test
    void errorsOfTheServerAreCounted() throws InterruptedException {
        LoadWindow window = run(LoadSpec.closedLoop(nginx.uri("/error")));
        assertThat(window.errors(ErrorKind.STATUS_5XX))
                .isEqualTo(window.responses())
                .isPositive();
        LoadWindow missing = run(LoadSpec.closedLoop(nginx.uri("/no-such-page")));
        assertThat(missing.errors(ErrorKind.STATUS_4XX))
                .isEqualTo(missing.responses())
                .isPositive();
    }

    @Test
    void closingWithoutAnAnswer() throws InterruptedException {
        LoadWindow window = run(LoadSpec.closedLoop(nginx.uri("/gone")).withConnections(2));
        assertThat(window.responses()).isZero();
        assertThat(window.errors(ErrorKind.CLOSED)).isPositive();
    }

    @Test
    void closingWithinTheBody() throws InterruptedException {
        LoadWindow window = run(LoadSpec.closedLoop(nginx.uri("/upstream")).withConnections(2));
        assertThat(window.responses()).isZero();
        assertThat(window.errors(ErrorKind.CLOSED)).isPositive();
    }

    @Test
    void aSlowServerTimesOut() throws InterruptedException {
        LoadWindow window =
                run(LoadSpec.closedLoop(nginx.uri("/slow")).withConnections(3).withTimeout(Duration.ofMillis(200)));
        assertThat(window.errors(ErrorKind.TIMEOUT)).isGreaterThanOrEqualTo(3);
        assertThat(window.responses()).isZero();
    }

    @Test
    void throughTls() throws InterruptedException {
        LoadSpec spec =
                LoadSpec.closedLoop(nginx.secureUri("/ok")).withConnections(4).withInsecure(true);
        LoadWindow window = run(spec.withPipeline(2));
        assertThat(window.responses()).isGreaterThan(20);
        assertThat(window.errors()).isEmpty();
        LoadWindow large = run(LoadSpec.closedLoop(nginx.secureUri("/page.html"))
                .withConnections(4)
                .withInsecure(true));
        assertThat(large.receivedBytes() / large.responses()).isGreaterThan(50_000);
        assertThat(large.errors()).isEmpty();
        LoadWindow paced = run(LoadSpec.openLoop(nginx.secureUri("/ok"), 500)
                .withConnections(4)
                .withInsecure(true));
        assertThat(paced.responses()).isPositive();
        assertThat((double) paced.requests() + paced.behind()).isCloseTo(paced.windowNanos() * 500 / 1e9, within(2.0));
        assertThat(paced.errors()).isEmpty();
    }

    @Test
    void tlsThatNobodyVouchesForIsRefused() throws InterruptedException {
        LoadWindow window = run(LoadSpec.closedLoop(nginx.secureUri("/ok")).withConnections(2));
        assertThat(window.responses()).isZero();
        assertThat(window.errors(ErrorKind.CONNECT)).isPositive();
        assertThat(window.examples().get("connect")).contains("TLS");
    }

    private LoadWindow run(LoadSpec spec) throws InterruptedException {
        try (HttpLoad load = HttpLoad.start(spec)) {
            Thread.sleep(800);
            return load.mark();
        }
    }
}
