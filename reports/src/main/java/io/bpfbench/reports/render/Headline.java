// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Level;
import io.bpfbench.reports.stats.CellProof;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.Contrast;
import io.bpfbench.reports.stats.DoseResponse;
import io.bpfbench.reports.stats.Estimate;
import io.bpfbench.reports.stats.Inference;
import io.bpfbench.reports.stats.Interval;
import io.bpfbench.reports.stats.IntervalMethod;
import io.bpfbench.reports.stats.Metric;
import io.bpfbench.reports.stats.Row;
import io.bpfbench.reports.stats.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A run's verdict in one sentence: every cell against the first in the metric that says most. What was found comes
/// first, then what was not, then what may not be said; each word is the [Verdict] that the statistics came to.
final class Headline {
    /// The primary metrics, the most telling first: a program's own cost is what settings change, and has least noise.
    private static final List<Metric> TELLING =
            List.of(Metric.COST_PER_EVENT, Metric.CPU_OVERHEAD, Metric.LATENCY_ADDED_P99);

    /// More clauses than these are no sentence.
    private static final int MOST_EFFECTS = 5;

    private static final String NOTHING = "Nothing may be claimed from this run; the reasons stand below.";
    private static final String STACK = "stack";
    private static final Level INTERPRETER = new Level("jit", "0");

    private final Comparison comparison;
    private final Cell reference;
    private final Metric metric;

    private Headline(Comparison comparison, Cell reference, Metric metric) {
        this.comparison = comparison;
        this.reference = reference;
        this.metric = metric;
    }

    static String of(Comparison comparison) {
        if (comparison.record().started().design().blocks() < 2) {
            return "One block shows that the chain works; nothing may be claimed from it.";
        }
        for (CellProof first : comparison.proofs().stream().limit(1).toList()) {
            if (!first.attested()) {
                return "Nothing may be claimed: " + first.cell().label() + ", which all is set against, is "
                        + first.outcome().word() + ".";
            }
            for (Metric metric : TELLING) {
                Headline headline = new Headline(comparison, first.cell(), metric);
                if (headline.rows().stream().anyMatch(row -> row.inference().isPresent())) {
                    return headline.sentence();
                }
            }
        }
        return NOTHING;
    }

    /// What the sentence is about: the cells against the first, or the first alone where there is no other.
    private List<Row> rows() {
        if (!comparison.metrics().contains(metric)) {
            return List.of();
        }
        return comparison.contrasts().isEmpty()
                ? List.of(comparison.row(reference, metric))
                : comparison.contrasts().stream()
                        .map(Contrast::row)
                        .filter(row -> row.metric() == metric)
                        .toList();
    }

    private String sentence() {
        // More copies of a probe are more of the same, and each copy's event costs what it costs alone.
        List<Row> rows = rows().stream()
                .filter(row -> row.cell().value(STACK).equals(reference.value(STACK)))
                .toList();
        List<String> clauses = new ArrayList<>();
        List<Row> effects = rows.stream()
                .filter(row -> row.verdict() == Verdict.HIGHER || row.verdict() == Verdict.LOWER)
                .toList();
        effects.stream().limit(MOST_EFFECTS).map(this::effect).forEach(clauses::add);
        if (effects.size() > MOST_EFFECTS) {
            clauses.add(effects.size() - MOST_EFFECTS + " further cells differ");
        }
        group(rows, Verdict.EQUIVALENT, this::equivalent).ifPresent(clauses::add);
        group(rows, Verdict.WITHIN_NOISE, this::nothing).ifPresent(clauses::add);
        group(rows, Verdict.INCONCLUSIVE, this::inconclusive).ifPresent(clauses::add);
        group(rows, Verdict.NO_CLAIM, this::unclaimed).ifPresent(clauses::add);
        List<String> parts = new ArrayList<>();
        if (!clauses.isEmpty()) {
            parts.add("against " + against() + ", " + String.join("; ", clauses));
        }
        dose().ifPresent(parts::add);
        String text = String.join("; ", parts);
        return text.isEmpty() ? NOTHING : Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }

