// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/// CPU time of some threads of this JVM, and of all the rest of it: *harness outside load* is the whole process
/// without the threads of load generator and target.
///
/// Both figures are by the nanosecond and up to date: the JVM asks the kernel's thread and process CPU clocks
/// (`clock_gettime`), which bring a running thread's account up to now first. The process's own clock counts
/// threads that have ended, the compiler's and the collector's; those two therefore fall to the harness. Virtual
/// threads have no clock of their own and are refused.
///
/// A meter; thread-safe.
public final class ThreadCpu {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final com.sun.management.OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);

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
    public synchronized long outsideNanos() {
        long threads = nanos();
        return Math.max(0, processNanos() - threads);
    }

    /// CPU time of this whole process since it began.
    public static long processNanos() {
        return SYSTEM.getProcessCpuTime();
    }
}
