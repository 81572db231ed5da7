// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import io.bpfbench.harness.probe.TriggerRunner;
import io.bpfbench.harness.run.ProgramFile;
import io.bpfbench.harness.run.RunException;
import io.bpfbench.reports.result.Trigger;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What a guest needs to run a trigger that stands on this machine: its program under its own path, for a script its
/// interpreter, the libraries of both, what the user names besides, and `trigger-runner`.
final class TriggerFiles {
    /// More scripts that interpret scripts than these the kernel does not follow either (`bprm_execve` in fs/exec.c).
    private static final int MOST_INTERPRETERS = 5;

    private static final int LONGEST_FIRST_LINE = 256;

    private TriggerFiles() {}

    /// What is mounted in a guest hides what stands there in its image (`mount_points` in probe-native/init/init.c).
    private static final List<Path> HIDDEN =
            List.of(Path.of("/tmp"), Path.of("/dev"), Path.of("/proc"), Path.of("/sys"));

    private static final Path INSTEAD = Path.of("/bench/trigger");

    /// The trigger as a guest runs it: its program by its path there.
    static Trigger inGuest(Trigger trigger) {
        return trigger.withProgram(path(program(trigger)).toString());
    }

    private static Path program(Trigger trigger) {
        return Path.of(ProgramFile.find(trigger.command().getFirst()));
    }

    /// Where a program of this machine stands in a guest.
    private static Path path(Path program) {
        return HIDDEN.stream().anyMatch(program::startsWith) ? INSTEAD.resolve(program.getFileName()) : program;
    }

    /// @param probe the `latency-probe` executable, with `trigger-runner` beside it
    /// @param empty a directory without programs
    /// @throws RunException when something of it is not on this machine
    static List<GuestFile> of(Trigger trigger, Path probe, Path empty) {
        List<GuestFile> files = new ArrayList<>();
        files.add(GuestFile.copy(
                TriggerRunner.beside(probe),
                TriggerRunner.beside(Path.of(GuestImage.PROBE)).toString()));
        Set<Path> programs = new LinkedHashSet<>();
        add(program(trigger), programs);
        programs.forEach(
                program -> files.add(GuestFile.copy(program, path(program).toString())));
        trigger.files().forEach((name, file) -> {
            Path source = Path.of(file);
            if (!Files.isReadable(source)) {
                throw new RunException("there is no file " + file + " any more to take into the guest as " + name);
            }
            files.add(GuestFile.copy(source, name));
            if (Files.isExecutable(source)) {
                programs.add(source);
            }
        });
        SharedLibraries.of(List.copyOf(programs), empty)
                .forEach(library -> files.add(GuestFile.copy(library, library.toString())));
        return files;
    }

    /// A program, and what interprets it where it is a script.
    private static void add(Path program, Set<Path> programs) {
        if (programs.size() <= MOST_INTERPRETERS && programs.add(program)) {
            List<String> line = interpreter(program);
            if (!line.isEmpty()) {
                add(Path.of(ProgramFile.find(line.getFirst())), programs);
                // #!/usr/bin/env NAME
                if (line.size() > 1 && Path.of(line.getFirst()).endsWith("env")) {
                    line.stream()
                            .skip(1)
                            .filter(word -> !word.startsWith("-") && !word.contains("="))
                            .findFirst()
                            .ifPresent(name -> add(Path.of(ProgramFile.find(name)), programs));
                }
            }
        }
    }

    /// The words behind `#!`; none of what is no script.
    private static List<String> interpreter(Path program) {
        try (InputStream from = Files.newInputStream(program)) {
            String begin = new String(from.readNBytes(LONGEST_FIRST_LINE), StandardCharsets.ISO_8859_1);
            return begin.startsWith("#!")
                    ? List.of(begin.substring(2)
                            .lines()
                            .findFirst()
                            .orElse("")
                            .strip()
                            .split("\\s+"))
                    : List.of();
        } catch (IOException unreadable) {
            throw new RunException("cannot read " + program + " to take it into a guest");
        }
    }
}
