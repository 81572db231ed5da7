// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.CpuFigures;
import io.bpfbench.reports.result.Distribution;
import io.bpfbench.reports.result.HistogramData;
import io.bpfbench.reports.result.HttpFigures;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.Program;
import io.bpfbench.reports.result.Stage;
import io.bpfbench.reports.result.Trial;
import io.bpfbench.reports.result.TriggerWindow;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/// Takes one metric's figure out of one trial, or says why it cannot be had.
final class Readings {
    /// Part of the runs that may be at hooks without a floor.
    private static final double MOST_WITHOUT_FLOOR = 0.01;

    private static final String NO_TRIGGER = "the trigger was not run";

    private Readings() {}

    /// The figure of a trial itself, before any baseline is taken away; in [Metric#unit(Clock)].
    static Reading read(Metric metric, Trial trial, Clock clock) {
        return switch (metric) {
            case CPU_OVERHEAD -> http(trial, http -> busy(http.cpu()));
            case LATENCY_ADDED_P50 ->
                http(trial, http -> latency(http.load().latency(), HistogramData::p50Nanos, clock));
            case LATENCY_ADDED_P99 ->
                http(trial, http -> latency(http.load().latency(), HistogramData::p99Nanos, clock));
            case MESSAGE_ADDED -> median(trial.elapsed(own(trial)), 1, "no message went through undisturbed");
            case TRIGGER_ADDED -> median(trial.elapsed(own(trial)), Metric.nanosPerUnit(clock), NO_TRIGGER);
            case TRIGGER_CPU_ADDED ->
                trigger(trial, own(trial), window -> median(window.cpuNanos(), Metric.nanosPerUnit(clock), NO_TRIGGER));
            case EVENTS_PER_TRIGGER ->
                probed(trial, probe -> trigger(trial, Stage.PROBE_COUNTED, window -> events(probe, window)));
            case EVENTS_PER_SECOND -> probed(trial, Readings::eventsPerSecond);
            case COST_PER_EVENT -> probed(trial, probe -> costPerEvent(trial, probe));
            case LOAD_TIME -> probed(trial, probe -> loadTime(probe, clock));
        };
    }

    private static Reading http(Trial trial, Function<HttpFigures, Reading> figure) {
        return trial.http().map(figure).orElseGet(() -> new Reading.Unusable("there was no HTTP traffic"));
    }

    /// Where a trial's own figure is: with the probe in a cell, with nothing in a baseline, statistics off.
    private static Stage own(Trial trial) {
        return switch (trial.arm()) {
            case Baseline ignored -> Stage.BARE;
            case Cell ignored -> Stage.PROBE;
        };
    }

    /// The median, because a few messages in a hundred do more (the kernel widens a window, takes a fresh page),
    /// whatever is attached, and so do a few runs of a command.
    private static Reading median(Distribution nanos, double nanosPerUnit, String none) {
        return nanos.isEmpty() ? new Reading.Unusable(none) : new Reading.Figure(nanos.median() / nanosPerUnit);
    }

    private static Reading trigger(Trial trial, Stage stage, Function<TriggerWindow, Reading> figure) {
        return trial.trigger()
                .flatMap(runs -> runs.window(stage))
                .map(figure)
                .orElseGet(() -> new Reading.Unusable(NO_TRIGGER));
    }

    /// The mean, so that it can be multiplied with the cost per event; of the hooks that this has too.
    private static Reading events(ProbeFigures probe, TriggerWindow window) {
        Set<String> hooks =
                probe.attributed().hooks().stream().map(ProbeWindow.Hook::hook).collect(Collectors.toSet());
        return Reading.of(
                "the number of events",
                window.events().stream()
                        .filter(events -> hooks.contains(events.hook()))
                        .mapToDouble(events -> (double) events.perRun().sum() / window.runs())
                        .sum());
    }

    private static Reading busy(CpuFigures cpu) {
        double share = cpu.busyShare();
        if (share < 0 || share > 1.01) {
            return new Reading.Unusable("the CPU's busy share is " + share + ", not between 0 and 1");
        }
        return Reading.of("the CPU's busy share", 100 * share);
    }

