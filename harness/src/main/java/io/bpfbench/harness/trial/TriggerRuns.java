// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import io.bpfbench.harness.probe.TriggerRunner;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.Program;
import io.bpfbench.reports.result.Stage;
import io.bpfbench.reports.result.TrafficFigures;
import io.bpfbench.reports.result.Trigger;
import io.bpfbench.reports.result.TriggerFigures;
import io.bpfbench.reports.result.TriggerWindow;
import java.nio.file.Path;
import java.util.List;

/// Runs of the user's command.
record TriggerRuns(Trigger trigger, TriggerRunner runner) implements Exercise<TriggerWindow> {
    /// @param trigger its first word is the path of a program
    /// @param probe the `latency-probe` executable, with `trigger-runner` beside it
    static TriggerRuns start(Trigger trigger, Path probe) {
        return new TriggerRuns(trigger, TriggerRunner.start(TriggerRunner.beside(probe), trigger));
    }

    @Override
    public TriggerWindow uncounted(Stage stage) {
        return counted(stage, List.of());
    }

    @Override
    public TriggerWindow counted(Stage stage, List<Program> programs) {
        TriggerRunner.Ran ran = runner.run(trigger.runs(), programs);
        return new TriggerWindow(stage, ran.elapsedNanos(), ran.cpuNanos(), ran.events());
    }

    /// A run of a command makes many events, of which the kernel tells the sum alone.
    @Override
    public ProbeWindow attributed(ProbeWindow measured, ProbeWindow all, TriggerWindow counted) {
        return all;
    }

    @Override
    public TrafficFigures figures(List<TriggerWindow> windows, double stealShare) {
        return new TriggerFigures(windows, stealShare);
    }

    @Override
    public void close() {
        runner.close();
    }
}
