// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import static io.bpfbench.reports.render.Csv.NA;
import static io.bpfbench.reports.render.Csv.listed;
import static io.bpfbench.reports.render.Csv.number;

import io.bpfbench.reports.result.Arm;
import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Compiled;
import io.bpfbench.reports.result.CpuFigures;
import io.bpfbench.reports.result.Distribution;
import io.bpfbench.reports.result.HistogramData;
import io.bpfbench.reports.result.HttpFigures;
import io.bpfbench.reports.result.Level;
import io.bpfbench.reports.result.LoadFigures;
import io.bpfbench.reports.result.MessageWindow;
import io.bpfbench.reports.result.PingPongFigures;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.Program;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.Stage;
import io.bpfbench.reports.result.Trial;
import io.bpfbench.reports.result.TriggerFigures;
import io.bpfbench.reports.result.TriggerWindow;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.CompiledCode;
import io.bpfbench.reports.stats.VoidRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// `trials.csv`: one line per trial in the order in which they ended, failed ones last; no aggregation of any kind.
final class TrialsCsv {
    private final Comparison comparison;
    private final String unit;
    private final List<String> dimensions;
    private final Function<Trial, OptionalInt> guests;
    private final boolean compiled;
    /// What all trials of a run have in common: rows of several runs can be put together.
    private final Map<String, String> run = new LinkedHashMap<>();

    private TrialsCsv(Comparison comparison) {
        this.comparison = comparison;
        unit = unit(comparison.clock());
        List<Cell> cells = comparison.cells();
        dimensions = cells.stream()
                .flatMap(cell -> cell.levels().stream())
                .map(Level::dimension)
                .distinct()
                .toList();
        guests = comparison.record().guestsOfTrials();
        compiled = CompiledCode.varies(cells.stream());
        run.put("where", RunFacts.placeKey(comparison.record().started().place()));
        run.put("clock", RunFacts.clockKey(comparison.clock()));
        run.put("kernel", comparison.environment().kernel());
        run.put("seed", Long.toString(comparison.record().started().seed()));
        run.put("command", comparison.record().started().command());
    }

    static String render(Comparison comparison) {
        return new TrialsCsv(comparison).text();
    }

    private String text() {
        List<Trial> trials = comparison.record().trials();
        Collection<String> columns =
                trials.isEmpty() ? heads() : line(trials.getFirst()).keySet();
        Stream<String> finished =
                trials.stream().map(trial -> Csv.line(line(trial).values()));
        Stream<String> failed =
                comparison.record().failures().stream().map(failure -> Csv.line(line(columns, failure)));
        return Stream.of(Stream.of(Csv.line(columns)), finished, failed)
                .flatMap(Function.identity())
                .collect(Collectors.joining());
    }

    private Map<String, String> line(Trial trial) {
        Map<String, String> line = new LinkedHashMap<>();
        line.put("block", Integer.toString(trial.block()));
        line.put("position", Integer.toString(trial.position()));
        arm(line, trial.arm());
        line.put("status", "finished");
        line.put("started_at", trial.startedAt().toString());
        OptionalInt guest = guests.apply(trial);
        line.put("guest", guest.isPresent() ? Integer.toString(guest.getAsInt()) : NA);
        switch (trial.traffic()) {
            case HttpFigures http -> {
                load(line, http);
                cpu(line, http.cpu());
            }
            case PingPongFigures pingPong -> messages(line, pingPong);
            case TriggerFigures trigger -> trigger(line, trigger);
        }
        probe(line, trial.probe());
        if (compiled) {
            compiled(line, trial.probe());
        }
        List<String> unproven = unproven(trial);
        line.put("attested", unproven.isEmpty() ? "TRUE" : "FALSE");
        line.put("attestation_failures", listed(unproven));
        List<String> marks = new ArrayList<>(trial.marks());
        comparison
                .voiding(trial)
                .forEach(breach -> marks.add("void" + VoidRules.butFor(List.of(breach)) + ": " + breach.clause()));
        line.put("marks", listed(marks));
        line.putAll(run);
        return line;
    }

