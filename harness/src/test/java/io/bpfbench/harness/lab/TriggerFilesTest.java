// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfbench.harness.run.RunException;
import io.bpfbench.reports.result.Trigger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TriggerFilesTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void theRunnerIsBuilt() throws IOException {
        Files.createFile(directory.resolve("trigger-runner"));
        Files.createDirectory(directory.resolve("empty"));
    }

    @Test
    void aProgramStandsUnderItsOwnPathWithItsLibraries() {
        Trigger named = trigger(Map.of(), "sh", "-c", "true");
        Trigger found = TriggerFiles.inGuest(named);
        assertThat(found.command()).endsWith("-c", "true");
        assertThat(found.command().getFirst()).startsWith("/").endsWith("/sh");
        assertThat(names(found))
                .contains(
                        "/bench/probe-native/build/trigger-runner",
                        found.command().getFirst())
                .containsAll(SharedLibraries.of(List.of(Path.of(found.command().getFirst())), directory).stream()
                        .map(Path::toString)
                        .toList());
    }

    @Test
    void aScriptBringsWhatInterpretsIt() throws IOException {
        Path plain = script("plain", "#!/bin/sh -e");
        assertThat(names(trigger(Map.of(), plain.toString()))).contains(inGuest(plain), "/bin/sh");
        Path looked = script("looked", "#!/usr/bin/env -S A=b sh -e");
        assertThat(names(trigger(Map.of(), looked.toString())))
                .contains(inGuest(looked), "/usr/bin/env")
                .anyMatch(name -> name.endsWith("/sh"));
        Path none = script("none", "#!/nowhere/to/be/found");
        assertThatThrownBy(() -> names(trigger(Map.of(), none.toString())))
                .isInstanceOf(RunException.class)
                .hasMessage("there is no program /nowhere/to/be/found");
    }

    @Test
    void filesOfTheUserStandWhereTheyWereWanted() throws IOException {
        Path script = script("plain", "#!/bin/sh");
        Path file = Files.writeString(directory.resolve("words"), "words");
        assertThat(names(trigger(Map.of("/etc/words", file.toString()), script.toString())))
                .contains("/etc/words");
        Files.delete(file);
        assertThatThrownBy(() -> names(trigger(Map.of("/etc/words", file.toString()), script.toString())))
                .isInstanceOf(RunException.class)
                .hasMessage("there is no file " + file + " any more to take into the guest as /etc/words");
    }

    /// A guest has an empty /tmp of its own, mounted over what its image holds there.
    private static String inGuest(Path program) {
        String path = TriggerFiles.inGuest(trigger(Map.of(), program.toString()))
                .command()
                .getFirst();
        assertThat(path)
                .isEqualTo(program.startsWith("/tmp") ? "/bench/trigger/" + program.getFileName() : program.toString());
        return path;
    }

    private List<String> names(Trigger trigger) {
        return TriggerFiles.of(trigger, directory.resolve("latency-probe"), directory.resolve("empty")).stream()
                .map(GuestFile::path)
                .toList();
    }

    private static Trigger trigger(Map<String, String> files, String... command) {
        return new Trigger(List.of(command), 1, 1, files);
    }

    private Path script(String name, String first) throws IOException {
        Path file = Files.writeString(directory.resolve(name), first + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
