// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import io.bpfbench.harness.kernel.KernelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Idle time by the nanosecond: the same counters that `/proc/stat` prints in steps of 10 ms, read from
/// `/proc/timer_list` (root only).
///
/// Is that sound? `/proc/stat` computes idle as `tick_sched.idle_sleeptime`, plus the sleep going on (now −
/// `idle_entrytime`) when the CPU is idle and nothing waits for I/O on it. `/proc/timer_list` prints both variables
/// as they stand, with the time of reading, all on `CLOCK_MONOTONIC`. Checked on Linux 6.1.192 and 6.18.44: the
/// value cut off to 10 ms is the `/proc/stat` column of the same moment. Two things are missing, and [CpuSample]
/// deals with them: whether the CPU sleeps at the moment (`idle_active` is not printed), and any consistency
/// between CPUs (they are printed one after the other, within some 100 µs). The CPU that reads is awake, so **with
/// one CPU the reading is exact**.
///
/// Format (`kernel/time/timer_list.c`): version v0.9 has `nohz_mode`, v0.10 (6.9 and later) `nohz` and `highres`. A
/// change under review moves the counters elsewhere and drops these lines in v0.11; then, and on a kernel without
/// tickless idle (mode 0, the counters stand still), this is empty and `/proc/stat` alone must do.
///
/// @param nowNanos `CLOCK_MONOTONIC` at the beginning of the reading
/// @param readNanos how long reading took
/// @param cpus by CPU number
public record IdleClock(long nowNanos, long readNanos, Map<Integer, Cpu> cpus) {
    /// One CPU's counters, in nanoseconds since boot.
    ///
    /// @param idleNanos time asleep with nothing to do, sleeps that have ended
    /// @param iowaitNanos time asleep while a task waits for I/O, sleeps that have ended
    /// @param entryNanos when the last sleep began, or ended
    public record Cpu(long idleNanos, long iowaitNanos, long entryNanos) {
        /// Not busy: idle and iowait together.
        public long idleAndWaitingNanos() {
            return idleNanos + iowaitNanos;
        }
    }

    public IdleClock {
        cpus = Collections.unmodifiableMap(new TreeMap<>(cpus));
    }

    /// The CPU of this number; empty when it is not online.
    public Optional<Cpu> cpu(int number) {
        return Optional.ofNullable(cpus.get(number));
    }

    /// The counters as they are now; empty when the file is not readable (not root) or does not hold them.
    public static Optional<IdleClock> read(KernelFiles files) {
        try {
            long begin = System.nanoTime();
            String text = Files.readString(files.path("/proc/timer_list"));
            long end = System.nanoTime();
            return parse(text, end - begin);
        } catch (IOException ignored) {
            return Optional.empty();
        }
    }

    static Optional<IdleClock> parse(String text, long readNanos) {
        long now = -1;
        Map<Integer, Cpu> cpus = new TreeMap<>();
        int cpu = -1;
        Map<String, Long> fields = new TreeMap<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("now at ")) {
                now = number(line.substring("now at ".length()));
            } else if (line.startsWith("cpu: ")) {
                cpu = (int) number(line.substring("cpu: ".length()));
                fields.clear();
            } else if (line.startsWith("jiffies: ") && cpu >= 0) {
                if (!complete(fields)) {
                    return Optional.empty();
                }
                cpus.put(
                        cpu,
                        new Cpu(
                                fields.getOrDefault("idle_sleeptime", 0L),
                                fields.getOrDefault("iowait_sleeptime", 0L),
                                fields.getOrDefault("idle_entrytime", 0L)));
            } else if (line.startsWith("  .") && line.indexOf(':') > 0) {
                int colon = line.indexOf(':');
                fields.put(line.substring(3, colon).strip(), number(line.substring(colon + 1)));
            }
        }
        return now < 0 || cpus.isEmpty() ? Optional.empty() : Optional.of(new IdleClock(now, readNanos, cpus));
    }

    private static boolean complete(Map<String, Long> fields) {
        boolean tickless = fields.getOrDefault("nohz", fields.getOrDefault("nohz_mode", 0L)) != 0;
        return tickless
                && fields.containsKey("idle_sleeptime")
                && fields.containsKey("iowait_sleeptime")
                && fields.containsKey("idle_entrytime");
    }

    /// The number at the beginning of a text such as ` 759248411755 nsecs`; −1 when there is none.
    private static long number(String text) {
        String word = text.strip().split(" ")[0];
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException ignored) {
            return -1;
        }
    }
}
