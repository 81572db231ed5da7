// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import static io.bpfbench.harness.cli.GuestSaying.Kind.ERR;
import static io.bpfbench.harness.cli.GuestSaying.Kind.EXIT;
import static io.bpfbench.harness.cli.GuestSaying.Kind.HELLO;
import static io.bpfbench.harness.cli.GuestSaying.Kind.OUT;
import static io.bpfbench.harness.cli.GuestSaying.Kind.STEP;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a guest does, on plain files in the place of a guest's kernel.
class GuestShellTest {
    @TempDir
    private Path root = Path.of("");

    @Test
    void aSettingIsWrittenAndReadBack() throws IOException {
        Path file = root.resolve("proc/sys/net/core/bpf_jit_harden");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "0\n");
        assertThat(sayings("set net.core.bpf_jit_harden=2"))
                .containsExactly(
                        new GuestSaying(HELLO, ""),
                        new GuestSaying(STEP, "set net.core.bpf_jit_harden=2"),
                        new GuestSaying(OUT, "net.core.bpf_jit_harden = 2"),
                        new GuestSaying(EXIT, "0"));
        assertThat(file).hasContent("2\n");
    }

    @Test
    void whatFailsDoesNotStopTheRest() {
        List<GuestSaying> sayings = sayings("""
                set net.core.absent=1
                bench report %s
                exec /nonexistent
                """.formatted(root.resolve("absent")));
        assertThat(sayings.stream().filter(said -> said.kind() == EXIT).map(GuestSaying::text))
                .containsExactly("1", "1", "1");
        assertThat(sayings.stream().filter(said -> said.kind() == ERR).map(GuestSaying::text))
                .satisfiesExactly(
                        said -> assertThat(said)
                                .isEqualTo("net.core.absent cannot be set: there is no such setting in this kernel"),
                        said -> assertThat(said).startsWith("bench: there is no journal at "),
                        said -> assertThat(said).contains("/nonexistent"));
    }

    @Test
    void withoutASettingThatIsNeededNothingFollows() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        new GuestShell(root, new PrintStream(written, true, StandardCharsets.UTF_8))
                .run(List.of(GuestStep.set("net.core.absent=1"), GuestStep.bench(List.of("--version"))));
        assertThat(written.toString(StandardCharsets.UTF_8).lines().map(GuestSaying::fromJson))
                .endsWith(new GuestSaying(EXIT, "1"))
                .filteredOn(said -> said.kind() == STEP)
                .hasSize(1);
    }

    @Test
    void theStreamsOfAProgramAreToldApart() {
        assertThat(sayings("exec /bin/sh -c 'echo out; echo; printf end; echo err >&2; exit 3'"))
                .contains(
                        new GuestSaying(OUT, "out"),
                        new GuestSaying(OUT, ""),
                        new GuestSaying(OUT, "end"),
                        new GuestSaying(ERR, "err"))
                .endsWith(new GuestSaying(EXIT, "3"));
    }

    private List<GuestSaying> sayings(String script) {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        new GuestShell(root, new PrintStream(written, true, StandardCharsets.UTF_8)).run(GuestStep.parse(script));
        return written.toString(StandardCharsets.UTF_8)
                .lines()
                .map(GuestSaying::fromJson)
                .toList();
    }
}
