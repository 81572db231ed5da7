// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Arm;
import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.result.Trial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A run's trials by block and arm, and each cell's effects by block.
final class Blocks {
    private final RunRecord record;
    private final SortedMap<Integer, Map<Arm, Trial>> blocks = new TreeMap<>();

    /// @throws ComparisonException when a block holds an arm twice
    Blocks(RunRecord record) {
        this.record = record;
        for (int block = 1; block <= record.started().design().blocks(); block++) {
            blocks.put(block, new LinkedHashMap<>());
        }
        for (Trial trial : record.trials()) {
            Map<Arm, Trial> arms = blocks.computeIfAbsent(trial.block(), number -> new LinkedHashMap<>());
            if (arms.put(trial.arm(), trial) != null) {
                throw new ComparisonException(
                        "block " + trial.block() + " holds " + trial.arm().label()
                                + " twice, and two trials of one slot are never averaged: remove one from the journal");
            }
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

    /// An arm's trials in the order of the blocks.
    List<Trial> trials(Arm arm) {
        return blocks.values().stream()
                .flatMap(arms -> Optional.ofNullable(arms.get(arm)).stream())
                .toList();
    }

    /// One sentence for each trial that a block lacks.
    List<String> gaps() {
        List<Arm> arms = new ArrayList<>(cells());
        arms.add(new Baseline(1));
        arms.add(new Baseline(2));
        List<String> sentences = new ArrayList<>();
        blocks.forEach((number, present) -> {
            for (Arm arm : arms) {
                if (!present.containsKey(arm)) {
                    String consequence = arm instanceof Baseline
                            ? "nothing in this block can be paired"
                            : "this cell goes without this block";
                    sentences.add("block " + number + " has no " + arm.label() + " (" + why(number, arm) + "): "
                            + consequence);
                }
            }
        });
        return sentences;
    }

    private String why(int block, Arm arm) {
        return record.failures().stream()
                .filter(failure -> failure.block() == block && failure.arm().equals(arm))
                .map(RunEvent.TrialFailed::reason)
                .reduce((earlier, later) -> later)
                .orElse("it was not run");
    }

    /// One cell's effects in one metric, block by block, and a clause for each block that gives none although its
    /// trial is there.
    Effects effects(Cell cell, Metric metric) {
        SortedMap<Integer, Double> effects = new TreeMap<>();
        List<String> unusable = new ArrayList<>();
        blocks.forEach((number, arms) -> {
            List<Arm> needed = metric.paired() ? List.of(cell, new Baseline(1), new Baseline(2)) : List.<Arm>of(cell);
            List<Trial> present = needed.stream()
                    .flatMap(arm -> Optional.ofNullable(arms.get(arm)).stream())
                    .toList();
            if (present.size() < needed.size()) {
                return;
            }
            List<Double> figures = new ArrayList<>();
            for (Trial trial : present) {
                switch (Readings.read(metric, trial, record.started().clock())) {
                    case Reading.Figure figure -> figures.add(figure.value());
                    case Reading.Unusable reading ->
                        unusable.add("block " + number + " gives no " + metric.key() + " for " + cell.label()
                                + (trial.arm().equals(cell)
                                        ? ""
                                        : " (" + trial.arm().label() + ")") + ": " + reading.reason());
                }
            }
            if (figures.size() == needed.size()) {
                effects.put(
                        number,
                        metric.paired() ? figures.get(0) - mean(figures.get(1), figures.get(2)) : figures.get(0));
            }
        });
        return new Effects(effects, unusable);
    }

    private static double mean(double first, double second) {
        return first + (second - first) / 2;
    }

    /// @param byBlock effect by the number of its block
    /// @param unusable one sentence for each block whose figures cannot be used
    record Effects(SortedMap<Integer, Double> byBlock, List<String> unusable) {
        List<Double> values() {
            return List.copyOf(byBlock.values());
        }
    }

    /// The kinds of attachment that an arm's trials used, each once.
    List<String> attachKinds(Arm arm) {
        return trials(arm).stream()
                .flatMap(trial -> trial.probe().stream())
                .map(probe -> probe.attach())
                .distinct()
                .sorted()
                .collect(Collectors.toUnmodifiableList());
    }
}
