// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.HttpFigures;
import io.bpfbench.reports.result.MessageWindow;
import io.bpfbench.reports.result.PingPongFigures;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.ProbedObject;
import io.bpfbench.reports.result.Program;
import io.bpfbench.reports.result.Stage;
import io.bpfbench.reports.result.Trial;
import io.bpfbench.reports.result.TriggerFigures;
import io.bpfbench.reports.result.TriggerWindow;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/// What one program of the user's object costs in one cell, over the attribution windows of the trials that count.
///
/// @param kind how it is attached
/// @param runs of all these windows
/// @param rate its runs a second, or per 10⁹ instructions; in the exact lane a message, of a trigger a run of it
/// @param perRun mean run time above that of the empty program in the same place, over blocks; empty where one of the
/// two
///     never ran
/// @param share its part of what the bodies of all programs cost, 0 to 1; empty unless all that ran have a cost and
/// none
///     of these is below zero
public record ProgramCost(
        Cell cell,
        ProbedObject.Part part,
        String kind,
        long runs,
        double rate,
        Optional<Estimate> perRun,
        OptionalDouble share) {
    /// One entry for each cell and program, in the order of the table and of the object; none of the latency probe.
    public static List<ProgramCost> all(Comparison comparison) {
        long seed = comparison.record().started().seed();
        return comparison.record().started().design().object().stream()
                .flatMap(object -> comparison.cells().stream()
                        .flatMap(cell ->
                                of(cell, object, comparison.blocks().counted(cell, Metric.COST_PER_EVENT), seed)))
                .toList();
    }

    private static Stream<ProgramCost> of(Cell cell, ProbedObject object, List<Trial> trials, long seed) {
        List<ProgramCost> costs = object.programs().stream()
                .map(part -> of(cell, part, trials, seed))
                .toList();
        double all = costs.stream().mapToDouble(ProgramCost::cost).sum();
        boolean divisible = all > 0
                && costs.stream().allMatch(cost -> cost.runs == 0 || (cost.perRun.isPresent() && cost.cost() >= 0));
        return costs.stream().map(cost -> divisible ? cost.withShare(cost.cost() / all) : cost);
    }

    private static ProgramCost of(Cell cell, ProbedObject.Part part, List<Trial> trials, long seed) {
        List<ProbeFigures> probes =
                trials.stream().flatMap(trial -> trial.probe().stream()).toList();
        List<Double> perRun = trials.stream()
                .filter(trial -> Readings.idle(trial).isEmpty())
                .flatMap(trial -> trial.probe().stream())
                .flatMap(probe -> cost(probe, part).stream())
                .toList();
        return new ProgramCost(
                cell,
                part,
                kind(probes, part),
                probes.stream()
                        .flatMap(probe -> hook(probe.attributed(), part).stream())
                        .mapToLong(ProbeWindow.Hook::runCount)
                        .sum(),
                trials.stream()
                        .mapToDouble(trial -> rate(trial, part))
                        .average()
                        .orElse(0),
                perRun.isEmpty() ? Optional.empty() : Optional.of(Estimate.of(perRun, seed)),
                OptionalDouble.empty());
    }

    private static Optional<Double> cost(ProbeFigures probe, ProbedObject.Part part) {
        Optional<ProbeWindow.Hook> floor = hook(probe.floor(), part).filter(empty -> empty.runCount() > 0);
        return hook(probe.attributed(), part)
                .filter(hook -> hook.runCount() > 0)
                .flatMap(hook -> floor.map(empty -> mean(hook) - mean(empty)));
    }

    /// Where nobody's clock paces the traffic, the length of a window says nothing: pauses and reading are in it.
    private static double rate(Trial trial, ProbedObject.Part part) {
        return switch (trial.traffic()) {
            case HttpFigures ignored ->
                trial.probe().map(probe -> perSecond(probe.attributed(), part)).orElse(0.0);
            case PingPongFigures messages ->
                messages.window(Stage.PROBE_COUNTED)
                        .map(window -> perMessage(window, part))
                        .orElse(0.0);
            case TriggerFigures trigger ->
                trigger.window(Stage.PROBE_COUNTED)
                        .map(window -> perRunOfTrigger(window, part))
                        .orElse(0.0);
        };
    }

    private static double perSecond(ProbeWindow window, ProbedObject.Part part) {
        long runs = hook(window, part).map(ProbeWindow.Hook::runCount).orElse(0L);
        return window.elapsedNanos() == 0 ? 0 : runs * 1e9 / window.elapsedNanos();
    }

    /// Runs are read in one of the window's two rounds, which lose about as many messages to interrupts.
    private static double perMessage(MessageWindow window, ProbedObject.Part part) {
        double read = (window.messages() - window.interrupted()) / 2.0;
        long runs = window.runs().stream()
                .filter(each -> each.hook().equals(part.hook()))
                .mapToLong(each -> each.nanos().total() + each.shared())
                .sum();
        return read == 0 ? 0 : runs / read;
    }

    private static double perRunOfTrigger(TriggerWindow window, ProbedObject.Part part) {
        long events = window.events().stream()
                .filter(each -> each.hook().equals(part.hook()))
                .mapToLong(each -> each.perRun().sum())
                .sum();
        return window.runs() == 0 ? 0 : (double) events / window.runs();
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
        return new ProgramCost(cell, this.part, kind, runs, rate, perRun, OptionalDouble.of(part));
    }
}
