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

    /// With what the programs did in the runs alone: the window holds the calm before them and the run for nothing as
    /// well, and what the machine does by itself then is no cost of the trigger's.
    @Override
    public ProbeWindow attributed(ProbeWindow measured, ProbeWindow all, TriggerWindow counted) {
        return inTheRuns(all, counted);
    }

    static ProbeWindow inTheRuns(ProbeWindow all, TriggerWindow counted) {
        List<ProbeWindow.Hook> hooks = all.hooks().stream()
                .map(hook -> counted.events().stream()
                        .filter(each -> each.hook().equals(hook.hook()))
                        .findFirst()
                        .map(each -> inTheRuns(hook, each))
                        .orElse(hook))
                .toList();
        return new ProbeWindow(all.elapsedNanos(), hooks, all.latency(), all.lost());
    }

    private static ProbeWindow.Hook inTheRuns(ProbeWindow.Hook hook, TriggerWindow.Events events) {
        long runs = events.perRun().sum();
        return new ProbeWindow.Hook(
                hook.hook(), runs, runs, events.runTimeNanos(), hook.recursionMisses(), hook.copiesRun());
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
