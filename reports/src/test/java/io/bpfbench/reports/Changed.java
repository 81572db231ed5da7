// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Design;
import io.bpfbench.reports.result.Environment;
import io.bpfbench.reports.result.HttpTraffic;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.result.Trial;
import java.util.List;

/// Copies of a run as it would have gone after a change.
public final class Changed {
    private Changed() {}

    /// With a probe whose every run takes so much longer.
    public static RunRecord slower(RunRecord record, long nanos) {
        RunRecord changed = record;
        for (Trial trial : record.trials()) {
            changed = Altered.probe(
                    changed,
                    trial.block(),
                    trial.arm(),
                    probe -> new ProbeFigures(
                            probe.attach(),
                            probe.programs(),
                            probe.floorPrograms(),
                            probe.measured(),
                            longer(probe.attributed(), nanos),
                            probe.floor(),
                            probe.stages(),
                            probe.chain()));
        }
        return changed;
    }

    private static ProbeWindow longer(ProbeWindow window, long nanos) {
        return new ProbeWindow(
                window.elapsedNanos(),
                window.hooks().stream()
                        .map(hook -> new ProbeWindow.Hook(
                                hook.hook(),
                                hook.events(),
                                hook.runCount(),
                                hook.runTimeNanos() + nanos * hook.runCount(),
                                hook.recursionMisses(),
                                hook.copiesRun()))
                        .toList(),
                window.latency(),
                window.lost());
    }

    public static RunRecord rate(RunRecord record, double ratePerSecond) {
        Design old = record.started().design();
        HttpTraffic http = old.http().orElseThrow();
        return started(
                record,
                old.withTraffic(new HttpTraffic(
                        http.maxWarmUpNanos(),
                        http.measurementNanos(),
                        http.attributionNanos(),
                        ratePerSecond,
                        http.connections(),
                        http.pipeline(),
                        http.wakeUpNanos(),
                        http.url())),
                record.started().environment());
    }

    public static RunRecord kernel(RunRecord record, String kernel) {
        Environment old = record.started().environment();
        return started(record, record.started().design(), environment(old, kernel, old.cpus()));
    }

    public static RunRecord cpus(RunRecord record, int cpus) {
        Environment old = record.started().environment();
        return started(record, record.started().design(), environment(old, old.kernel(), cpus));
    }

    private static Environment environment(Environment old, String kernel, int cpus) {
        return new Environment(
                kernel,
                old.architecture(),
                old.cpuModel(),
                cpus,
                old.memoryBytes(),
                old.operatingSystem(),
                old.jdk(),
                old.settings(),
                old.more());
    }

    /// With one cell and the baselines.
    public static RunRecord only(RunRecord record, Cell cell) {
        Design old = record.started().design();
        RunRecord started = started(
                record,
                new Design(List.of(cell), old.blocks(), old.preset(), old.traffic(), old.attach()),
                record.started().environment());
        return Altered.trials(
                started,
                record.trials().stream()
                        .filter(trial -> !(trial.arm() instanceof Cell other) || other.equals(cell))
                        .toList());
    }

    private static RunRecord started(RunRecord record, Design design, Environment environment) {
        RunEvent.RunStarted old = record.started();
        return new RunRecord(
                new RunEvent.RunStarted(
                        old.schema(),
                        old.version(),
                        old.startedAt(),
                        old.command(),
                        old.place(),
                        old.clock(),
                        old.placeReason(),
                        old.seed(),
                        design,
                        environment),
                record.guests(),
                record.findings(),
                record.begun(),
                record.trials(),
                record.failures(),
                record.warnings(),
                record.complete());
    }
}
