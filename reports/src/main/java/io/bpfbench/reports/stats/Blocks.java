// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Arm;
import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.ProbedObject;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.result.Trial;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A run's trials by block and arm, and each arm's effects by block. Follows from the record and the rules alone.
public final class Blocks {
    static final List<Arm> BASELINES = List.of(new Baseline(1), new Baseline(2));

    private final RunRecord record;
    private final VoidRules rules;
    private final List<Cell> cells;
    /// In each block in the order in which they ended.
    private final SortedMap<Integer, List<Examined>> blocks = new TreeMap<>();
    private final Map<Arm, SortedMap<Integer, Examined>> arms = new HashMap<>();
    /// By identity: to compare trials would take longer than to examine them anew.
    private final IdentityHashMap<Trial, Examined> examined = new IdentityHashMap<>();

    /// @throws ComparisonException when a block holds an arm twice
    Blocks(RunRecord record, VoidRules rules) {
        this.record = record;
        this.rules = rules;
        LinkedHashSet<Cell> found =
                new LinkedHashSet<>(record.started().design().cells());
        for (int block = 1; block <= record.started().design().blocks(); block++) {
            blocks.put(block, new ArrayList<>());
        }
        Clock clock = record.started().clock();
        for (Examined each : record.trials().parallelStream()
                .map(trial -> Examined.of(trial, rules, clock))
                .toList()) {
            Trial trial = each.trial();
            blocks.computeIfAbsent(trial.block(), number -> new ArrayList<>()).add(each);
            if (arms.computeIfAbsent(trial.arm(), arm -> new TreeMap<>()).put(trial.block(), each) != null) {
                throw new ComparisonException("block " + trial.block() + " holds "
                        + trial.arm().label()
                        + " twice, and two trials of one slot are never averaged: remove one from the journal");
            }
            examined.put(trial, each);
            if (trial.arm() instanceof Cell cell) {
                found.add(cell);
            }
        }
        cells = List.copyOf(found);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Blocks blocks && record.equals(blocks.record) && rules.equals(blocks.rules);
    }

    @Override
    public int hashCode() {
        return Objects.hash(record, rules);
    }

    /// The cells of the design in its order, then any that turned up in trials only.
    List<Cell> cells() {
        return cells;
    }

    /// How many blocks there are, of the design and of the trials.
    int number() {
        return blocks.size();
    }

    /// The user's object that was measured in place of the latency probe.
    Optional<ProbedObject> object() {
        return record.started().design().object();
    }

    /// What this run's traffic can be measured by.
    List<Metric> metrics() {
        return Metric.of(record.started().design().traffic());
    }

    /// An arm's trials in the order of the blocks, void ones too.
    List<Trial> trials(Arm arm) {
        return of(arm).values().stream().map(Examined::trial).toList();
    }

    /// Every block's trials, in the order in which they ended.
    SortedMap<Integer, List<Examined>> all() {
        return Collections.unmodifiableSortedMap(blocks);
    }

    /// An arm's trials by block.
    SortedMap<Integer, Examined> of(Arm arm) {
        return arms.getOrDefault(arm, Collections.emptySortedMap());
    }

    /// The kinds of attachment that an arm's trials used, each once.
    List<String> attachKinds(Arm arm) {
        return trials(arm).stream()
                .flatMap(trial -> trial.probe().stream())
                .map(ProbeFigures::attach)
                .distinct()
                .sorted()
                .toList();
    }

    /// Why this cell could not be run where the run took place, when that is what was found.
    Optional<String> unavailable(Arm arm) {
        return record.findings().stream()
                .filter(finding -> finding.subject().equals(arm.label()))
                .map(RunEvent.Finding::reason)
                .findFirst();
    }

    /// How many blocks a cell loses in a metric to void trials, its own or a baseline's.
    int voidBlocks(Cell cell, Metric metric) {
        List<Arm> involved = new ArrayList<>(List.of(cell));
        involved.addAll(metric.paired() ? BASELINES : List.of());
        return (int) involved.stream()
                .flatMap(arm -> of(arm).values().stream())
                .filter(each -> isVoid(each, metric))
                .map(each -> each.trial().block())
                .distinct()
                .count();
    }

    /// Of one block nothing is claimed, so it may be shown as it is.
    boolean countsVoids() {
        return record.started().design().blocks() > 1;
    }

    private boolean isVoid(Examined trial, Metric metric) {
        return countsVoids() && trial.isVoid(metric);
    }

    /// An arm's trials that count in a metric.
    List<Trial> counted(Arm arm, Metric metric) {
        return counting(arm, metric).map(Examined::trial).toList();
    }

