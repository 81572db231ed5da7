// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.IntervalMethod;
import io.bpfbench.reports.stats.Metric;
import io.bpfbench.reports.stats.Row;
import io.bpfbench.reports.stats.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The results table for a terminal: two lines a cell, the figure above its interval; three where an interval would
/// make the table too wide. A mark stands before a figure in which nothing was found.
final class TerminalFigures {
    private TerminalFigures() {}

    /// With intervals on one line where the table then fits, else with the long ones on two.
    static List<String> lines(Comparison comparison) {
        List<String> lines = lines(comparison, Integer.MAX_VALUE);
        return TextLines.widest(lines) <= TextLines.WIDTH ? lines : lines(comparison, TextLines.SHORT_INTERVAL);
    }

    private static List<String> lines(Comparison comparison, int longest) {
        Clock clock = comparison.clock();
        List<List<String>> grid = new ArrayList<>();
        for (int line = 0; line < 3; line++) {
            int place = line;
            List<String> heads = new ArrayList<>(List.of(place == 0 ? "Configuration" : ""));
            RunFacts.columns(comparison)
                    .forEach(metric -> heads.add(heads(metric, clock).get(place)));
            heads.add(place == 0 ? "n" : "");
            grid.add(heads);
        }
        for (Cell cell : comparison.cells()) {
            grid.addAll(rows(comparison, cell, longest));
        }
        List<String> lines = new ArrayList<>(TextLines.aligned(grid));
        lines.add(3, "-".repeat(TextLines.widest(lines)));
        return lines;
    }

    private static List<List<String>> rows(Comparison comparison, Cell cell, int longest) {
        List<String> values = new ArrayList<>(List.of(cell.label()));
        List<String> intervals = new ArrayList<>();
        List<String> ends = new ArrayList<>(List.of(""));
        intervals.add(comparison.proofs().stream()
                .filter(proof -> proof.cell().equals(cell) && !proof.attested())
                .map(proof -> "  " + proof.outcome().word())
                .findFirst()
                .orElse(""));
        for (Metric metric : RunFacts.columns(comparison)) {
            Row row = comparison.row(cell, metric);
            values.add((unmarked(row) ? "" : Verdicts.mark(row.verdict()) + " ")
                    + Figure.of(row).value());
            List<String> interval = TextLines.split(narrow(row), longest);
            intervals.add(interval.getFirst());
            ends.add(interval.getLast());
        }
        values.add(RunFacts.blocks(comparison, cell, RunFacts.columns(comparison)));
        intervals.add("");
        ends.add("");
        return Stream.of(values, intervals, ends)
                .filter(line -> line.stream().anyMatch(text -> !text.isEmpty()))
                .toList();
    }

    /// What is more or less than nothing says so by its sign.
    private static boolean unmarked(Row row) {
        return switch (row.verdict()) {
            case HIGHER, LOWER, NO_CLAIM -> true;
            case EQUIVALENT, WITHIN_NOISE, INCONCLUSIVE -> false;
        };
    }

    /// What the marks mean: one sentence a metric and mark.
    static List<String> marks(Comparison comparison) {
        List<String> sentences = new ArrayList<>();
        for (Metric metric : RunFacts.columns(comparison)) {
            List<Row> marked = comparison.cells().stream()
                    .map(cell -> comparison.row(cell, metric))
                    .filter(row -> !unmarked(row))
                    .toList();
            List<Row> equivalent = marked.stream()
                    .filter(row -> row.verdict() == Verdict.EQUIVALENT)
                    .toList();
            String label = ", " + metric.label(comparison.clock()) + ": ";
            if (!equivalent.isEmpty()) {
                sentences.add(Verdicts.mark(Verdict.EQUIVALENT) + " equivalent to " + Headline.without(metric)
                        + HeadlineWords.margin(comparison, metric)
                                .map(margin -> " within " + margin + " " + metric.unit(comparison.clock()))
                                .orElse("")
                        + label
                        + equivalent.stream().map(row -> row.cell().label()).collect(Collectors.joining("; ")) + ".");
            }
            if (marked.size() > equivalent.size()) {
                sentences.add("~ not told apart from " + Headline.without(metric) + label
                        + marked.stream()
                                .filter(row -> !equivalent.contains(row))
                                .map(TerminalFigures::why)
                                .collect(Collectors.joining("; "))
                        + ".");
            }
        }
        return sentences;
    }

    private static String why(Row row) {
        return row.cell().label() + " " + Verdicts.word(row.inference().orElseThrow(), row);
    }

    private static List<String> heads(Metric metric, Clock clock) {
        String unit = metric.unit(clock);
        return switch (metric) {
            case CPU_OVERHEAD -> List.of("CPU", "overhead", unit);
            case LATENCY_ADDED_P50 -> List.of("Latency", "added, p50", unit);
            case LATENCY_ADDED_P99 -> List.of("Latency", "added, p99", unit);
            case EVENTS_PER_SECOND ->
                switch (clock) {
                    case WALL -> List.of("Events/s", "", "");
                    case INSTRUCTIONS -> List.of("Events", "per 10⁹", "instructions");
                };
            case MESSAGE_ADDED -> List.of("Added", "per message", unit);
            case TRIGGER_ADDED -> List.of("Added", "per run", unit);
            case TRIGGER_CPU_ADDED -> List.of("CPU added", "per run", unit);
            case EVENTS_PER_TRIGGER -> List.of("Events", "per run", "");
            case COST_PER_EVENT -> List.of("Cost", "per event", unit);
            case LOAD_TIME -> List.of("Load", "", unit);
        };
    }

    /// An interval as narrow as it can be printed: `0.82..1.01`.
    static String narrow(Row row) {
        return row.estimate()
                .flatMap(estimate -> estimate.ci95().map(interval -> {
                    int decimals = Numbers.decimals(estimate);
                    return estimate.method() == IntervalMethod.CONSTANT
                            ? "constant"
                            : Numbers.fixed(interval.low(), decimals)
                                    + TextLines.TO
                                    + Numbers.fixed(interval.high(), decimals);
                }))
                .orElse("");
    }
}
