// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Arm;
import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.result.Trial;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A run's trials by block and arm, and each arm's effects by block.
final class Blocks {
    static final List<Arm> BASELINES = List.of(new Baseline(1), new Baseline(2));

    private final RunRecord record;
    private final SortedMap<Integer, Map<Arm, Trial>> blocks = new TreeMap<>();
    /// Asked for in every metric and contrast. By identity: to compare trials would take longer than to find out anew.
    private final IdentityHashMap<Trial, List<VoidRules.Breach>> broken = new IdentityHashMap<>();

    /// @throws ComparisonException when a block holds an arm twice
    Blocks(RunRecord record, VoidRules rules) {
        this.record = record;
        for (int block = 1; block <= record.started().design().blocks(); block++) {
            blocks.put(block, new LinkedHashMap<>());
        }
        for (Trial trial : record.trials()) {
            Map<Arm, Trial> arms = blocks.computeIfAbsent(trial.block(), number -> new LinkedHashMap<>());
            if (arms.put(trial.arm(), trial) != null) {
                throw new ComparisonException("block " + trial.block() + " holds "
                        + trial.arm().label()
                        + " twice, and two trials of one slot are never averaged: remove one from the journal");
            }
            broken.put(trial, rules.broken(trial, record.started().clock()));
        }
    }

    /// The cells of the design in its order, then any that turned up in trials only.
    List<Cell> cells() {
        LinkedHashSet<Cell> cells =
                new LinkedHashSet<>(record.started().design().cells());
        for (Trial trial : record.trials()) {
            if (trial.arm() instanceof Cell cell) {
                cells.add(cell);
            }
        }
        return List.copyOf(cells);
    }

    /// How many blocks there are, of the design and of the trials.
    int number() {
        return blocks.size();
    }

    /// What this run's traffic can be measured by.
    List<Metric> metrics() {
        return Metric.of(record.started().design().traffic());
    }

