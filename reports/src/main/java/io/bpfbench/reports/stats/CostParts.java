// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Arm;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.CpuFigures;
import io.bpfbench.reports.result.Distribution;
import io.bpfbench.reports.result.HttpFigures;
import io.bpfbench.reports.result.PingPongFigures;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.Program;
import io.bpfbench.reports.result.Stage;
import io.bpfbench.reports.result.StageCpu;
import io.bpfbench.reports.result.Trial;
import io.bpfbench.reports.result.TriggerFigures;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Takes cells' costs apart, block by block.
final class CostParts {
    private final Blocks blocks;
    private final VoidRules rules;
    private final Clock clock;
    private final long seed;
    private final List<String> warnings = new ArrayList<>();

    CostParts(Blocks blocks, VoidRules rules, Clock clock, long seed) {
        this.blocks = blocks;
        this.rules = rules;
        this.clock = clock;
        this.seed = seed;
    }

    /// Every part of these cells that at least one block has, by cell, then by kind.
    List<CostPart> all(List<Cell> cells) {
        List<CostPart> parts = new ArrayList<>();
        for (Cell cell : cells) {
            Map<CostPart.Kind, List<Double>> figures = new EnumMap<>(CostPart.Kind.class);
            List<Arm> arms = new ArrayList<>(List.of(cell));
            arms.addAll(Blocks.BASELINES);
            blocks.complete(arms, Metric.CPU_OVERHEAD).forEach(trials -> cpu(trials, figures));
            blocks.complete(List.of(cell), Metric.MESSAGE_ADDED).forEach(trial -> stages(trial.getFirst(), figures));
            blocks.complete(List.of(cell), Metric.LOAD_TIME).forEach(trial -> load(trial.getFirst(), figures));
            figures.forEach(
                    (kind, values) -> parts.add(new CostPart(cell, kind, unit(kind), Estimate.of(values, seed))));
        }
        return parts;
    }

    /// What was left out, one sentence each.
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    private String unit(CostPart.Kind kind) {
        return switch (kind) {
            case CPU_DISPATCH, CPU_BODY, CPU_STATISTICS -> Metric.CPU_OVERHEAD.unit(clock);
            case RUN_DISPATCH, RUN_BODY, RUN_STATISTICS -> Metric.COST_PER_EVENT.unit(clock);
            case MESSAGE_DISPATCH, MESSAGE_BODY, MESSAGE_STATISTICS -> Metric.MESSAGE_ADDED.unit(clock);
            case TRIGGER_DISPATCH, TRIGGER_BODY, TRIGGER_STATISTICS -> Metric.TRIGGER_ADDED.unit(clock);
            case LOAD_VERIFIER, LOAD_REST -> Metric.LOAD_TIME.unit(clock);
        };
    }

    /// @param trials the cell's, then the baselines'
    private void cpu(List<Trial> trials, Map<CostPart.Kind, List<Double>> figures) {
        Trial trial = trials.getFirst();
        ProbeFigures probe = trial.probe().orElseThrow();
        List<CpuFigures> measured = trials.stream()
                .flatMap(each -> each.http().stream())
                .map(HttpFigures::cpu)
                .toList();
        if (measured.size() < trials.size()) {
            return;
        }
        double bare = Moments.mean(
                measured.stream().skip(1).mapToDouble(CostParts::busyPoints).toArray());
        double own = busyPoints(measured.getFirst());
        // CPU time a second of all CPUs over the runs a second of all copies.
        int copies = trial.arm() instanceof Cell cell ? Stack.of(cell) : 1;
        double nanosPerPoint = 1e7 * measured.getFirst().cpus().size() / (probe.eventsPerSecond() * copies);
        held(trial, Stage.EMPTY).ifPresent(empty -> {
            add(figures, CostPart.Kind.CPU_DISPATCH, empty - bare);
            add(figures, CostPart.Kind.CPU_BODY, own - empty);
            add(figures, CostPart.Kind.RUN_DISPATCH, (empty - bare) * nanosPerPoint);
            add(figures, CostPart.Kind.RUN_BODY, (own - empty) * nanosPerPoint);
        });
        held(trial, Stage.PROBE_COUNTED).ifPresent(counted -> {
            add(figures, CostPart.Kind.CPU_STATISTICS, counted - own);
            add(figures, CostPart.Kind.RUN_STATISTICS, (counted - own) * nanosPerPoint);
        });
    }

