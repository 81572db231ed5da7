// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.CpuFigures;
import io.bpfbench.reports.result.HistogramData;
import io.bpfbench.reports.result.HttpFigures;
import io.bpfbench.reports.result.MessageWindow;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.Program;
import io.bpfbench.reports.result.Stage;
import io.bpfbench.reports.result.Trial;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/// Takes one metric's figure out of one trial, or says why it cannot be had.
final class Readings {
    /// Part of the runs that may be at hooks without a floor.
    private static final double MOST_WITHOUT_FLOOR = 0.01;

    private Readings() {}

    /// The figure of a trial itself, before any baseline is taken away; in [Metric#unit(Clock)].
    static Reading read(Metric metric, Trial trial, Clock clock) {
        return switch (metric) {
            case CPU_OVERHEAD -> http(trial, http -> busy(http.cpu()));
            case LATENCY_ADDED_P50 ->
                http(trial, http -> latency(http.load().latency(), HistogramData::p50Nanos, clock));
            case LATENCY_ADDED_P99 ->
                http(trial, http -> latency(http.load().latency(), HistogramData::p99Nanos, clock));
            case MESSAGE_ADDED -> message(trial);
            case EVENTS_PER_SECOND -> probed(trial, Readings::eventsPerSecond);
            case COST_PER_EVENT -> probed(trial, Readings::costPerEvent);
            case LOAD_TIME -> probed(trial, probe -> loadTime(probe, clock));
        };
    }

    private static Reading http(Trial trial, Function<HttpFigures, Reading> figure) {
        return trial.http().map(figure).orElseGet(() -> new Reading.Unusable("there was no HTTP traffic"));
    }

    /// What a message takes: with the probe in a cell, with nothing in a baseline, statistics off. The median,
    /// because a few messages in a hundred do more (the kernel widens a window, takes a fresh page), whatever is
    /// attached.
    private static Reading message(Trial trial) {
        Stage stage = switch (trial.arm()) {
            case Baseline ignored -> Stage.BARE;
            case Cell ignored -> Stage.PROBE;
        };
        return trial.pingPong()
                .flatMap(pingPong -> pingPong.window(stage))
                .map(MessageWindow::elapsedNanos)
                .filter(elapsed -> !elapsed.isEmpty())
                .<Reading>map(elapsed -> new Reading.Figure(elapsed.median()))
                .orElseGet(() -> new Reading.Unusable("no message went through undisturbed"));
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
        return Reading.of("the event rate", probe.measured().eventsPerSecond());
    }

    /// `Σ share(h) · (mean run time of the probe at h − mean run time of the empty program at h)`, with share(h)
    /// the part of the attribution window's runs that were at hook h. So both sides are weighed by the probe's
    /// own mix of hooks: in two windows the mix differs a little, and that is no cost.
    ///
    /// A hook without a floor is left out while it has less than a hundredth of the runs (sockets are destroyed
    /// when connections end, and in a window none may end); above that there is no figure.
    private static Reading costPerEvent(ProbeFigures probe) {
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