    private String against() {
        if (!comparison.contrasts().isEmpty()) {
            return reference.label();
        }
        return metric == Metric.COST_PER_EVENT ? "empty programs" : "no probe";
    }

    /// `harden=2 costs 45.33 instructions an event more (+24.59 %, the same in every block)`.
    private String effect(Row row) {
        Estimate estimate = row.estimate().orElseThrow();
        Optional<Inference.Percent> percent = row.inference()
                .flatMap(Inference::percent)
                .filter(present ->
                        metric != Metric.CPU_OVERHEAD && !comparison.contrasts().isEmpty());
        String name = name(row.cell());
        if (percent.filter(present -> present.value() >= 100).isPresent()) {
            return name + " costs " + times(percent.get()) + " as much ("
                    + sure(estimate, percent.get().ci95(), Headline::ratio, " times") + "; "
                    + Numbers.signed(estimate.value(), Numbers.decimals(estimate)) + " " + unit(row) + ")";
        }
        String amount = Numbers.fixed(Math.abs(estimate.value()), Numbers.decimals(estimate)) + " " + unit(row);
        String verb = row.verdict() == Verdict.HIGHER ? " costs " : " saves ";
        String more = row.verdict() == Verdict.HIGHER && !comparison.contrasts().isEmpty() ? " more" : "";
        String certainty = percent.map(present ->
                        Verdicts.bare(present) + ", " + sure(estimate, present.ci95(), Headline::signed, " %"))
                .orElseGet(() -> sure(
                        estimate,
                        estimate.ci95().orElseThrow(),
                        interval -> Numbers.signed(interval.low(), Numbers.decimals(estimate)) + " to "
                                + Numbers.signed(interval.high(), Numbers.decimals(estimate)),
                        ""));
        return name + verb + amount + more + " (" + certainty + ")";
    }

    private static String sure(Estimate estimate, Interval interval, Function<Interval, String> ends, String unit) {
        return estimate.method() == IntervalMethod.CONSTANT
                ? "the same in every block"
                : "95 % CI " + ends.apply(interval) + unit;
    }

    private static String signed(Interval percent) {
        int decimals = Verdicts.decimals(percent);
        return Numbers.signed(percent.low(), decimals) + " to " + Numbers.signed(percent.high(), decimals);
    }

    private static String times(Inference.Percent percent) {
        return Numbers.fixed(1 + percent.value() / 100, ratioDecimals(percent.ci95())) + " times";
    }

    private static String ratio(Interval percent) {
        int decimals = ratioDecimals(percent);
        return Numbers.fixed(1 + percent.low() / 100, decimals) + " to "
                + Numbers.fixed(1 + percent.high() / 100, decimals);
    }

    private static int ratioDecimals(Interval percent) {
        return percent.halfWidth() < 10 ? 2 : percent.halfWidth() < 100 ? 1 : 0;
    }

    /// One clause for all the cells of a verdict.
    private static Optional<String> group(List<Row> rows, Verdict verdict, Function<List<Row>, String> clause) {
        List<Row> same = rows.stream().filter(row -> row.verdict() == verdict).toList();
        return same.isEmpty() ? Optional.empty() : Optional.of(clause.apply(same));
    }

    private String equivalent(List<Row> rows) {
        String margin = Optional.ofNullable(comparison
                        .record()
                        .started()
                        .design()
                        .declared()
                        .margins()
                        .get(metric.key()))
                .map(declared -> Numbers.rough(declared) + " " + unit(rows.getFirst()))
                .orElse("it");
        return names(rows) + (rows.size() == 1 ? " is" : " are") + " equivalent within the margin of " + margin
                + " declared before the run";
    }

