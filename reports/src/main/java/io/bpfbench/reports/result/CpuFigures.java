// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.util.List;

/// CPU use in the measurement window, from `/proc/stat`.
///
/// *Busy* is `1 − (idle + iowait) / elapsed`, because idle is kept exactly by a tickless kernel while user, system and
/// softirq are sampled at the timer tick (see `docs/METHODOLOGY.md`). Shares are of one CPU, 0 to 1.
///
/// @param windowNanos length of the window
/// @param cpus one entry per online CPU
/// @param probeNanos CPU time of the probe's own process in the window
/// @param harnessNanos CPU time of this harness outside load generator and target in the window
public record CpuFigures(long windowNanos, List<Share> cpus, long probeNanos, long harnessNanos) {
    public CpuFigures {
        cpus = List.copyOf(cpus);
        if (cpus.isEmpty()) {
            throw new IllegalArgumentException("a machine has at least one CPU");
        }
    }

    /// One CPU's shares of the window, each 0 to 1.
    public record Share(int cpu, double busy, double softirq, double steal, double iowait) {}

    /// Busy share of the whole machine, 0 to 1: the mean over its CPUs.
    public double busyShare() {
        return cpus.stream().mapToDouble(Share::busy).average().orElseThrow();
    }

    /// Share stolen by the hypervisor, 0 to 1: the mean over the CPUs.
    public double stealShare() {
        return cpus.stream().mapToDouble(Share::steal).average().orElseThrow();
    }
}
