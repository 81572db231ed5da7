// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.run;

import io.bpfbench.harness.probe.OwnObject;
import io.bpfbench.reports.result.RunEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/// Where one run's files stand.
public record RunDirectory(Path path) {
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /// Makes the directory of a run that begins: the one asked for, or `bench-results/<UTC time>-<where>` here.
    ///
    /// @throws RunException when it cannot be made or holds a run already
    public static RunDirectory create(Optional<Path> asked, RunEvent.RunStarted started) {
        return create(asked, started.startedAt(), started.place().name().toLowerCase(Locale.ROOT));
    }

    /// Makes the directory of a run that begins: the one asked for, or `bench-results/<UTC time>-<what>` here.
    ///
    /// @throws RunException when it cannot be made or holds a run already
    public static RunDirectory create(Optional<Path> asked, Instant startedAt, String what) {
        Path path = asked.orElseGet(() -> Path.of("bench-results", NAME.format(startedAt) + "-" + what));
        RunDirectory directory = new RunDirectory(path);
        if (Files.exists(directory.journal())) {
            throw new RunException(path
                    + " holds a run already: name another directory with --output, or finish it with --resume " + path);
        }
        try {
            Files.createDirectories(path);
        } catch (IOException failed) {
            throw new RunException(
                    "cannot make the directory " + path + " (" + failed.getMessage() + "): name another with --output");
        }
        return directory;
    }

    /// The directory of an earlier run.
    ///
    /// @throws RunException when there is none
    public static RunDirectory existing(Path path) {
        RunDirectory directory = new RunDirectory(path);
        if (!Files.isRegularFile(directory.journal())) {
            throw new RunException("there is no run.jsonl in " + path + ": name the directory of an interrupted run");
        }
        return directory;
    }

    public Path journal() {
        return path.resolve("run.jsonl");
    }

    /// Where the run's own object stands, when it measures one.
    public Path object() {
        return path.resolve("probe.bpf.o");
    }

    /// Keeps the object that is measured, so that the run can be finished, and repeated, by what stands here.
    ///
    /// @throws RunException when it cannot be written
    public void keep(OwnObject measured) {
        try {
            Files.copy(measured.file(), object(), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new RunException("cannot copy " + measured.file() + " to " + object() + " (" + failed.getMessage()
                    + "): name another directory with --output");
        }
    }

    /// Copies the JMH result JSON to where `-rff` wants it.
    ///
    /// @throws RunException when it cannot be written
    public void copyJmhResult(Path to) {
        try {
            Files.copy(path.resolve("jmh.json"), to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new RunException(
                    "cannot write " + to + " (" + failed.getMessage() + "): name another file with -rff");
        }
    }
}
