// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.stats.CellProof;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.Contrast;
import io.bpfbench.reports.stats.DoseResponse;
import io.bpfbench.reports.stats.Metric;
import io.bpfbench.reports.stats.Row;
import io.bpfbench.reports.stats.Stack;
import io.bpfbench.reports.stats.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A run's verdict in one sentence: every cell against the first, in the metric that says most of it, and in each other
/// primary metric in which something was found. What was found comes first, then what was not, then what may not be
/// said; each word is the [Verdict] that the statistics came to, in [HeadlineWords].
final class Headline {
    /// The primary metrics, the most telling first: a program's own cost is what settings change, and has least noise.
    private static final List<Metric> TELLING =
            List.of(Metric.COST_PER_EVENT, Metric.CPU_OVERHEAD, Metric.LATENCY_ADDED_P99, Metric.TRIGGER_ADDED);

    /// The same of a further copy of the probe, whose events cost what the first one's do.
    private static final List<Metric> DOSES =
            List.of(Metric.MESSAGE_ADDED, Metric.TRIGGER_ADDED, Metric.CPU_OVERHEAD, Metric.LATENCY_ADDED_P99);

    private static final List<Verdict> NOT_FOUND =
            List.of(Verdict.EQUIVALENT, Verdict.WITHIN_NOISE, Verdict.INCONCLUSIVE);

    /// More effects than these are no sentence.
    private static final int MOST_EFFECTS = 6;

    private static final String NOTHING = "Nothing may be claimed from this run; the reasons stand below.";
    private static final String STACK = "stack";

    private final Comparison comparison;
    private final Cell reference;
    private final HeadlineWords words;

    private Headline(Comparison comparison, Cell reference) {
        this.comparison = comparison;
        this.reference = reference;
        this.words = new HeadlineWords(comparison, reference);
    }

    static String of(Comparison comparison) {
        String name = RunFacts.of(comparison.record().started(), "");
        return (name.isEmpty() ? "" : name + ": ") + told(comparison);
    }

    private static String told(Comparison comparison) {
        if (comparison.record().trials().isEmpty()) {
            return "Nothing may be claimed: no trial came to its end.";
        }
        if (comparison.record().started().design().blocks() < 2) {
            return "One block shows that the chain works; nothing may be claimed from it.";
        }
        for (CellProof first : comparison.proofs().stream().limit(1).toList()) {
            return first.attested()
                    ? new Headline(comparison, first.cell()).sentence()
                    : "Nothing may be claimed: " + first.cell().label() + ", which all is set against, is "
                            + first.outcome().word() + ".";
        }
        return NOTHING;
    }

    /// What a cell's own figure in a metric is the difference from.
    static String without(Metric metric) {
        return switch (metric) {
            case COST_PER_EVENT -> "empty programs";
            case CPU_OVERHEAD,
                    LATENCY_ADDED_P50,
                    LATENCY_ADDED_P99,
                    MESSAGE_ADDED,
                    TRIGGER_ADDED,
                    TRIGGER_CPU_ADDED,
                    EVENTS_PER_SECOND,
                    EVENTS_PER_TRIGGER,
                    LOAD_TIME -> "no probe";
        };
    }

    private String sentence() {
        List<List<Row>> cells = cells();
        if (Stream.concat(cells.stream().flatMap(List::stream), slopes().stream())
                .noneMatch(row -> row.inference().isPresent())) {
            return NOTHING;
        }
        Map<String, List<Row>> told = cells.stream()
                .flatMap(rows -> told(rows).stream())
                .collect(Collectors.groupingBy(row -> against(row.metric()), LinkedHashMap::new, Collectors.toList()));
        List<String> parts = new ArrayList<>();
        told.forEach((against, rows) -> parts.add("against " + against + ", " + String.join("; ", clauses(rows))));
        parts.addAll(dose());
        String text = String.join("; ", parts);
        return text.isEmpty() ? NOTHING : Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }

    /// What the sentence is about: the cells against the first, or the first alone where there is no other; the primary
    /// metrics of each, the most telling first.
    private List<List<Row>> cells() {
        List<Row> all = comparison.contrasts().isEmpty()
                ? comparison.rows()
                : comparison.contrasts().stream().map(Contrast::row).toList();
        Map<Cell, List<Row>> cells = new LinkedHashMap<>();
        all.forEach(row -> cells.putIfAbsent(row.cell(), ordered(all, row.cell(), TELLING)));
        return List.copyOf(cells.values());
    }

