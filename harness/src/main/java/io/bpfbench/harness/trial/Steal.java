// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import io.bpfbench.harness.kernel.KernelFiles;
import java.io.IOException;
import java.io.UncheckedIOException;

/// CPU time that the hypervisor took, from `/proc/stat` alone: a trial without other CPU figures reads nothing more.
final class Steal {
    private final KernelFiles files;
    private final long tickNanos;

    Steal(KernelFiles files) {
        this.files = files;
        this.tickNanos = ProcStat.tickNanos(files);
    }

    /// The counters now.
    ///
    /// @throws UncheckedIOException when `/proc/stat` cannot be read
    Reading read() {
        try {
            return new Reading(System.nanoTime(), tickNanos, ProcStat.read(files));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read /proc/stat: mount /proc", unreadable);
        }
    }

    /// @param nanos `System.nanoTime()` of the reading
    record Reading(long nanos, long tickNanos, ProcStat stat) {
        /// Share of the CPUs that were online both times, 0 to 1, in whole ticks; NaN when there was none.
        double shareSince(Reading begin) {
            long elapsed = nanos - begin.nanos;
            return stat.cpus().values().stream()
                    .flatMap(cpu -> begin.stat.cpu(cpu.cpu()).stream()
                            .map(before -> (double) (cpu.steal() - before.steal()) * tickNanos / elapsed))
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElse(Double.NaN);
        }
    }
}
