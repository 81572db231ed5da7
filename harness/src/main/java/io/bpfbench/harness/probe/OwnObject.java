// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.probe;

import io.bpfbench.reports.result.ProbedObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A BPF object that others made, to be loaded in place of the latency probe.
///
/// @param file where it stands
/// @param what what it was when it was first looked at
/// @param changes what in it may change what the kernel or a process does, a clause each; only where it was looked at
public record OwnObject(Path file, ProbedObject what, List<String> changes) {
    public OwnObject {
        changes = List.copyOf(changes);
    }

    /// One that was looked at before.
    public OwnObject(Path file, ProbedObject what) {
        this(file, what, List.of());
    }

    /// Looks into an object, without loading anything.
    ///
    /// @param only names of the programs to measure; empty for all that are on by default
    /// @param probe the `latency-probe` executable, with `object-probe` beside it
    /// @throws ProbeException when it cannot be measured anywhere: no BPF object, no program in it, a section that
    ///     cannot be attached without help
    public static OwnObject read(Path file, List<String> only, Path probe) {
        List<String> command =
                new ArrayList<>(List.of(beside(probe).toString(), "--list", "--object", file.toString()));
        if (!only.isEmpty()) {
            command.addAll(List.of("--programs", String.join(",", only)));
        }
        JsonNode list = ProbeMessages.parse(said(command));
        return new OwnObject(
                file,
                new ProbedObject(file.getFileName().toString(), sha256(file), ProbeMessages.parts(list)),
                ProbeMessages.changes(list));
    }

    /// Where it may do more than look: one sentence that says so.
    public Optional<String> warning() {
        return changes.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        what.name() + " may change what the kernel or a process does: " + String.join("; ", changes));
    }

    /// The `object-probe` executable.
    ///
    /// @param probe the `latency-probe` executable
    public static Path beside(Path probe) {
        return probe.resolveSibling("object-probe");
    }

    /// @throws ProbeException when the file is not what it was
    void requireUnchanged() {
        String now = sha256(file);
        if (!now.equals(what.sha256())) {
            throw new ProbeException(what.name() + " is another one than when the run began (sha256 "
                    + now.substring(0, 12) + ", was " + what.sha256().substring(0, 12)
                    + "): trials of two objects are never mixed; begin a new run");
        }
    }

    /// As options of the `object-probe` executable.
    List<String> options() {
        return List.of(
                "--object",
                file.toString(),
                "--programs",
                String.join(
                        ",",
                        what.programs().stream().map(ProbedObject.Part::name).toList()));
    }

    private static String sha256(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException failed) {
            throw new ProbeException("cannot read " + file + " (" + failed.getMessage() + ")");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java has it
        }
    }

    private static String said(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).start();
            process.getOutputStream().close();
            // What it says in error is one sentence, which a pipe holds; so the two are read one after the other.
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String complaint = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new ProbeException(complaint.strip().replaceFirst("^object-probe: ", ""));
            }
            return said;
        } catch (IOException missing) {
            throw new ProbeException("cannot start the probe at " + command.getFirst() + " (" + missing.getMessage()
                    + "): build it with ./bench or make -C probe-native");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ProbeException("interrupted while looking into " + command.getLast());
        }
    }
}