    /// An arm's trials in the order of the blocks, void ones too.
    List<Trial> trials(Arm arm) {
        return blocks.values().stream()
                .flatMap(arms -> Optional.ofNullable(arms.get(arm)).stream())
                .toList();
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

    /// One sentence for each trial that a block lacks, and one for all the blocks that were never begun.
    List<String> gaps() {
        List<Arm> arms = new ArrayList<>(cells());
        arms.addAll(BASELINES);
        arms.removeIf(arm -> unavailable(arm).isPresent());
        List<String> sentences = new ArrayList<>();
        List<String> unbegun = new ArrayList<>();
        blocks.forEach((number, present) -> {
            if (present.isEmpty() && record.failures().stream().noneMatch(failure -> failure.block() == number)) {
                unbegun.add(number.toString());
                return;
            }
            for (Arm arm : arms) {
                if (!present.containsKey(arm)) {
                    sentences.add("block " + number + " has no " + arm.label() + " (" + why(number, arm) + "): "
                            + consequence(arm));
                }
            }
        });
        if (!unbegun.isEmpty()) {
            sentences.add("not begun: block " + String.join(", ", unbegun));
        }
        return sentences;
    }

    /// Why this cell could not be run where the run took place, when that is what was found.
    Optional<String> unavailable(Arm arm) {
        return record.findings().stream()
                .filter(finding -> finding.subject().equals(arm.label()))
                .map(RunEvent.Finding::reason)
                .findFirst();
    }

    private static String consequence(Arm arm) {
        return arm instanceof Baseline ? "nothing in this block can be paired" : "this cell goes without this block";
    }

    private String why(int block, Arm arm) {
        return record.failures().stream()
                .filter(failure -> failure.block() == block && failure.arm().equals(arm))
                .map(RunEvent.TrialFailed::reason)
                .reduce((earlier, later) -> later)
                .orElse("it was not run");
    }

    /// One sentence for each trial that breaks a rule declared before the run. What a cell's trials fail to prove is
    /// left out where none of them is proven: that the cell is unverified, and why, is said once.
    List<String> voids() {
        Set<Arm> unproven = countsVoids() ? TrialProof.unproven(record.trials()) : Set.of();
        List<String> sentences = new ArrayList<>();
        for (Map<Arm, Trial> arms : blocks.values()) {
            for (Trial trial : arms.values()) {
                List<VoidRules.Breach> broken = broken(trial);
                List<VoidRules.Breach> said = new ArrayList<>(broken);
                if (unproven.contains(trial.arm())) {
                    said.removeAll(TrialProof.broken(trial));
                }
                if (!said.isEmpty()) {
                    sentences.add("block " + trial.block() + ", " + trial.arm().label()
                            + (countsVoids() ? " is void" : " would be void in a run of more blocks")
                            + VoidRules.butFor(broken) + ": "
                            + said.stream().map(VoidRules.Breach::clause).collect(Collectors.joining("; ")));
                }
            }
        }
        return sentences;
    }

    /// How many blocks a cell loses in a metric to void trials, its own or a baseline's.
    int voidBlocks(Cell cell, Metric metric) {
        return (int) blocks.values().stream()
                .filter(arms -> arms.values().stream()
                        .filter(trial ->
                                trial.arm().equals(cell) || (metric.paired() && trial.arm() instanceof Baseline))
                        .anyMatch(trial -> isVoid(trial, metric)))
                .count();
    }

    /// Of one block nothing is claimed, so it may be shown as it is.
    private boolean countsVoids() {
        return record.started().design().blocks() > 1;
    }

    private boolean isVoid(Trial trial, Metric metric) {
        return countsVoids() && broken(trial).stream().anyMatch(breach -> breach.voids(metric));
    }

    /// An arm's trials that count in a metric.
    List<Trial> counted(Arm arm, Metric metric) {
        return trials(arm).stream().filter(trial -> !isVoid(trial, metric)).toList();
    }

    /// Those of them that give a figure of it.
    List<Trial> figured(Arm arm, Metric metric) {
        Clock clock = record.started().clock();
        return counted(arm, metric).stream()
                .filter(trial -> Readings.read(metric, trial, clock) instanceof Reading.Figure)
                .toList();
    }

    List<VoidRules.Breach> broken(Trial trial) {
        return Objects.requireNonNull(broken.get(trial), "a trial of another run");
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
        blocks.forEach((number, arms) -> {
            List<Trial> present = needed.stream()
                    .flatMap(each -> Optional.ofNullable(arms.get(each)).stream())
                    .filter(trial -> !isVoid(trial, metric))
                    .toList();
            if (present.size() < needed.size()) {
                return;
            }
            List<Double> figures = new ArrayList<>();
            for (Trial trial : present) {
                switch (Readings.read(metric, trial, record.started().clock())) {
                    case Reading.Figure figure -> figures.add(figure.value());
                    case Reading.Unusable reading ->
                        unusable.add("block " + number + " gives no " + metric.key() + " for " + arm.label()
                                + (trial.arm().equals(arm)
                                        ? ""
                                        : " (" + trial.arm().label() + ")")
                                + ": " + reading.reason());
                }
            }
            if (figures.size() == needed.size()) {
                put(number, figures, effects, logRatios);
            }
        });
        return new Effects(effects, logRatios, unusable);
    }

    /// The figures of these arms, in their order, of every block in which all are there, none void, and each gives one.
    SortedMap<Integer, List<Double>> figures(List<Arm> needed, Metric metric) {
        SortedMap<Integer, List<Double>> figures = new TreeMap<>();
        complete(needed, metric).forEach((block, trials) -> {
            List<Double> values = new ArrayList<>();
            for (Trial trial : trials) {
                switch (Readings.read(metric, trial, record.started().clock())) {
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
    SortedMap<Integer, List<Trial>> complete(List<Arm> needed, Metric metric) {
        SortedMap<Integer, List<Trial>> complete = new TreeMap<>();
        blocks.forEach((number, arms) -> {
            List<Trial> present = needed.stream()
                    .flatMap(arm -> Optional.ofNullable(arms.get(arm)).stream())
                    .filter(trial -> !isVoid(trial, metric))
                    .toList();
            if (present.size() == needed.size()) {
                complete.put(number, present);
            }
        });
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
