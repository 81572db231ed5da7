// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import io.bpfbench.harness.kernel.KernelFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// CPU time of another process: the probe's own, in user space and in its system calls. What its BPF programs use
/// is *not* in it; the kernel charges that to whoever ran into the hook.
///
/// By the nanosecond from the first field of `/proc/PID/task/TID/schedstat` (`se.sum_exec_runtime`, needs
/// `CONFIG_SCHED_INFO`), summed over the threads. (`/proc/PID/schedstat` is the first thread's alone.) The kernel
/// prints the value of its last look at the thread, so a thread running at this very moment is late by up to one
/// tick of `CONFIG_HZ`. Otherwise utime + stime of `/proc/PID/stat`, in ticks of 10 ms.
///
/// A meter for one process; not thread-safe.
public final class ProcessCpu {
    private final KernelFiles files;
    private final long pid;
    private final long tickNanos;
    /// Last reading of each thread, so that a thread that has ended still counts with what was seen of it.
    private final Map<String, Long> threads = new HashMap<>();

    public ProcessCpu(KernelFiles files, long pid) {
        this.files = files;
        this.pid = pid;
        this.tickNanos = ProcStat.tickNanos(files);
    }

    /// CPU time since the process began, in nanoseconds; empty when it is gone, or hidden from this user.
    public OptionalLong nanos() {
        Path tasks = files.path("/proc/" + pid + "/task");
        boolean complete = true;
        boolean any = false;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(tasks)) {
            for (Path task : entries) {
                String tid = String.valueOf(task.getFileName());
                Optional<Long> ran = files.text("/proc/" + pid + "/task/" + tid + "/schedstat")
                        .map(text -> Long.parseLong(text.split(" ")[0]));
                ran.ifPresent(nanos -> threads.put(tid, nanos));
                any |= ran.isPresent();
                // A thread may end between the listing and the reading.
                complete &= ran.isPresent() || !Files.exists(task);
            }
        } catch (IOException ignored) {
            complete = false;
        }
        if (any && complete) {
            return OptionalLong.of(
                    threads.values().stream().mapToLong(Long::longValue).sum());
        }
        return inTicks();
    }

    private OptionalLong inTicks() {
        return files.text("/proc/" + pid + "/stat")
                .map(text -> text.substring(text.lastIndexOf(')') + 1).strip().split(" "))
                .filter(fields -> fields.length > 12)
                .map(fields -> OptionalLong.of((Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * tickNanos))
                .orElse(OptionalLong.empty());
    }
}
