// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Arm;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Fits [DoseResponse]s to the cells of a run that differ only in `stack`.
final class Doses {
    private final Blocks blocks;
    private final List<CellProof> proofs;
    private final Clock clock;
    private final long seed;

    Doses(Blocks blocks, List<CellProof> proofs, Clock clock, long seed) {
        this.blocks = blocks;
        this.proofs = proofs;
        this.clock = clock;
        this.seed = seed;
    }

    /// Every group of at least two numbers of copies in every metric that is set against baselines. The slopes of a run
    /// are one family of questions, adjusted like the cells' own.
    List<DoseResponse> all(Declared declared, List<NoiseFloor> controls) {
        List<Fitted> fitted = new ArrayList<>();
        double leverage = 0;
        for (List<CellProof> group : groups()) {
            if (group.size() == 1) {
                continue;
            }
            leverage = Math.max(leverage, leverage(copies(group)));
            for (Metric metric : blocks.metrics()) {
                if (metric.paired()) {
                    fit(group, metric).ifPresent(fitted::add);
                }
            }
        }
        double moved = leverage;
        List<NoiseFloor> floors = controls.stream()
                .map(floor -> new NoiseFloor(
                        floor.metric(), floor.arm(), floor.other(), floor.estimate(), floor.value() * moved))
                .toList();
        // A margin is declared for the effect of a cell, not for that of one copy.
        Judge judge = new Judge(new Declared(declared.voids(), Map.of()), floors, clock, seed);
        List<Row> rows = judge.conclude(fitted.stream().map(Fitted::pending).toList());
        return IntStream.range(0, rows.size())
                .mapToObj(i -> new DoseResponse(
                        rows.get(i),
                        rows.get(i).metric().key() + "_per_probe",
                        fitted.get(i).intercept(),
                        fitted.get(i).points()))
                .toList();
    }

    private List<List<CellProof>> groups() {
        Map<Cell, List<CellProof>> groups = new LinkedHashMap<>();
        for (CellProof proof : proofs) {
            groups.computeIfAbsent(Stack.group(proof.cell()), group -> new ArrayList<>())
                    .add(proof);
        }
        return groups.values().stream()
                .map(group -> group.stream()
                        .sorted(Comparator.comparingInt(proof -> Stack.of(proof.cell())))
                        .toList())
                .toList();
    }

    /// The numbers of copies, the two baselines' first.
    private static double[] copies(List<CellProof> group) {
        return IntStream.concat(IntStream.of(0, 0), group.stream().mapToInt(proof -> Stack.of(proof.cell())))
                .asDoubleStream()
                .toArray();
    }

    /// By how much a disturbance of one point moves the slope at most: `max |xᵢ − x̄| / Σ(x − x̄)²`. So far does one of
    /// the noise floor's size, which is what a slope has to be above.
    static double leverage(double[] copies) {
        double mean = Moments.mean(copies);
        double squares =
                Arrays.stream(copies).map(each -> (each - mean) * (each - mean)).sum();
        return Arrays.stream(copies).map(each -> Math.abs(each - mean)).max().orElseThrow() / squares;
    }

