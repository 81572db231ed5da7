// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import io.bpfbench.harness.run.RunException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// What a tool that was run to its end has said.
///
/// @param status its exit status
/// @param output its standard output
/// @param errors its standard error
record Subprocess(int status, String output, String errors) {

    /// Runs a tool to its end, with an empty standard input and messages in English.
    ///
    /// @param directory its working directory
    /// @throws RunException when it is not there or takes longer than the limit, after which it has been ended
    static Subprocess run(Path directory, Duration limit, List<String> command) {
        try {
            Path output = Files.createTempFile("bpfbench-", ".out");
            Path errors = Files.createTempFile("bpfbench-", ".err");
            try {
                return new Subprocess(status(directory, limit, command, output, errors), text(output), text(errors));
            } finally {
                Files.deleteIfExists(output);
                Files.deleteIfExists(errors);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    boolean succeeded() {
        return status == 0;
    }

    /// The last line it complained with, for use inside a sentence.
    String lastWords() {
        return Stream.of(errors, output)
                .flatMap(
                        text -> text.lines().filter(line -> !line.isBlank()).reduce((first, second) -> second).stream())
                .findFirst()
                .map(String::strip)
                .orElse("exit status " + status);
    }

    /// The executable of that name in `PATH` or in the directories for administrators' tools, which people who are not
    /// root often lack.
    static Optional<Path> find(String name) {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
        return Stream.of(path.split(":"))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static int status(Path directory, Duration limit, List<String> command, Path output, Path errors) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().put("LC_ALL", "C");
        Process process;
        try {
            process = builder.start();
        } catch (IOException missing) {
            throw new RunException("cannot run " + command.getFirst() + " (" + missing.getMessage() + ")");
        }
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new RunException(command.getFirst() + " did not end within " + limit.toSeconds() + " s");
            }
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RunException(command.getFirst() + " was interrupted");
        } finally {
            process.destroyForcibly();
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