    /// Each stage of a trial against the one before it in the same trial, where the traffic has stages of its own.
    private void stages(Trial trial, Map<CostPart.Kind, List<Double>> figures) {
        switch (trial.traffic()) {
            case HttpFigures ignored -> {}
            case PingPongFigures ignored -> {
                above(trial, Stage.EMPTY, Stage.BARE, 1, CostPart.Kind.MESSAGE_DISPATCH, figures);
                above(trial, Stage.PROBE, Stage.EMPTY, 1, CostPart.Kind.MESSAGE_BODY, figures);
                above(trial, Stage.PROBE_COUNTED, Stage.PROBE, 1, CostPart.Kind.MESSAGE_STATISTICS, figures);
            }
            case TriggerFigures ignored -> {
                double unit = Metric.nanosPerUnit(clock);
                above(trial, Stage.EMPTY, Stage.BARE, unit, CostPart.Kind.TRIGGER_DISPATCH, figures);
                above(trial, Stage.PROBE, Stage.EMPTY, unit, CostPart.Kind.TRIGGER_BODY, figures);
                above(trial, Stage.PROBE_COUNTED, Stage.PROBE, unit, CostPart.Kind.TRIGGER_STATISTICS, figures);
            }
        }
    }

    private static void above(
            Trial trial,
            Stage stage,
            Stage before,
            double nanosPerUnit,
            CostPart.Kind kind,
            Map<CostPart.Kind, List<Double>> figures) {
        Distribution with = trial.elapsed(stage);
        Distribution without = trial.elapsed(before);
        if (!with.isEmpty() && !without.isEmpty()) {
            add(figures, kind, (with.median() - without.median()) / nanosPerUnit);
        }
    }

    /// The busy points of a window in which the load held the rate: fewer requests would pass for a lower cost.
    private Optional<Double> held(Trial trial, Stage stage) {
        Optional<StageCpu> window = trial.probe().flatMap(probe -> probe.stage(stage));
        Optional<StageCpu> held = window.filter(present -> present.achievedShare() >= rules.leastAchievedShare());
        if (window.isPresent() && held.isEmpty()) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "block %d, %s: the load held %.2f %% of the rate in the window with %s, so no part of the cost is"
                            + " taken from that",
                    trial.block(),
                    trial.arm().label(),
                    100 * window.get().achievedShare(),
                    stage.label()));
        }
        return held.map(StageCpu::cpu).map(CostParts::busyPoints);
    }

    /// Busy share of the machine in percentage points, without the harness outside load and target and without the
    /// probe's own process: reading the meters costs a short window more of it than a long one.
    static double busyPoints(CpuFigures cpu) {
        double machineNanos = (double) cpu.windowNanos() * cpu.cpus().size();
        return 100 * (cpu.busyShare() - (cpu.harnessNanos() + cpu.probeNanos()) / machineNanos);
    }

    private void load(Trial trial, Map<CostPart.Kind, List<Double>> figures) {
        List<Program> programs = trial.probe().map(ProbeFigures::programs).orElse(List.of());
        long told = programs.stream()
                .map(Program::verifierNanos)
                .filter(OptionalLong::isPresent)
                .count();
        if (programs.isEmpty() || told < programs.size()) {
            return;
        }
        long verifier = programs.stream()
                .mapToLong(program -> program.verifierNanos().orElseThrow())
                .sum();
        long all = programs.stream().mapToLong(Program::loadNanos).sum();
        add(figures, CostPart.Kind.LOAD_VERIFIER, verifier / Metric.nanosPerUnit(clock));
        add(figures, CostPart.Kind.LOAD_REST, (all - verifier) / Metric.nanosPerUnit(clock));
    }

    private static void add(Map<CostPart.Kind, List<Double>> figures, CostPart.Kind kind, double value) {
        if (Double.isFinite(value)) {
            figures.computeIfAbsent(kind, none -> new ArrayList<>()).add(value);
        }
    }
}