    private static List<Row> ordered(List<Row> rows, Cell cell, List<Metric> metrics) {
        return metrics.stream()
                .flatMap(metric -> rows.stream()
                        .filter(row -> row.metric() == metric && row.cell().equals(cell)))
                .toList();
    }

    /// What is told of one cell. More copies of a probe are more of the same, and each copy's event costs what it costs
    /// alone: such a cell is one point of a dose, and named only where it is not proven.
    private List<Row> told(List<Row> rows) {
        Cell cell = rows.getFirst().cell();
        if (cell.value(STACK).equals(reference.value(STACK))) {
            return telling(rows);
        }
        return words.unproven(cell).isPresent() ? List.of(rows.getFirst()) : List.of();
    }

    /// The first row of which anything can be concluded, and all others in which something was found.
    private static List<Row> telling(List<Row> rows) {
        Row lead = rows.stream()
                .filter(row -> row.inference().isPresent())
                .findFirst()
                .orElse(rows.getFirst());
        return rows.stream().filter(row -> row.equals(lead) || found(row)).toList();
    }

    private static boolean found(Row row) {
        return row.verdict() == Verdict.HIGHER || row.verdict() == Verdict.LOWER;
    }

    private String against(Metric metric) {
        return comparison.contrasts().isEmpty() ? without(metric) : reference.label();
    }

    private List<String> clauses(List<Row> rows) {
        List<String> clauses = new ArrayList<>(effects(rows));
        for (Verdict verdict : NOT_FOUND) {
            rows.stream()
                    .filter(row -> row.verdict() == verdict)
                    .collect(Collectors.groupingBy(
                            row -> List.of(row.metric(), HeadlineWords.repeats(row)),
                            LinkedHashMap::new,
                            Collectors.toList()))
                    .values()
                    .forEach(same -> clauses.add(words.notFound(names(same), same)));
        }
        rows.stream()
                .filter(row -> row.verdict() == Verdict.NO_CLAIM)
                .collect(Collectors.groupingBy(
                        row -> words.unproven(row.cell()).orElse("without enough figures"),
                        LinkedHashMap::new,
                        Collectors.toList()))
                .forEach((why, same) ->
                        clauses.add(HeadlineWords.and(names(same)) + (same.size() == 1 ? " is " : " are ") + why));
        return clauses;
    }

    /// A clause for each cell, the first effect of each before the second of any.
    private List<String> effects(List<Row> rows) {
        Map<Cell, List<Row>> byCell = rows.stream()
                .filter(Headline::found)
                .collect(Collectors.groupingBy(Row::cell, LinkedHashMap::new, Collectors.toList()));
        List<Row> shown = Stream.concat(
                        byCell.values().stream().map(List::getFirst),
                        byCell.values().stream().flatMap(each -> each.stream().skip(1)))
                .limit(MOST_EFFECTS)
                .toList();
        String more = comparison.contrasts().isEmpty() ? "" : " more";
        List<String> clauses = new ArrayList<>();
        byCell.forEach((cell, effects) -> {
            List<Row> kept = effects.stream().filter(shown::contains).toList();
            if (!kept.isEmpty()) {
                clauses.add(words.found(words.name(cell), kept, more));
            }
        });
        int left = byCell.values().stream().mapToInt(List::size).sum() - shown.size();
        if (left > 0) {
            clauses.add(left + (left == 1 ? " further difference stands" : " further differences stand")
                    + " in the tables");
        }
        return clauses;
    }

    private List<String> names(List<Row> rows) {
        return rows.stream().map(row -> words.name(row.cell())).toList();
    }

    /// What one more copy of the probe costs, of the reference's kind.
    private List<Row> slopes() {
        return ordered(comparison.doses().stream().map(DoseResponse::slope).toList(), Stack.group(reference), DOSES);
    }

    private List<String> dose() {
        Cell group = Stack.group(reference);
        if (comparison.cells().stream()
                        .filter(cell -> Stack.group(cell).equals(group))
                        .count()
                < 2) {
            return List.of();
        }
        List<Row> slopes =
                slopes().stream().filter(row -> row.inference().isPresent()).toList();
        if (slopes.isEmpty()) {
            return List.of("what each further probe costs cannot be told");
        }
        String name = "each further probe";
        List<Row> told = telling(slopes);
        List<Row> effects = told.stream().filter(Headline::found).toList();
        List<String> clauses = new ArrayList<>();
        if (!effects.isEmpty()) {
            clauses.add(words.found(name, effects, ""));
        }
        told.stream()
                .filter(row -> !found(row))
                .forEach(row -> clauses.add(words.notFound(List.of(name), List.of(row))));
        return clauses;
    }
}