    private String nothing(List<Row> rows) {
        boolean exact = rows.stream()
                .allMatch(row -> row.estimate()
                        .filter(estimate -> estimate.method() == IntervalMethod.CONSTANT && estimate.value() == 0)
                        .isPresent());
        double floor = rows.stream()
                .flatMapToDouble(
                        row -> row.inference().stream().flatMapToDouble(inference -> inference.floor().stream()))
                .max()
                .orElse(0);
        return names(rows) + (rows.size() == 1 ? " costs" : " cost") + " nothing measurable ("
                + (exact
                        ? "the same in every block"
                        : "within the noise floor of " + Numbers.rough(floor) + " " + unit(rows.getFirst()))
                + ")";
    }

    private String inconclusive(List<Row> rows) {
        double unseen = rows.stream()
                .flatMap(row -> row.inference().stream())
                .mapToDouble(Inference::detectable)
                .max()
                .orElse(0);
        return names(rows) + (rows.size() == 1 ? " is" : " are") + " inconclusive (differences below "
                + Numbers.rough(unseen) + " " + unit(rows.getFirst()) + " can go unseen)";
    }

    /// Cells that are not attested, not available, or without a figure.
    private String unclaimed(List<Row> rows) {
        return rows.stream()
                .collect(Collectors.groupingBy(
                        row -> comparison.proofs().stream()
                                .filter(proof -> proof.cell().equals(row.cell()) && !proof.attested())
                                .map(proof -> proof.outcome().word())
                                .findFirst()
                                .orElse("without enough figures"),
                        LinkedHashMap::new,
                        Collectors.toList()))
                .entrySet()
                .stream()
                .map(same -> names(same.getValue()) + (same.getValue().size() == 1 ? " is " : " are ") + same.getKey())
                .collect(Collectors.joining("; "));
    }

    /// What one more copy of the probe costs, of the first cell's kind.
    private Optional<String> dose() {
        return comparison.doses().stream()
                .map(DoseResponse::slope)
                .filter(row -> row.metric() == Metric.CPU_OVERHEAD || row.metric() == Metric.MESSAGE_ADDED)
                .filter(row -> row.estimate().flatMap(Estimate::ci95).isPresent())
                .limit(1)
                .map(row -> {
                    Estimate estimate = row.estimate().orElseThrow();
                    int decimals = Numbers.decimals(estimate);
                    boolean found = row.verdict() == Verdict.HIGHER || row.verdict() == Verdict.LOWER;
                    return "each further probe costs " + Numbers.fixed(estimate.value(), decimals) + " " + unit(row)
                            + " ("
                            + sure(
                                    estimate,
                                    estimate.ci95().orElseThrow(),
                                    interval -> Numbers.fixed(interval.low(), decimals) + " to "
                                            + Numbers.fixed(interval.high(), decimals),
                                    "")
                            + (found ? "" : ", " + row.verdict().word()) + ")";
                })
                .findFirst();
    }

    private static String unit(Row row) {
        return switch (row.metric()) {
            case COST_PER_EVENT -> row.unit() + " an event";
            case MESSAGE_ADDED -> row.unit() + " a message";
            case CPU_OVERHEAD -> row.unit() + " of CPU";
            case LATENCY_ADDED_P99 -> row.unit() + " at p99";
            case LATENCY_ADDED_P50 -> row.unit() + " at p50";
            case EVENTS_PER_SECOND, LOAD_TIME -> row.unit();
        };
    }

    private String names(List<Row> rows) {
        List<String> names = rows.stream().map(row -> name(row.cell())).toList();
        return names.size() == 1
                ? names.getFirst()
                : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
    }

    /// What a cell has that the reference has not; the reference itself by its whole name.
    private String name(Cell cell) {
        List<Level> own = cell.levels().stream()
                .filter(level -> !reference.levels().contains(level))
                .toList();
        return own.isEmpty()
                ? cell.label()
                : own.stream()
                        .map(level -> level.equals(INTERPRETER) ? "the interpreter" : level.toString())
                        .collect(Collectors.joining(" "));
    }
}
