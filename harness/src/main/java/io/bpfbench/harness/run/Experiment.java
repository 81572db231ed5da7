// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.run;

import io.bpfbench.harness.kernel.KernelFiles;
import io.bpfbench.harness.kernel.SettingsLease;
import io.bpfbench.harness.matrix.Slot;
import io.bpfbench.harness.probe.ProbeException;
import io.bpfbench.harness.probe.ProbeSpec;
import io.bpfbench.harness.probe.TriggerRunner;
import io.bpfbench.harness.trial.CellCode;
import io.bpfbench.harness.trial.Feasibility;
import io.bpfbench.harness.trial.StageRunner;
import io.bpfbench.harness.trial.Target;
import io.bpfbench.harness.trial.TrialException;
import io.bpfbench.harness.trial.TrialRunner;
import io.bpfbench.harness.trial.Workbench;
import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.HttpTraffic;
import io.bpfbench.reports.result.PingPong;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.Trial;
import io.bpfbench.reports.result.Trigger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/// The trials of a plan, run one after the other on this machine: the same code on the host and inside a guest.
public final class Experiment {
    private final Plan plan;
    private final KernelFiles files;
    private final SettingsLease lease;
    private final Path probe;
    private final Consumer<RunEvent> events;

    /// @param lease held by the caller, who restores it
    /// @param probe the `latency-probe` executable, with what fills windows beside it
    public Experiment(Plan plan, KernelFiles files, SettingsLease lease, Path probe, Consumer<RunEvent> events) {
        this.plan = plan;
        this.files = files;
        this.lease = lease;
        this.probe = probe;
        this.events = IdleObject.watching(plan.design(), events);
    }

    /// Finds out what this machine can do, then runs every slot that it can.
    ///
    /// @param wanted the probe, by an attach kind or `auto`
    /// @return whether every slot that it can run gave a trial
    /// @throws RunException when no cell can be run here
    public boolean run(ProbeSpec wanted) {
        return run(Feasibility.check(plan.design().cells(), wanted, lease, probe));
    }

    /// As [#run(ProbeSpec)], with what was found out before.
    public boolean run(Feasibility feasibility) {
        feasibility.findings().forEach(events);
        if (feasibility.cells().isEmpty()) {
            throw new RunException("none of the cells can be run here: "
                    + String.join(
                            "; ",
                            feasibility.findings().stream()
                                    .map(RunEvent.Finding::toString)
                                    .toList())
                    + (feasibility.words().isEmpty() ? "" : "\n" + feasibility.words()));
        }
        return switch (plan.design().traffic()) {
            case HttpTraffic traffic -> http(traffic, feasibility);
            case PingPong traffic ->
                runAll(StageRunner.of(traffic, files, lease, probe, feasibility.usual())::run, feasibility);
            case Trigger traffic -> trigger(traffic, feasibility);
        };
    }

    private boolean http(HttpTraffic traffic, Feasibility feasibility) {
        try (Target target = Target.of(traffic.url())) {
            Workbench bench = new Workbench(files, lease, probe, target);
            TrialRunner runner = new TrialRunner(bench, traffic, feasibility.usual());
            try {
                // Half a trial's longest warm-up will do: whether the load is steady is seen again, and said, in each
                // trial.
                runner.warmUpProcess(
                        Duration.ofNanos(traffic.maxWarmUpNanos() / 2),
                        feasibility.cells().getFirst());
            } catch (TrialException unreachable) {
                throw new RunException(unreachable.getMessage());
            }
            return runAll(runner::run, feasibility);
        }
    }

    private boolean trigger(Trigger trigger, Feasibility feasibility) {
        Trigger found = trigger.withProgram(ProgramFile.find(trigger.command().getFirst()));
        // What fails with nothing attached would fail in every trial.
        try (TriggerRunner once = TriggerRunner.start(TriggerRunner.beside(probe), found)) {
            once.run(1, List.of());
        } catch (ProbeException failed) {
            throw new RunException(failed.getMessage());
        }
        return runAll(StageRunner.of(found, files, lease, probe, feasibility.usual())::run, feasibility);
    }

    private boolean runAll(Function<Slot, Trial> runner, Feasibility feasibility) {
        ProbeSpec usual = feasibility.usual();
        boolean all = true;
        for (Slot slot : plan.slots()) {
            all &= switch (slot.arm()) {
                case Cell cell -> !feasibility.cells().contains(cell) || run(runner, slot, usual);
                case Baseline ignored -> run(runner, slot, usual);
            };
        }
        return all;
    }

    private boolean run(Function<Slot, Trial> runner, Slot slot, ProbeSpec usual) {
        events.accept(new RunEvent.TrialStarted(0, slot.block(), slot.position(), slot.arm()));
        try {
            events.accept(new RunEvent.TrialFinished(runner.apply(slot)));
            if (slot.block() == 1 && slot.arm() instanceof Cell cell) {
                CellCode.of(cell, usual, lease, probe).ifPresent(events);
            }
            return true;
        } catch (TrialException failed) {
            events.accept(new RunEvent.TrialFailed(slot.block(), slot.position(), slot.arm(), failed.getMessage()));
            return false;
        }
    }
}
