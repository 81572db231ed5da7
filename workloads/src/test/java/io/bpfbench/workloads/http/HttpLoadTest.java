// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class HttpLoadTest {
    @ParameterizedTest
    @CsvSource({"1,1,1", "3,4,4", "500,2,3", "20000,1,8"})
    void keepsTheRate(double rate, int threads, int connections) throws InterruptedException {
        try (HttpTarget target = HttpTarget.start(64);
                HttpLoad load = HttpLoad.start(LoadSpec.openLoop(target.uri(), rate)
                        .withThreads(threads)
                        .withConnections(connections))) {
            Thread.sleep(1_200);
            LoadWindow window = load.mark();
            // Every request due in the window was sent in it or stands in `behind`: no more, no fewer.
            double due = rate * window.windowNanos() / 1e9;
            assertThat((double) window.requests() + window.behind()).isCloseTo(due, within(1 + rate * 0.001));
            assertThat(window.errors()).isEmpty();
            assertThat(window.latencyNanos().getTotalCount()).isEqualTo(window.responses());
            assertThat(window.scheduleLagNanos().getTotalCount()).isEqualTo(window.requests());
            assertThat(window.requests() - window.responses()).isEqualTo(window.inFlight());
        }
    }

    @Test
    void windowsNeitherLoseNorRepeat() throws InterruptedException {
        try (HttpTarget target = HttpTarget.start(0);
                HttpLoad load = HttpLoad.start(LoadSpec.closedLoop(target.uri()).withThreads(2))) {
            long requests = 0;
            long responses = 0;
            for (int i = 0; i < 20; i++) {
                Thread.sleep(10);
                LoadWindow window = load.mark();
                requests += window.requests();
                responses += window.responses();
                assertThat(requests - responses).isEqualTo(window.inFlight()).isLessThanOrEqualTo(64);
            }
        }
    }

    @Test
    void pipelinedRequestsShareWrites() throws InterruptedException {
        try (HttpTarget target = HttpTarget.start(10);
                HttpLoad load = HttpLoad.start(LoadSpec.openLoop(target.uri(), 10_000)
                        .withConnections(4)
                        .withWakeUp(Duration.ofMillis(10)))) {
            Thread.sleep(500);
            LoadWindow window = load.mark();
            assertThat((double) window.requests() / window.writes()).isGreaterThan(20);
            assertThat(window.errors()).isEmpty();
        }
    }

    @Test
    void headAndPostWork() throws InterruptedException {
        try (HttpTarget target = HttpTarget.start(1000)) {
            for (String method : List.of("HEAD", "POST")) {
                LoadSpec spec = LoadSpec.closedLoop(target.uri())
                        .withPipeline(3)
                        .withRequest(method, List.of("X-Test: 1"), method.equals("POST") ? "a=b" : "");
                try (HttpLoad load = HttpLoad.start(spec)) {
                    Thread.sleep(100);
                    LoadWindow window = load.mark();
                    assertThat(window.responses()).isPositive();
                    assertThat(window.errors()).isEmpty();
                    assertThat(window.receivedBytes() / window.responses() > 1000)
                            .isEqualTo(method.equals("POST"));
                }
            }
        }
    }

    @Test
    void announcedClosesAreFollowedByReconnects() throws InterruptedException {
        try (HttpTarget target = HttpTarget.start(10);
                HttpLoad load = HttpLoad.start(LoadSpec.openLoop(target.uri(), 1_000)
                        .withConnections(4)
                        .withRequest("GET", List.of("Connection: close"), ""))) {
            Thread.sleep(500);
            LoadWindow window = load.mark();
            assertThat(window.responses()).isGreaterThan(100);
            assertThat(window.reconnects()).isBetween(window.responses() - 4, window.responses());
            // Each connection is seen to give one response: nothing is pipelined behind it for long.
            assertThat(window.resent()).isLessThan(window.responses());
            assertThat(window.errors()).isEmpty();
        }
    }

    @Test
    void bodiesLargerThanTheBufferArrive() throws InterruptedException {
        try (HttpTarget target = HttpTarget.start(3_000_000);
                HttpLoad load = HttpLoad.start(
                        LoadSpec.closedLoop(target.uri()).withConnections(2).withPipeline(4))) {
            Thread.sleep(500);
            LoadWindow window = load.mark();
            assertThat(window.responses()).isPositive();
            assertThat(window.errors()).isEmpty();
        }
    }

    @Test
    void refusedConnectionsAreCountedWhileTheScheduleGoesOn() throws Exception {
        int port;
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = unused.getLocalPort();
        }
        URI uri = URI.create("http://127.0.0.1:" + port + "/");
        LoadSpec spec = LoadSpec.openLoop(uri, 1_000).withConnections(2).withTimeout(Duration.ofMillis(100));
        try (HttpLoad load = HttpLoad.start(spec)) {
            Thread.sleep(500);
            LoadWindow window = load.mark();
            assertThat(window.errors(ErrorKind.CONNECT)).isPositive();
            assertThat(window.responses()).isZero();
            assertThat(window.omitted()).isBetween(300L, 450L);
            assertThat(window.omitted() + window.behind()).isCloseTo(window.windowNanos() / 1_000_000, within(5L));
        }
    }

    @Test
    void aSilentServerTimesOut() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            URI uri = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");
            LoadSpec spec = LoadSpec.closedLoop(uri).withConnections(3).withTimeout(Duration.ofMillis(100));
            try (HttpLoad load = HttpLoad.start(spec)) {
                Thread.sleep(500);
                assertThat(load.mark().errors(ErrorKind.TIMEOUT)).isGreaterThanOrEqualTo(3);
            }
        }
    }

    @Test
    void aTakenPortIsSaidInOneSentence() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var address = (java.net.InetSocketAddress) taken.getLocalSocketAddress();
            assertThatThrownBy(() -> HttpTarget.start(address, 1)).hasMessageContaining("already in use");
        }
    }

    @Test
    void badSpecsAreRefused() {
        URI uri = URI.create("http://127.0.0.1/");
        assertThatThrownBy(() -> LoadSpec.openLoop(uri, 0)).hasMessageContaining("rate");
        assertThatThrownBy(() -> LoadSpec.openLoop(uri, Double.NaN)).hasMessageContaining("rate");
        assertThatThrownBy(() -> LoadSpec.closedLoop(URI.create("ftp://x/"))).hasMessageContaining("not an http");
        assertThatThrownBy(() -> LoadSpec.closedLoop(uri).withThreads(65)).hasMessageContaining("threads");
        assertThatThrownBy(() -> LoadSpec.closedLoop(uri).withRequest("GET", List.of("no colon"), ""))
                .hasMessageContaining("header");
    }
}