    private static List<String> kinds(List<CellProof> group) {
        return group.stream()
                .flatMap(proof -> proof.attach().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /// One sentence for each group that has no slope, of which metrics and why.
    List<String> missing() {
        List<String> sentences = new ArrayList<>();
        List<Metric> paired = blocks.metrics().stream().filter(Metric::paired).toList();
        for (List<CellProof> group : groups()) {
            Map<String, List<String>> byReason = new LinkedHashMap<>();
            for (Metric metric : paired) {
                why(group, metric)
                        .ifPresent(reason -> byReason.computeIfAbsent(reason, text -> new ArrayList<>())
                                .add(metric.key()));
            }
            String label = Stack.group(group.getFirst().cell()).label();
            byReason.forEach((reason, metrics) -> sentences.add(label + ": no slope"
                    + (metrics.size() == paired.size() ? "" : " of " + String.join(", ", metrics)) + ", because "
                    + reason));
        }
        return sentences;
    }

    private Optional<String> why(List<CellProof> group, Metric metric) {
        if (group.size() == 1) {
            return Optional.of("it has one number of copies only (" + copies(group.getFirst()) + ")");
        }
        if (kinds(group).size() > 1) {
            return Optional.of("its cells were attached by different kinds (" + String.join(", ", kinds(group)) + ")");
        }
        if (!blocks.figures(arms(group), metric).isEmpty()) {
            return Optional.empty();
        }
        List<String> lacking = new ArrayList<>();
        Blocks.BASELINES.forEach(arm -> lacking(arm.label(), arm, metric).ifPresent(lacking::add));
        group.forEach(proof -> lacking(copies(proof), proof.cell(), metric).ifPresent(lacking::add));
        return Optional.of("no block has every number of copies (" + String.join("; ", lacking) + ")");
    }

    private static String copies(CellProof proof) {
        return "stack=" + Stack.of(proof.cell());
    }

    /// What became of those of an arm's trials that give no figure: `stack=16: 6 void`.
    private Optional<String> lacking(String name, Arm arm, Metric metric) {
        if (blocks.unavailable(arm).isPresent()) {
            return Optional.of(name + ": unavailable");
        }
        int run = blocks.trials(arm).size();
        int counted = blocks.counted(arm, metric).size();
        Map<String, Integer> lost = new LinkedHashMap<>();
        lost.put("void", run - counted);
        lost.put("without a figure", counted - blocks.figured(arm, metric).size());
        lost.put("not run", blocks.number() - run);
        String text = lost.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
        return text.isEmpty() ? Optional.empty() : Optional.of(name + ": " + text);
    }

    private static List<Arm> arms(List<CellProof> group) {
        List<Arm> arms = new ArrayList<>(Blocks.BASELINES);
        group.forEach(proof -> arms.add(proof.cell()));
        return arms;
    }

    private record Fitted(Judge.Pending pending, double intercept, List<DoseResponse.Point> points) {}

    private Optional<Fitted> fit(List<CellProof> group, Metric metric) {
        SortedMap<Integer, List<Double>> figures = blocks.figures(arms(group), metric);
        if (figures.isEmpty() || kinds(group).size() > 1) {
            return Optional.empty();
        }
        double[] copies = copies(group);
        SortedMap<Integer, Double> slopes = new TreeMap<>();
        List<Double> intercepts = new ArrayList<>();
        List<List<Double>> effects = new ArrayList<>();
        group.forEach(proof -> effects.add(new ArrayList<>()));
        figures.forEach((block, values) -> {
            double base = (values.get(0) + values.get(1)) / 2;
            double[] above = values.stream().mapToDouble(value -> value - base).toArray();
            LeastSquares line = LeastSquares.of(copies, above);
            slopes.put(block, line.slope());
            intercepts.add(line.intercept());
            for (int place = 0; place < effects.size(); place++) {
                effects.get(place).add(above[place + Blocks.BASELINES.size()]);
            }
        });
        Effects slopeEffects = new Effects(slopes, new TreeMap<>(), List.of());
        Estimate slope = Estimate.of(List.copyOf(slopes.values()), seed);
        List<String> failures = group.stream()
                .flatMap(proof -> proof.failures().stream())
                .distinct()
                .toList();
        Row row = new Row(
                Stack.group(group.getFirst().cell()),
                metric,
                metric.unit(clock),
                Optional.of(slope),
                Optional.empty(),
                group.stream().allMatch(CellProof::attested),
                String.join("; ", failures));
        double intercept = Moments.mean(
                intercepts.stream().mapToDouble(Double::doubleValue).toArray());
        List<DoseResponse.Point> points = new ArrayList<>();
        points.add(new DoseResponse.Point(
                0, Estimate.of(intercepts.stream().map(ignored -> 0.0).toList(), seed), -intercept));
        for (int place = 0; place < group.size(); place++) {
            int k = Stack.of(group.get(place).cell());
            Estimate effect = Estimate.of(effects.get(place), seed);
            points.add(new DoseResponse.Point(k, effect, effect.value() - intercept - k * slope.value()));
        }
        return Optional.of(new Fitted(new Judge.Pending(row, Blocks.BASELINES, slopeEffects, true), intercept, points));
    }
}
