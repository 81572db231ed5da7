// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import io.bpfbench.harness.kernel.KernelFiles;
import io.bpfbench.harness.probe.LatencyProbe;
import io.bpfbench.reports.result.CpuFigures;
import io.bpfbench.workloads.http.LoadWindow;
import java.util.List;
import java.util.Optional;

/// Everything about CPU time that is read at both ends of a measurement window.
final class Meters {
    private final CpuSampler machine;
    private final Optional<ProcessCpu> probe;
    private final ThreadCpu served;

    Meters(KernelFiles files, Target target, Optional<LatencyProbe> probe) {
        this.machine = new CpuSampler(files);
        this.probe = probe.map(child -> new ProcessCpu(files, child.pid()));
        this.served = new ThreadCpu(target.threads());
    }

    Reading read() {
        long probeNanos = probe.map(child -> child.nanos().orElse(0)).orElse(0L);
        return new Reading(machine.sample(), probeNanos, served.outsideNanos());
    }

    /// @param ownNanos CPU time of this process outside the target's threads
    record Reading(CpuSample machine, long probeNanos, long ownNanos) {
        /// What the user should know of the CPUs between two readings, one sentence each.
        List<String> notesSince(Reading begin) {
            return CpuWindow.between(begin.machine, machine).notes();
        }

        /// The figures of the window between two readings.
        ///
        /// @param load the load's figures of about the same window, whose threads are not the harness's own work
        CpuFigures since(Reading begin, LoadWindow load) {
            CpuWindow window = CpuWindow.between(begin.machine, machine);
            return new CpuFigures(
                    window.windowNanos(),
                    window.shares(),
                    probeNanos - begin.probeNanos,
                    Math.max(0, ownNanos - begin.ownNanos - load.loadCpuNanos()));
        }
    }
}
