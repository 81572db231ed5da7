// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.net;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The CPU time of this process, all its threads together, also those that have ended.
///
/// By the nanosecond and up to date, as `clock_gettime` has it. What the JVM says of its process
/// (`OperatingSystemMXBean`) is from `times(2)` and goes in steps of 10 ms, 3 % of a window of 300 ms.
public final class ProcessClock {
    private static final int CLOCK_PROCESS_CPUTIME_ID = 2;
    private static final LibC LIBC = new LibC(Arena.global());

    private ProcessClock() {}

    public static long cpuNanos() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(16, 8);
            LIBC.clockGettime(CLOCK_PROCESS_CPUTIME_ID, time);
            return time.get(JAVA_LONG, 0) * 1_000_000_000 + time.get(JAVA_LONG, 8);
        }
    }
}
