// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Chain;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.result.Trial;
import io.bpfbench.reports.stats.Calibration.Line;
import io.bpfbench.reports.stats.Calibration.Outcome;
import io.bpfbench.reports.stats.Calibration.Resolution;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Fits each block's costs per event to the lengths of the programs, and holds the slopes against the truth.
final class Calibrator {
    /// The dimension that generated programs have and the probe has not.
    static final String LENGTH = "length";
    private static final int QUICK = 6;
    private static final int FULL = 20;

    private final RunRecord record;
    private final Comparison comparison;
    private final Blocks blocks;
    private final Clock clock;
    private final long seed;

    Calibrator(RunRecord record) {
        this.record = record;
        comparison = Comparison.of(record);
        blocks = comparison.blocks();
        clock = record.started().clock();
        seed = record.started().seed();
    }

    Calibration calibrate() {
        List<Line> lines = codes().entrySet().stream()
                .filter(code -> code.getValue().size() > 1)
                .map(code -> line(code.getKey(), code.getValue()))
                .toList();
        return new Calibration(comparison, lines, resolutions());
    }

    static List<Integer> lengths(List<Cell> cells) {
        return cells.stream()
                .flatMap(cell -> cell.value(LENGTH).stream())
                .map(Integer::valueOf)
                .distinct()
                .sorted()
                .toList();
    }

    /// The cells of each kind of code by the length of their programs. A kind with one length is there for its control
    /// only.
    private Map<String, SortedMap<Integer, Cell>> codes() {
        Map<String, SortedMap<Integer, Cell>> codes = new LinkedHashMap<>();
        for (Cell cell : record.started().design().cells()) {
            cell.value(LENGTH).ifPresent(length -> {
                String code = cell.levels().stream()
                        .filter(level -> !level.dimension().equals(LENGTH))
                        .map(Object::toString)
                        .collect(Collectors.joining(" "));
                codes.computeIfAbsent(code, name -> new TreeMap<>()).put(Integer.valueOf(length), cell);
            });
        }
        return codes;
    }

    private Line line(String code, SortedMap<Integer, Cell> cells) {
        Optional<String> unavailable = cells.values().stream()
                .flatMap(cell -> blocks.unavailable(cell).stream())
                .findFirst();
        if (unavailable.isPresent()) {
            return without(code, "cannot be run here", Outcome.NOT_JUDGED, unavailable.get());
        }
        SortedMap<Integer, Double> slopes = slopes(cells, this::costs);
        Truth truth = truth(cells);
        Optional<String> unverified = comparison.proofs().stream()
                .filter(proof -> cells.containsValue(proof.cell()))
                .flatMap(proof -> proof.failures().stream())
                .findFirst();
        if (slopes.isEmpty()) {
            return without(
                    code,
                    truth.source(),
                    Outcome.INCONCLUSIVE,
                    unverified.orElseGet(() -> "no block has a cost per event at every length" + voids(cells)));
        }
        Optional<String> broken = broken(cells);
        if (broken.isPresent()) {
            return without(code, truth.source(), Outcome.INCONCLUSIVE, broken.get());
        }
        if (unverified.isPresent()) {
            return without(code, truth.source(), Outcome.FAIL, "unverified: " + unverified.get());
        }
        SortedMap<Integer, Double> ratios = new TreeMap<>();
        slopes.forEach((block, slope) ->
                Optional.ofNullable(truth.byBlock().get(block)).ifPresent(known -> ratios.put(block, slope / known)));
        Optional<Estimate> ratio = estimate(ratios);
        Judgement judgement = truth.wrong()
                .map(wrong -> new Judgement(Outcome.FAIL, wrong))
                .or(() -> ratio.map(this::judge))
                .orElseGet(() -> new Judgement(Outcome.NOT_JUDGED, truth.source()));
        return new Line(
                code,
                estimate(slopes),
                estimate(truth.byBlock()),
                truth.source(),
                ratio,
                judgement.outcome(),
                judgement.reason());
    }

    /// The first rule that a trial breaks and yet counts, as it does in a run of one block.
    private Optional<String> broken(SortedMap<Integer, Cell> cells) {
        return cells.values().stream()
                .flatMap(cell -> blocks.counted(cell, Metric.COST_PER_EVENT).stream())
                .flatMap(trial -> blocks.broken(trial).stream()
                        .filter(breach -> breach.voids(Metric.COST_PER_EVENT))
                        .map(breach -> "the trial of " + trial.arm().label()
                                + " would be void in a run of more blocks: " + breach.clause()))
                .findFirst();
    }

    private String voids(SortedMap<Integer, Cell> cells) {
        long voids = cells.values().stream()
                .filter(cell -> blocks.voidBlocks(cell, Metric.COST_PER_EVENT) > 0)
                .count();
        return voids == 0 ? "" : ": trials of " + voids + " lengths are void, see the warnings; quiet the machine";
    }

    private static Line without(String code, String source, Outcome outcome, String reason) {
        return new Line(code, Optional.empty(), Optional.empty(), source, Optional.empty(), outcome, reason);
    }

    private record Judgement(Outcome outcome, String reason) {}

    private Judgement judge(Estimate ratio) {
        return switch (clock) {
            case INSTRUCTIONS -> {
                double worst = ratio.effects().stream()
                        .mapToDouble(each -> Math.abs(each - 1))
                        .max()
                        .orElseThrow();
                yield worst <= Calibration.TOLERANCE
                        ? new Judgement(Outcome.PASS, "")
                        : new Judgement(
                                Outcome.FAIL,
                                String.format(Locale.ROOT, "a block is %.2f %% off the truth", 100 * worst));
            }
            case WALL ->
                ratio.ci95()
                        .map(interval -> judge(ratio, interval))
                        .orElseGet(() -> new Judgement(Outcome.INCONCLUSIVE, "one block has no interval"));
        };
    }

