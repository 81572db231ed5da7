// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import io.bpfbench.workloads.net.ProcessClock;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/// CPU time of some threads of this JVM, and of all the rest of it: *harness outside load* is the whole process
/// without the threads of load generator and target.
///
/// Both figures are by the nanosecond and up to date: they are the kernel's thread and process CPU clocks
/// (`clock_gettime`), which bring a running thread's account up to now first. The process's own clock counts
/// threads that have ended, the compiler's and the collector's; those two therefore fall to the harness. Virtual
/// threads have no clock of their own and are refused.
///
/// A meter; thread-safe.
public final class ThreadCpu {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /// Both clocks of a process read this close together are one moment, by what a window of 300 ms has to tell.
    private static final long CLOSE_NANOS = 200_000;

    private static final int MOST_TRIES = 8;

    /// Last reading by thread, so that one that has ended still counts with what was seen of it.
    private final Map<Long, Long> nanosByThread = new LinkedHashMap<>();

    /// @throws IllegalArgumentException when one of them is a virtual thread
    public ThreadCpu(Collection<Thread> threads) {
        for (Thread thread : threads) {
            if (thread.isVirtual()) {
                throw new IllegalArgumentException(
                        "the JVM keeps no CPU time of virtual threads, such as " + thread.getName());
            }
            nanosByThread.put(thread.threadId(), 0L);
        }
    }

    /// CPU time of these threads since each began. A thread that has ended counts up to the last call before its end.
    public synchronized long nanos() {
        nanosByThread.replaceAll((id, last) -> Math.max(last, THREADS.getThreadCpuTime(id)));
        return nanosByThread.values().stream().mapToLong(Long::longValue).sum();
    }

    /// CPU time of this process outside these threads.
    ///
    /// The clocks of a process and of its threads cannot be read at one moment, and where a thread takes the CPU in
    /// between, what it used would be taken for the harness's. So the threads are read between two readings of the
    /// process, again when much was used in between, and the closest of a few tries counts.
    public synchronized long outsideNanos() {
        long outside = 0;
        long closest = Long.MAX_VALUE;
        for (int attempt = 0; attempt < MOST_TRIES && closest > CLOSE_NANOS; attempt++) {
            long before = processNanos();
            long threads = nanos();
            long used = processNanos() - before;
            if (used < closest) {
                closest = used;
                outside = before + used / 2 - threads;
            }
        }
        return Math.max(0, outside);
    }

    /// CPU time of this whole process since it began.
    public static long processNanos() {
        return ProcessClock.cpuNanos();
    }
}
