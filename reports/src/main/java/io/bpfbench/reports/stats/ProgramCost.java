// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.ProbedObject;
import io.bpfbench.reports.result.Program;
import io.bpfbench.reports.result.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/// What one program of the user's object costs in one cell, over the attribution windows of the trials that count.
///
/// @param kind how it is attached
/// @param runs of all these windows
/// @param runsPerSecond or per 10⁹ instructions
/// @param perRun mean run time above that of the empty program in the same place, over blocks; empty where one of the
/// two
///     never ran
/// @param share its part of what all programs cost, 0 to 1; empty where they cost nothing
public record ProgramCost(
        Cell cell,
        ProbedObject.Part part,
        String kind,
        long runs,
        double runsPerSecond,
        Optional<Estimate> perRun,
        OptionalDouble share) {
    /// One entry for each cell and program, in the order of the table and of the object; none of the latency probe.
    public static List<ProgramCost> all(Comparison comparison) {
        long seed = comparison.record().started().seed();
        return comparison.record().started().design().object().stream()
                .flatMap(object -> comparison.cells().stream()
                        .flatMap(cell ->
                                of(cell, object, comparison.blocks().figured(cell, Metric.COST_PER_EVENT), seed)))
                .toList();
    }

    private static Stream<ProgramCost> of(Cell cell, ProbedObject object, List<Trial> trials, long seed) {
        List<ProgramCost> costs = object.programs().stream()
                .map(part -> of(
                        cell,
                        part,
                        trials.stream().flatMap(trial -> trial.probe().stream()).toList(),
                        seed))
                .toList();
        double all = costs.stream().mapToDouble(ProgramCost::cost).sum();
        return costs.stream().map(cost -> all > 0 ? cost.withShare(cost.cost() / all) : cost);
    }

    private static ProgramCost of(Cell cell, ProbedObject.Part part, List<ProbeFigures> probes, long seed) {
        long runs = 0;
        double events = 0;
        double nanos = 0;
        List<Double> perRun = new ArrayList<>();
        for (ProbeFigures probe : probes) {
            Optional<ProbeWindow.Hook> own = hook(probe.attributed(), part);
            Optional<ProbeWindow.Hook> floor = hook(probe.floor(), part);
            nanos += probe.attributed().elapsedNanos();
            events += own.stream().flatMapToLong(hook -> hook.events().stream()).sum();
            runs += own.map(ProbeWindow.Hook::runCount).orElse(0L);
            own.filter(hook -> hook.runCount() > 0)
                    .flatMap(hook -> floor.filter(empty -> empty.runCount() > 0).map(empty -> mean(hook) - mean(empty)))
                    .ifPresent(perRun::add);
        }
        return new ProgramCost(
                cell,
                part,
                kind(probes, part),
                runs,
                nanos == 0 ? 0 : events * 1e9 / nanos,
                perRun.isEmpty() ? Optional.empty() : Optional.of(Estimate.of(perRun, seed)),
                OptionalDouble.empty());
    }

    private static Optional<ProbeWindow.Hook> hook(ProbeWindow window, ProbedObject.Part part) {
        return window.hooks().stream()
                .filter(hook -> hook.hook().equals(part.hook()))
                .findFirst();
    }

    private static double mean(ProbeWindow.Hook hook) {
        return (double) hook.runTimeNanos() / hook.runCount();
    }

    private static String kind(List<ProbeFigures> probes, ProbedObject.Part part) {
        return probes.stream()
                .flatMap(probe -> probe.programs().stream())
                .filter(program -> program.hook().equals(part.hook()))
                .map(Program::attach)
                .findFirst()
                .orElse("");
    }

    private double cost() {
        return runs * perRun.map(Estimate::value).orElse(0.0);
    }

    private ProgramCost withShare(double part) {
        return new ProgramCost(cell, this.part, kind, runs, runsPerSecond, perRun, OptionalDouble.of(part));
    }
}