    private Collection<String> line(Collection<String> columns, RunEvent.TrialFailed failure) {
        Map<String, String> line = new LinkedHashMap<>();
        columns.forEach(column -> line.put(column, NA));
        line.put("block", Integer.toString(failure.block()));
        line.put("position", Integer.toString(failure.position()));
        arm(line, failure.arm());
        line.put("status", "failed: " + failure.reason());
        line.putAll(run);
        return line.values();
    }

    /// What the trial fails to prove; where that is nothing, what its cell fails to.
    private List<String> unproven(Trial trial) {
        List<String> own = comparison.unproven(trial).stream()
                .map(VoidRules.Breach::clause)
                .toList();
        return own.isEmpty()
                ? comparison.proofs().stream()
                        .filter(proof -> proof.cell().equals(trial.arm()))
                        .flatMap(proof -> proof.failures().stream())
                        .toList()
                : own;
    }

    private List<String> heads() {
        List<String> heads = new ArrayList<>(List.of("block", "position", "arm", "baseline_copy"));
        heads.addAll(dimensions);
        heads.add("status");
        heads.addAll(run.keySet());
        return heads;
    }

    private void arm(Map<String, String> line, Arm arm) {
        switch (arm) {
            case Baseline baseline -> {
                line.put("arm", "baseline");
                line.put("baseline_copy", Integer.toString(baseline.copy()));
                dimensions.forEach(dimension -> line.put(dimension, NA));
            }
            case Cell cell -> {
                line.put("arm", "cell");
                line.put("baseline_copy", NA);
                dimensions.forEach(
                        dimension -> line.put(dimension, cell.value(dimension).orElse(NA)));
            }
        }
    }

    private static String unit(Clock clock) {
        return switch (clock) {
            case WALL -> "_ns";
            case INSTRUCTIONS -> "_instructions";
        };
    }

    private void messages(Map<String, String> line, PingPongFigures pingPong) {
        line.put("messages", Long.toString(pingPong.messages()));
        line.put("interrupted", Long.toString(pingPong.interrupted()));
        for (Stage stage : Stage.values()) {
            line.put(
                    "message_" + stage.key() + "_p50" + unit,
                    pingPong.window(stage)
                            .map(MessageWindow::elapsedNanos)
                            .filter(elapsed -> !elapsed.isEmpty())
                            .map(elapsed -> number(elapsed.median()))
                            .orElse(NA));
        }
    }

    private void trigger(Map<String, String> line, TriggerFigures trigger) {
        line.put(
                "trigger_runs",
                Long.toString(trigger.windows().stream()
                        .mapToLong(TriggerWindow::runs)
                        .sum()));
        for (Stage stage : Stage.values()) {
            line.put("trigger_" + stage.key() + "_p50" + unit, median(trigger, stage, TriggerWindow::elapsedNanos));
            line.put("trigger_" + stage.key() + "_cpu_p50" + unit, median(trigger, stage, TriggerWindow::cpuNanos));
        }
    }

    private static String median(TriggerFigures trigger, Stage stage, Function<TriggerWindow, Distribution> of) {
        return trigger.window(stage)
                .map(of)
                .filter(nanos -> !nanos.isEmpty())
                .map(nanos -> number(nanos.median()))
                .orElse(NA);
    }

