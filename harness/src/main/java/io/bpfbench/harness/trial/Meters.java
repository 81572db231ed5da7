// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import io.bpfbench.harness.kernel.KernelFiles;
import io.bpfbench.harness.probe.LatencyProbe;
import io.bpfbench.reports.result.CpuFigures;
import io.bpfbench.workloads.http.HttpLoad;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

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
        OptionalLong probeNanos = probe.map(ProcessCpu::nanos).orElse(OptionalLong.of(0));
        return new Reading(machine.sample(), probeNanos, traffic.outsideNanos());
    }

    /// @param probeNanos CPU time of the probe's process; empty when it cannot be read
    /// @param ownNanos CPU time of this process outside the threads of load and target
    record Reading(CpuSample machine, OptionalLong probeNanos, long ownNanos) {
        /// The clocks of a process and of its threads are not read at one moment, so next to nothing can come out this
        /// much below it.
        private static final long SLACK_NANOS = 1_000_000;

        /// What lies between an earlier reading and this one.
        Use since(Reading begin) {
            CpuWindow window = CpuWindow.between(begin.machine, machine);
            List<String> notes = new ArrayList<>(window.notes());
            long own = ownNanos - begin.ownNanos;
            if (own < -SLACK_NANOS) {
                notes.add(
                        "the load's threads used more CPU time than their process, so the harness's own is not known");
            }
            long probe = 0;
            if (probeNanos.isPresent() && begin.probeNanos.isPresent()) {
                probe = probeNanos.getAsLong() - begin.probeNanos.getAsLong();
            } else {
                notes.add("the CPU time of the probe's own process could not be read");
            }
            return new Use(new CpuFigures(window.windowNanos(), window.shares(), probe, Math.max(0, own)), notes);
        }
    }

    /// @param notes what the user should know of it, one sentence each
    record Use(CpuFigures figures, List<String> notes) {}
}
