// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfbench.harness.probe.ProbeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Conversations with stand-ins; the real one is met on the host and in the lab.
class ProgramReaderTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void itIsAskedAsItIsDescribed() throws IOException {
        Path said = directory.resolve("said");
        ProgramReader reader = script("echo \"$@\" >> " + said, "echo '" + SavedPrograms.line(0) + "'");
        assertThat(reader.list(0)).hasSize(1);
        reader.show(12, 0.5);
        assertThat(reader.line(12)).isEqualTo(SavedPrograms.line(0));
        reader.load(Path.of("/a.bpf.o"), Optional.of("b"));
        assertThat(said).hasContent("list 0.0\nshow 12 0.5\nshow 12\nload /a.bpf.o b");
    }

    @Test
    void itsComplaintIsTheSentence() throws IOException {
        ProgramReader reader = script("echo 'program-reader: no program with the id 7 is loaded' >&2", "exit 1");
        assertThatThrownBy(() -> reader.show(7, 0))
                .isInstanceOf(ProbeException.class)
                .hasMessage("no program with the id 7 is loaded");
    }

    @Test
    void oneThatIsMissingOrSaysNothingOfUseIsNamed() throws IOException {
        assertThatThrownBy(() -> new ProgramReader(directory.resolve("none")).list(0))
                .isInstanceOf(ProbeException.class)
                .hasMessageContaining("build it with ./bench");
        ProgramReader reader = script("echo something");
        assertThatThrownBy(() -> reader.list(0))
                .isInstanceOf(ProbeException.class)
                .hasMessageContaining("no JSON");
        ProgramReader mute = script("exit 3");
        assertThatThrownBy(() -> mute.list(0))
                .isInstanceOf(ProbeException.class)
                .hasMessageContaining("broke off");
    }

    private ProgramReader script(String... lines) throws IOException {
        Path file = directory.resolve("reader");
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return new ProgramReader(file);
    }
}
