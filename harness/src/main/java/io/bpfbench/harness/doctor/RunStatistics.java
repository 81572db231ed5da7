// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.doctor;

import io.bpfbench.harness.kernel.KernelFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whether the kernel counts the runs of programs: a sysctl says so, or a process holds a file of `BPF_ENABLE_STATS`,
/// which the sysctl does not show (`bpf_enable_runtime_stats`, kernel/bpf/syscall.c).
///
/// @param sysctl `kernel.bpf_stats_enabled`
/// @param writable whether that can be set from here, as far as its mount and mode tell
/// @param holders the processes, such as `bpftool 4711`: those that we may see
public record RunStatistics(Optional<String> sysctl, boolean writable, List<String> holders) {
    private static final String SYSCTL = "/proc/sys/kernel/bpf_stats_enabled";
    private static final String FILE = "anon_inode:bpf-stats";
    private static final String COST = "They cost every run of every program some 20 ns.";

    public RunStatistics {
        holders = List.copyOf(holders);
    }

    static RunStatistics read(KernelFiles files) {
        List<String> holders = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(files.path("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process)) {
                    String pid = String.valueOf(process.getFileName());
                    holders.add(files.text("/proc/" + pid + "/comm").orElse("process") + " " + pid);
                }
            }
        } catch (IOException ignored) {
            // No /proc: the sysctl cannot be read either.
        }
        return new RunStatistics(files.text(SYSCTL), Files.isWritable(files.path(SYSCTL)), holders);
    }

    private static boolean holds(Path process) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (Files.isSymbolicLink(descriptor)
                        && Files.readSymbolicLink(descriptor).toString().equals(FILE)) {
                    return true;
                }
            }
        } catch (IOException ignored) {
            // It ended, or is not ours to look into.
        }
        return false;
    }

    /// Nothing while they are off.
    List<Line> lines(Observations seen) {
        List<Line> lines = new ArrayList<>();
        sysctl.filter(value -> !value.equals("0")).ifPresent(value -> lines.add(switchedOn(value, seen)));
        if (!holders.isEmpty()) {
            String who = String.join(", ", holders);
            lines.add(Line.note(
                    "bpf_stats_held",
                    who,
                    "Run statistics are on: held by " + who,
                    (lines.isEmpty() ? COST + " " : "") + "They end with the process, whatever the sysctl says."));
        }
        return lines;
    }

    private Line switchedOn(String value, Observations seen) {
        Line line =
                Line.note("bpf_stats", value, "Run statistics are on (kernel.bpf_stats_enabled=" + value + ")", COST);
        return seen.root() && !writable
                ? line.explained(
                        "/proc/sys is read-only here: this is a container without the right to change its host.")
                : line.mendedBy(seen.command("sysctl -w kernel.bpf_stats_enabled=0"));
    }
}
