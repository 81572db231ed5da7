// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import io.bpfbench.harness.kernel.KernelFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The `cpuN` lines of `/proc/stat`: one per *online* CPU, in clock ticks of [#tickNanos(KernelFiles)] since boot.
///
/// What the columns are worth (`fs/proc/stat.c`, `kernel/sched/cputime.c`, `kernel/time/tick-sched.c`, Linux 6.1
/// and 6.18):
///
/// - **idle, iowait** come from `get_cpu_idle_time_us` and `get_cpu_iowait_time_us` wherever the kernel is tickless
///   (`CONFIG_NO_HZ_COMMON`, not `nohz=off`): the clock is read when a CPU goes idle and when it wakes or takes an
///   interrupt, and a sleep going on counts up to the moment of reading. Exact, but printed in whole ticks, cut
///   off: **a reading is up to 10 ms too low, a difference off by up to 10 ms either way**, in each of the two
///   columns.
/// - **user, nice, system, irq, softirq** are *sampled*: each timer tick charges a whole tick to what it
///   interrupted (`account_process_tick`), unless `CONFIG_IRQ_TIME_ACCOUNTING` times interrupts, or a CPU is in
///   full-dynticks mode (`nohz_full`). A load that wakes in step with the tick is over- or under-counted without
///   limit, and so their sum is **not** the elapsed time, and must not be divided by. In the saved windows of
///   Linux 6.1 they see 27 of 33 busy ticks.
/// - **iowait** may step back and trade with idle: which of the two a sleep belongs to is decided by a count that
///   other CPUs change without a lock. Their sum does not suffer, and only it is used for *busy*.
/// - **steal** is what the hypervisor says, added up at ticks. Time stolen while a CPU waited to wake counts as
///   idle too.
/// - **guest** is contained in user, **guest_nice** in nice; neither is added again.
///
/// @param cpus by CPU number
public record ProcStat(Map<Integer, Cpu> cpus) {
    /// One CPU's counters, in ticks since boot.
    public record Cpu(
            int cpu, long user, long nice, long system, long idle, long iowait, long irq, long softirq, long steal) {
        /// Not busy: idle and iowait together.
        public long idleAndWaiting() {
            return idle + iowait;
        }
    }

    /// Type of the entry of the auxiliary vector that holds `USER_HZ` (`AT_CLKTCK`, `include/uapi/linux/auxvec.h`).
    private static final long AT_CLKTCK = 17;

    public ProcStat {
        cpus = Collections.unmodifiableMap(new TreeMap<>(cpus));
    }

    /// The CPU of this number; empty when it is not online.
    public Optional<Cpu> cpu(int number) {
        return Optional.ofNullable(cpus.get(number));
    }

    /// The counters as they are now.
    ///
    /// @throws IOException when `/proc/stat` cannot be read
    public static ProcStat read(KernelFiles files) throws IOException {
        return parse(Files.readString(files.path("/proc/stat")));
    }

    /// Reads the text of a `/proc/stat`.
    ///
    /// @throws IllegalArgumentException when no CPU is in it or a line is cut off
    public static ProcStat parse(String text) {
        Map<Integer, Cpu> cpus = new TreeMap<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("cpu") && line.length() > 3 && Character.isDigit(line.charAt(3))) {
                String[] words = line.split(" ");
                if (words.length < 9) {
                    throw new IllegalArgumentException("a CPU of /proc/stat has fewer than eight columns: " + line);
                }
                int cpu = Integer.parseInt(words[0].substring(3));
                cpus.put(
                        cpu,
                        new Cpu(
                                cpu,
                                Long.parseLong(words[1]),
                                Long.parseLong(words[2]),
                                Long.parseLong(words[3]),
                                Long.parseLong(words[4]),
                                Long.parseLong(words[5]),
                                Long.parseLong(words[6]),
                                Long.parseLong(words[7]),
                                Long.parseLong(words[8])));
            }
        }
        if (cpus.isEmpty()) {
            throw new IllegalArgumentException("no CPU in /proc/stat");
        }
        return new ProcStat(cpus);
    }

    /// Nanoseconds of one clock tick as user space sees it, `USER_HZ`: 10 ms on all but a few historical
    /// architectures, and nothing to do with the kernel's own `CONFIG_HZ`. Taken from `/proc/self/auxv`, where the
    /// C library has it from too.
    public static long tickNanos(KernelFiles files) {
        try {
            ByteBuffer vector = ByteBuffer.wrap(Files.readAllBytes(files.path("/proc/self/auxv")))
                    .order(ByteOrder.nativeOrder());
            while (vector.remaining() >= 2 * Long.BYTES) {
                long type = vector.getLong();
                long value = vector.getLong();
                if (type == AT_CLKTCK && value > 0) {
                    return 1_000_000_000L / value;
                }
            }
        } catch (IOException ignored) {
            // Not there in a saved root; the value has been 100 since Linux 2.4 on everything we run on.
        }
        return 10_000_000L;
    }
}