    private static Judgement judge(Estimate ratio, Interval interval) {
        if (!interval.contains(1)) {
            return new Judgement(
                    Outcome.FAIL,
                    String.format(
                            Locale.ROOT,
                            "%.2f %% off, and the interval excludes the truth",
                            100 * (ratio.value() - 1)));
        }
        if (interval.halfWidth() > Calibration.WIDEST) {
            return new Judgement(
                    Outcome.INCONCLUSIVE,
                    String.format(
                            Locale.ROOT,
                            "the interval holds the truth and is too wide to show anything (half width %.1f %%): quiet"
                                    + " the machine or raise --blocks",
                            100 * interval.halfWidth()));
        }
        return new Judgement(Outcome.PASS, "");
    }

    private Optional<Estimate> estimate(SortedMap<Integer, Double> byBlock) {
        return byBlock.isEmpty() ? Optional.empty() : Optional.of(Estimate.of(List.copyOf(byBlock.values()), seed));
    }

    /// One cell's figures by block.
    private interface Figures {
        SortedMap<Integer, Double> of(Cell cell);
    }

    private SortedMap<Integer, Double> costs(Cell cell) {
        return blocks.effects(cell, List.of(), Metric.COST_PER_EVENT).byBlock();
    }

    /// What one run of the chain took in user space, of the trials that count.
    private SortedMap<Integer, Double> chains(Cell cell) {
        SortedMap<Integer, Double> costs = costs(cell);
        SortedMap<Integer, Double> chains = new TreeMap<>();
        for (Trial trial : blocks.trials(cell)) {
            Optional<Chain> chain = trial.probe().flatMap(ProbeFigures::chain);
            if (costs.containsKey(trial.block())) {
                chain.ifPresent(timed -> chains.put(trial.block(), (double) timed.nanos() / timed.runs()));
            }
        }
        return chains;
    }

    /// The slope of each block that has a figure at every length.
    private static SortedMap<Integer, Double> slopes(SortedMap<Integer, Cell> cells, Figures figures) {
        double[] lengths =
                cells.keySet().stream().mapToDouble(Integer::doubleValue).toArray();
        Map<Integer, List<Double>> byBlock = new TreeMap<>();
        for (Cell cell : cells.values()) {
            figures.of(cell)
                    .forEach((block, figure) -> byBlock.computeIfAbsent(block, number -> new ArrayList<>())
                            .add(figure));
        }
        SortedMap<Integer, Double> slopes = new TreeMap<>();
        byBlock.forEach((block, costs) -> {
            if (costs.size() == lengths.length) {
                double[] y = costs.stream().mapToDouble(Double::doubleValue).toArray();
                slopes.put(block, LeastSquares.of(lengths, y).slope());
            }
        });
        return slopes;
    }

    /// @param byBlock what an addition truly takes; empty when that is not known
    /// @param source where it is from, or why it is not known
    /// @param wrong what is not as it must be for the truth to hold
    private record Truth(SortedMap<Integer, Double> byBlock, String source, Optional<String> wrong) {
        static Truth none(String why) {
            return new Truth(new TreeMap<>(), why, Optional.empty());
        }
    }

    private Truth truth(SortedMap<Integer, Cell> cells) {
        SortedMap<Integer, List<Trial>> byLength = new TreeMap<>();
        cells.forEach((length, cell) -> byLength.put(length, blocks.trials(cell)));
        CodeGrowth growth = CodeGrowth.of(byLength);
        if (growth.interpreted()) {
            return Truth.none("how many native instructions the interpreter needs for one is not known beforehand");
        }
        if (!comparison.environment().architecture().equals("x86_64")) {
            return Truth.none("what the JIT makes of an addition is known for x86_64");
        }
        return switch (clock) {
            case INSTRUCTIONS -> {
                SortedMap<Integer, Double> known = new TreeMap<>();
                byLength.values()
                        .forEach(trials -> trials.forEach(trial -> known.put(trial.block(), growth.instructions())));
                yield new Truth(known, growth.described(), growth.wrong());
            }
            case WALL ->
                growth.blinded()
                        ? Truth.none("what blinded code takes in nanoseconds is not known beforehand")
                        : new Truth(slopes(cells, this::chains), "the same chain in user space", growth.wrong());
        };
    }

    private List<Resolution> resolutions() {
        return comparison.controls().stream()
                .filter(floor -> floor.metric().costs())
                .collect(Collectors.groupingBy(
                        NoiseFloor::metric,
                        () -> new TreeMap<>(),
                        Collectors.maxBy(Comparator.comparingDouble(NoiseFloor::value))))
                .values()
                .stream()
                .flatMap(Optional::stream)
                .map(this::resolution)
                .toList();
    }

    /// A control is the difference of two trials, whose variance is twice a trial's. A cell's effect in a paired metric
    /// is the difference of one and the mean of two baselines, which is one and a half times it.
    private Resolution resolution(NoiseFloor floor) {
        double ofControl = Moments.deviation(floor.estimate().effects().stream()
                .mapToDouble(Double::doubleValue)
                .toArray());
        double deviation = floor.metric().paired() ? ofControl * Math.sqrt(1.5 / 2) : ofControl;
        return new Resolution(
                floor,
                floor.metric().unit(clock),
                deviation,
                deviation * Power.detectable(QUICK),
                deviation * Power.detectable(FULL));
    }
}
