// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import io.bpfbench.harness.kernel.KernelFiles;
import io.bpfbench.harness.probe.LatencyProbe;
import io.bpfbench.reports.result.CpuFigures;
import io.bpfbench.workloads.http.HttpLoad;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Everything about CPU time that is read at both ends of a measurement window.
final class Meters {
    private final CpuSampler machine;
    private final Optional<ProcessCpu> probe;
    private final ThreadCpu traffic;

    Meters(KernelFiles files, Target target, HttpLoad load, Optional<LatencyProbe> probe) {
        this.machine = new CpuSampler(files);
        this.probe = probe.map(child -> new ProcessCpu(files, child.pid()));
        List<Thread> traffic = new ArrayList<>(target.threads());
        traffic.addAll(load.threads());
        this.traffic = new ThreadCpu(traffic);
    }

    Reading read() {
        long probeNanos = probe.map(child -> child.nanos().orElse(0)).orElse(0L);
        return new Reading(machine.sample(), probeNanos, traffic.outsideNanos());
    }

    /// @param ownNanos CPU time of this process outside the threads of load and target
    record Reading(CpuSample machine, long probeNanos, long ownNanos) {
        /// What lies between an earlier reading and this one.
        Use since(Reading begin) {
            CpuWindow window = CpuWindow.between(begin.machine, machine);
            // The clocks of a process and of its threads are not read at one moment, so next to nothing can come out
            // below it.
            long own = Math.max(0, ownNanos - begin.ownNanos);
            CpuFigures figures =
                    new CpuFigures(window.windowNanos(), window.shares(), probeNanos - begin.probeNanos, own);
            return new Use(figures, window.notes());
        }
    }

    /// @param notes what the user should know of it, one sentence each
    record Use(CpuFigures figures, List<String> notes) {}
}