    /// Those of them that give a figure of it.
    List<Trial> figured(Arm arm, Metric metric) {
        return counting(arm, metric)
                .filter(each -> each.reading(metric) instanceof Reading.Figure)
                .map(Examined::trial)
                .toList();
    }

    private Stream<Examined> counting(Arm arm, Metric metric) {
        return of(arm).values().stream().filter(each -> !isVoid(each, metric));
    }

    Examined examined(Trial trial) {
        return Objects.requireNonNull(examined.get(trial), "a trial of another run");
    }

    List<VoidRules.Breach> broken(Trial trial) {
        return examined(trial).broken();
    }

    /// The rules that void figures of a trial; none in a run of one block ([VoidRules#voiding]).
    List<VoidRules.Breach> voiding(Trial trial) {
        return countsVoids() ? broken(trial) : List.of();
    }

    /// One cell's effects in one metric: against both baselines for paired metrics, as they are for the others.
    Effects effects(Cell cell, Metric metric) {
        return effects(cell, metric.paired() ? BASELINES : List.of(), metric);
    }

    /// An arm's effects in one metric against the mean of other arms of the same block. A block counts when all
    /// of them are there, none of them void, and each gives a figure.
    Effects effects(Arm arm, List<Arm> against, Metric metric) {
        List<Arm> needed = new ArrayList<>(List.of(arm));
        needed.addAll(against);
        SortedMap<Integer, Double> effects = new TreeMap<>();
        SortedMap<Integer, Double> logRatios = new TreeMap<>();
        List<String> unusable = new ArrayList<>();
        Set<String> why = new LinkedHashSet<>();
        counting(needed, metric).forEach((number, trials) -> {
            List<Double> figures = new ArrayList<>(needed.size());
            for (Examined each : trials) {
                Arm own = each.trial().arm();
                switch (each.reading(metric)) {
                    case Reading.Figure figure -> figures.add(figure.value());
                    case Reading.Unusable reading -> {
                        String reason = metric.key() + " for " + arm.label()
                                + (own.equals(arm) ? "" : " (" + own.label() + ")") + ": " + reading.reason();
                        unusable.add("block " + number + " gives no " + reason);
                        why.add("no block gives " + reason);
                    }
                }
            }
            if (figures.size() == needed.size()) {
                put(number, figures, effects, logRatios);
            }
        });
        boolean oneReason = effects.isEmpty() && why.size() == 1 && unusable.size() > 1;
        return new Effects(effects, logRatios, oneReason ? List.copyOf(why) : unusable);
    }

    /// The figures of these arms, in their order, of every block in which all are there, none void, and each gives one.
    SortedMap<Integer, List<Double>> figures(List<Arm> needed, Metric metric) {
        SortedMap<Integer, List<Double>> figures = new TreeMap<>();
        counting(needed, metric).forEach((block, trials) -> {
            List<Double> values = new ArrayList<>();
            for (Examined trial : trials) {
                switch (trial.reading(metric)) {
                    case Reading.Figure figure -> values.add(figure.value());
                    // The cell's own row says why.
                    case Reading.Unusable ignored -> {}
                }
            }
            if (values.size() == needed.size()) {
                figures.put(block, values);
            }
        });
        return figures;
    }

    /// The trials of these arms, in their order, of every block in which all are there and none void in a metric.
    List<List<Trial>> complete(List<Arm> needed, Metric metric) {
        return counting(needed, metric).values().stream()
                .map(trials -> trials.stream().map(Examined::trial).toList())
                .toList();
    }

    private SortedMap<Integer, List<Examined>> counting(List<Arm> needed, Metric metric) {
        List<SortedMap<Integer, Examined>> columns =
                needed.stream().map(this::of).toList();
        SortedMap<Integer, List<Examined>> complete = new TreeMap<>();
        for (Integer number : columns.getFirst().keySet()) {
            List<Examined> present = new ArrayList<>(columns.size());
            for (SortedMap<Integer, Examined> column : columns) {
                Examined trial = column.get(number);
                if (trial != null && !isVoid(trial, metric)) {
                    present.add(trial);
                }
            }
            if (present.size() == columns.size()) {
                complete.put(number, present);
            }
        }
        return complete;
    }

    private static void put(
            int block, List<Double> figures, SortedMap<Integer, Double> effects, SortedMap<Integer, Double> logRatios) {
        double own = figures.getFirst();
        if (figures.size() == 1) {
            effects.put(block, own);
            return;
        }
        double other = Moments.mean(
                figures.stream().skip(1).mapToDouble(Double::doubleValue).toArray());
        effects.put(block, own - other);
        if (own > 0 && other > 0) {
            logRatios.put(block, Math.log(own / other));
        }
    }
}
