// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ManyConnectionsTest {
    private static final int CONNECTIONS = 10_000;

    @Test
    @Timeout(90)
    void tenThousandConnections() throws Exception {
        assumeTrue(mostOpenFiles() >= CONNECTIONS + 500, "fewer than 10,500 open files are allowed (ulimit -Hn)");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home", ""), "bin", "java")
                                .toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path", ""),
                        HttpTarget.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = process.inputReader()) {
            URI uri = URI.create(String.valueOf(out.readLine()));
            LoadSpec spec = LoadSpec.openLoop(uri, 5_000)
                    .withConnections(CONNECTIONS)
                    .withPipeline(1)
                    .withTimeout(Duration.ofSeconds(20));
            try (HttpLoad load = HttpLoad.start(spec)) {
                // Until each connection has had its turn: 2 s at 5,000 a second, or as long as this machine takes.
                long responses = 0;
                LoadWindow window;
                do {
                    Thread.sleep(500);
                    window = load.mark();
                    responses += window.responses();
                    assertThat(window.errors()).isEmpty();
                    assertThat(window.reconnects()).isZero();
                } while (responses <= CONNECTIONS);
                assertThat(window.openConnections()).isEqualTo(CONNECTIONS);
            }
        } finally {
            // The target goes when its standard input does.
            process.getOutputStream().close();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static long mostOpenFiles() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
            if (line.startsWith("Max open files")) {
                String[] words = line.trim().split("\\s+");
                return words[4].equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(words[4]);
            }
        }
        return 0;
    }
}
