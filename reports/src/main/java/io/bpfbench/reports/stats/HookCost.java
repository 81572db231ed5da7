// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.Trial;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// Where a cell's cost per event is spent, over the attribution windows of all its trials.
///
/// @param share part of all runs that were at this hook, 0 to 1
/// @param probeNanos mean run time of the probe's program
/// @param floorNanos mean run time of the empty program in the same place
public record HookCost(Cell cell, String hook, double share, double probeNanos, double floorNanos) {

    /// The part of the cell's cost per event that is spent here.
    public double costNanos() {
        return share * (probeNanos - floorNanos);
    }

    /// One entry per hook that ran with the probe and with the empty program.
    static List<HookCost> of(Cell cell, List<Trial> trials) {
        List<ProbeFigures> probes =
                trials.stream().flatMap(trial -> trial.probe().stream()).toList();
        List<ProbeWindow.Hook> attributed = hooks(probes, ProbeFigures::attributed);
        List<ProbeWindow.Hook> floors = hooks(probes, ProbeFigures::floor);
        Set<String> names = new LinkedHashSet<>();
        attributed.forEach(hook -> names.add(hook.hook()));
        long allRuns = attributed.stream().mapToLong(ProbeWindow.Hook::runCount).sum();
        List<HookCost> costs = new ArrayList<>();
        for (String name : names) {
            Sum probe = Sum.of(attributed, name);
            Sum floor = Sum.of(floors, name);
            if (probe.runs() > 0 && floor.runs() > 0) {
                costs.add(new HookCost(
                        cell, name, (double) probe.runs() / allRuns, probe.meanNanos(), floor.meanNanos()));
            }
        }
        return costs;
    }

    private static List<ProbeWindow.Hook> hooks(List<ProbeFigures> probes, Function<ProbeFigures, ProbeWindow> window) {
        return probes.stream()
                .flatMap(probe -> window.apply(probe).hooks().stream())
                .toList();
    }

    private record Sum(long runs, long nanos) {
        static Sum of(List<ProbeWindow.Hook> hooks, String name) {
            long runs = 0;
            long nanos = 0;
            for (ProbeWindow.Hook hook : hooks) {
                if (hook.hook().equals(name)) {
                    runs += hook.runCount();
                    nanos += hook.runTimeNanos();
                }
            }
            return new Sum(runs, nanos);
        }

        double meanNanos() {
            return (double) nanos / runs;
        }
    }
}