    private static Reading latency(HistogramData latency, ToLongFunction<HistogramData> percentile, Clock clock) {
        long nanos = percentile.applyAsLong(latency);
        if (latency.count() == 0) {
            return new Reading.Unusable("no request was answered in the window, so there is no latency");
        }
        if (nanos < 0) {
            return new Reading.Unusable(
                    "a latency is negative (" + nanos + " " + clock.unit() + "): the clock went backwards");
        }
        return new Reading.Figure(nanos / Metric.nanosPerUnit(clock));
    }

    private static Reading probed(Trial trial, Function<ProbeFigures, Reading> figure) {
        return trial.probe().map(figure).orElseGet(() -> new Reading.Unusable("no probe was attached"));
    }

    private static Reading eventsPerSecond(ProbeFigures probe) {
        if (probe.measured().elapsedNanos() <= 0) {
            return new Reading.Unusable("the measurement window has no length");
        }
        return Reading.of("the event rate", probe.eventsPerSecond());
    }

    /// `Σ share(h) · (mean run time of the probe at h − mean run time of the empty program at h)`, with share(h)
    /// the part of the attribution window's runs that were at hook h. So both sides are weighed by the probe's
    /// own mix of hooks: in two windows the mix differs a little, and that is no cost.
    ///
    /// A hook without a floor is left out while it has less than a hundredth of the runs (sockets are destroyed
    /// when connections end, and in a window none may end); above that there is no figure.
    private static Reading costPerEvent(Trial trial, ProbeFigures probe) {
        Optional<String> idle = idle(trial);
        if (idle.isPresent()) {
            return new Reading.Unusable(idle.get());
        }
        long runs = runs(probe.attributed().hooks());
        if (runs <= 0) {
            return new Reading.Unusable("no program ran in the attribution window");
        }
        Map<String, ProbeWindow.Hook> floors = probe.floor().hooks().stream()
                .filter(hook -> hook.runCount() > 0)
                .collect(Collectors.toMap(ProbeWindow.Hook::hook, Function.identity(), (first, second) -> first));
        List<ProbeWindow.Hook> counted = probe.attributed().hooks().stream()
                .filter(hook -> floors.containsKey(hook.hook()))
                .toList();
        long countedRuns = runs(counted);
        if (countedRuns == 0 || countedRuns < (1 - MOST_WITHOUT_FLOOR) * runs) {
            return new Reading.Unusable("the empty programs never ran where " + (runs - countedRuns) + " of " + runs
                    + " runs were, so the floor there is unknown");
        }
        double cost = 0;
        for (ProbeWindow.Hook hook : counted) {
            ProbeWindow.Hook floor = Objects.requireNonNull(floors.get(hook.hook()));
            if (hook.runTimeNanos() < 0 || floor.runTimeNanos() < 0) {
                return new Reading.Unusable("the run time at " + hook.hook() + " is negative");
            }
            cost += (hook.runTimeNanos() - hook.runCount() * meanNanos(floor)) / countedRuns;
        }
        return Reading.of("the cost per event", cost);
    }

    /// That the trigger does nothing that the probe looks at: then what little ran was for something else, and its cost
    /// is not the trigger's.
    static Optional<String> idle(Trial trial) {
        return trial.trigger()
                .flatMap(figures -> figures.window(Stage.PROBE_COUNTED))
                .flatMap(Readings::idle);
    }

    private static Optional<String> idle(TriggerWindow window) {
        if (window.events().stream().anyMatch(events -> events.perRun().median() > 0)) {
            return Optional.empty();
        }
        boolean none =
                window.events().stream().allMatch(events -> events.perRun().sum() == 0);
        return Optional.of(
                "no program ran in " + (none ? "" : "most of the ") + window.runs() + " runs of the trigger");
    }

    private static long runs(List<ProbeWindow.Hook> hooks) {
        return hooks.stream().mapToLong(ProbeWindow.Hook::runCount).sum();
    }

    private static double meanNanos(ProbeWindow.Hook hook) {
        return (double) hook.runTimeNanos() / hook.runCount();
    }

    private static Reading loadTime(ProbeFigures probe, Clock clock) {
        List<Program> programs = probe.programs();
        if (programs.isEmpty()) {
            return new Reading.Unusable("the probe named no program");
        }
        if (programs.stream().anyMatch(program -> program.loadNanos() < 0)) {
            return new Reading.Unusable("the duration of loading a program is negative");
        }
        long nanos = programs.stream().mapToLong(Program::loadNanos).sum();
        return new Reading.Figure(nanos / Metric.nanosPerUnit(clock));
    }
}
