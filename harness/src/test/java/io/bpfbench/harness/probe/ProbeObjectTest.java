// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeObjectTest {
    private static final ProbeObject OBJECT = new ProbeObject("O1", "v4");

    @TempDir
    private Path directory = Path.of("");

    private Path probe = Path.of("");

    @BeforeEach
    void place() throws IOException {
        probe = directory.resolve("latency-probe");
        Files.createDirectory(directory.resolve("objects"));
    }

    @Test
    void whatClangDoesNotKnowIsSaidInItsWords() throws IOException {
        Files.writeString(directory.resolve("objects/latency-O1-v4.txt"), "unknown target CPU 'v4'\n");
        assertThat(OBJECT.obstacle(probe))
                .contains(
                        "the clang that built the probe does not compile it with -O1 -mcpu=v4 (unknown target CPU 'v4')");
        assertThat(OBJECT.files(probe)).containsExactly(directory.resolve("objects/latency-O1-v4.txt"));
    }

    @Test
    void anObjectIsNoObstacle() throws IOException {
        Files.createFile(OBJECT.beside(probe));
        assertThat(OBJECT.obstacle(probe)).isEmpty();
        assertThat(OBJECT.files(probe)).containsExactly(directory.resolve("objects/latency-O1-v4.bpf.o"));
    }

    @Test
    void whatWasNeverBuiltIsSaidSo() {
        assertThat(OBJECT.obstacle(probe)).get().asString().contains("make -C probe-native");
    }
}