    private void load(Map<String, String> line, HttpFigures http) {
        LoadFigures load = http.load();
        HistogramData latency = load.latency();
        line.put("warm_up" + unit, Long.toString(http.warmUpNanos()));
        line.put("window" + unit, Long.toString(load.windowNanos()));
        line.put("target_rate", number(load.targetPerSecond()));
        line.put("achieved_rate", number(load.achievedPerSecond()));
        line.put("requests", Long.toString(load.requests()));
        line.put(
                "errors",
                Long.toString(load.errors().values().stream()
                        .mapToLong(Long::longValue)
                        .sum()));
        line.put("latency_mean" + unit, number(latency.meanNanos()));
        line.put("latency_p50" + unit, Long.toString(latency.p50Nanos()));
        line.put("latency_p90" + unit, Long.toString(latency.p90Nanos()));
        line.put("latency_p99" + unit, Long.toString(latency.p99Nanos()));
        line.put("latency_p999" + unit, Long.toString(latency.p999Nanos()));
        line.put("latency_max" + unit, Long.toString(latency.maxNanos()));
        line.put("schedule_lag_p99" + unit, Long.toString(load.scheduleLag().p99Nanos()));
        line.put("busiest_thread_share", number(load.busiestThreadShare()));
    }

    private void cpu(Map<String, String> line, CpuFigures cpu) {
        line.put("busy_share", number(cpu.busyShare()));
        line.put(
                "softirq_share",
                number(cpu.cpus().stream()
                        .mapToDouble(share -> share.softirq())
                        .average()
                        .orElse(0)));
        line.put("steal_share", number(cpu.stealShare()));
        line.put("probe_cpu" + unit, Long.toString(cpu.probeNanos()));
        line.put("harness_cpu" + unit, Long.toString(cpu.harnessNanos()));
    }

    private void probe(Map<String, String> line, Optional<ProbeFigures> probe) {
        line.put("attach", probe.map(ProbeFigures::attach).orElse(NA));
        line.put(
                "event_rate",
                probe.map(figures -> number(figures.eventsPerSecond())).orElse(NA));
        window(line, "probe", probe.map(ProbeFigures::attributed));
        window(line, "floor", probe.map(ProbeFigures::floor));
        line.put(
                "lost",
                probe.map(figures -> Long.toString(figures.measured().lost().values().stream()
                                .mapToLong(Long::longValue)
                                .sum()))
                        .orElse(NA));
        line.put("jited_bytes", programs(probe, Program::jitedBytes));
        line.put("xlated_bytes", programs(probe, Program::xlatedBytes));
        line.put("load" + unit, programs(probe, Program::loadNanos));
    }

    private static void compiled(Map<String, String> line, Optional<ProbeFigures> probe) {
        List<Compiled> programs = probe.stream()
                .flatMap(figures -> figures.programs().stream())
                .filter(program -> program.copy() == 1)
                .flatMap(program -> program.compiled().stream())
                .toList();
        line.put("built", programs.stream().map(Compiled::built).findFirst().orElse(NA));
        line.put("instructions", sum(programs, Compiled::instructions));
        line.put("verified_instructions", sum(programs, Compiled::verifiedInstructions));
        line.put("total_states", sum(programs, Compiled::totalStates));
        line.put(
                "peak_states",
                programs.isEmpty()
                        ? NA
                        : Long.toString(programs.stream()
                                .mapToLong(Compiled::peakStates)
                                .max()
                                .orElse(0)));
    }

    private static String sum(List<Compiled> programs, ToLongFunction<Compiled> figure) {
        return programs.isEmpty()
                ? NA
                : Long.toString(programs.stream().mapToLong(figure).sum());
    }

    private void window(Map<String, String> line, String name, Optional<ProbeWindow> window) {
        line.put(name + "_runs", sum(window, ProbeWindow.Hook::runCount));
        line.put(name + "_run_total" + unit, sum(window, ProbeWindow.Hook::runTimeNanos));
    }

    private static String sum(Optional<ProbeWindow> window, ToLongFunction<ProbeWindow.Hook> figure) {
        return window.map(present ->
                        Long.toString(present.hooks().stream().mapToLong(figure).sum()))
                .orElse(NA);
    }

    private static String programs(Optional<ProbeFigures> probe, ToLongFunction<Program> figure) {
        return probe.map(present -> Long.toString(
                        present.programs().stream().mapToLong(figure).sum()))
                .orElse(NA);
    }
}
