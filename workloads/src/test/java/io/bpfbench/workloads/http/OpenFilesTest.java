// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A load that cannot open as many files as it needs leaves none open.
@Timeout(60)
class OpenFilesTest {
    /// A thread opens two files before it starts, so that of two limits, one odd and one even, one runs out at the
    /// first
    /// and one at the second.
    @ParameterizedTest
    @ValueSource(ints = {128, 129})
    void aLoadThatCannotStartLeavesNothingOpen(int limit) throws Exception {
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -n " + limit + " && exec \"$0\" \"$@\"",
                        Path.of(System.getProperty("java.home", ""), "bin", "java")
                                .toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:-MaxFDLimit",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path", ""),
                        Starter.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).matches("(?s)([0-9]+) open\n[^\n]*cannot [^\n]*\n\\1 open\n");
    }

    /// Says how many files are open before and after a load that asks for too many.
    static final class Starter {
        private Starter() {}

        public static void main(String[] args) throws IOException {
            try (HttpTarget target = HttpTarget.start(1)) {
                start(target.uri(), 1);
                say(waiting() + " open");
                try {
                    start(target.uri(), 200);
                } catch (UncheckedIOException refused) {
                    say(String.valueOf(refused.getMessage()));
                }
                say(waiting() + " open");
            }
        }

        private static void start(URI uri, int threads) {
            LoadSpec spec = LoadSpec.closedLoop(uri).withConnections(threads).withThreads(threads);
            HttpLoad.start(spec).close();
        }

        /// Descriptors to wait by. A target may still be closing sockets that a load has left.
        private static long waiting() throws IOException {
            try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
                return open.filter(Starter::isForWaiting).count();
            }
        }

        private static boolean isForWaiting(Path descriptor) {
            try {
                return Files.readSymbolicLink(descriptor).toString().startsWith("anon_inode:[event");
            } catch (IOException closed) {
                return false;
            }
        }

        private static void say(String line) {
            System.out.println(line);
        }
    }
}
