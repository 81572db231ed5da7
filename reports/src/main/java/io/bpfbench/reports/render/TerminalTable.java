// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.IntervalMethod;
import io.bpfbench.reports.stats.Metric;
import io.bpfbench.reports.stats.Row;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The results table for standard output: two lines a cell, the figure above its interval; three where an interval
/// would make the table too wide.
public final class TerminalTable {
    private static final int MOST_NOTES = 20;
    private static final String TO = "..";
    /// Of one line, in a table that is too wide otherwise.
    private static final int LONGEST_INTERVAL = 12;
    private static final String INTERVALS = "n: blocks. Below each figure, low..high: ";

    private TerminalTable() {}

    /// The table without colours.
    public static String render(Comparison comparison) {
        return render(comparison, Ink.NONE);
    }

    /// The table with its head and notes, lines ended by `\n`. Lines are at most 80 columns wide; only figures or
    /// names that do not fit make a table wider.
    public static String render(Comparison comparison, Ink ink) {
        List<String> lines = new ArrayList<>(head(comparison));
        lines.add("");
        lines.addAll(table(comparison));
        lines.add("");
        List<String> verdicts = Verdicts.sentences(comparison);
        verdicts.forEach(sentence -> lines.addAll(TextLines.wrapped("", sentence)));
        lines.addAll(verdicts.isEmpty() ? List.of() : List.of(""));
        List<String> doses = DoseTable.sentences(comparison);
        doses.forEach(sentence -> lines.addAll(TextLines.wrapped("", sentence)));
        lines.addAll(doses.isEmpty() ? List.of() : List.of(""));
        lines.addAll(notes(comparison, ink));
        lines.addAll(
                TextLines.wrapped("", "the guide's claims: " + ClaimTable.counts(comparison) + "; see report.html"));
        return String.join("\n", lines) + "\n";
    }

    /// The same text in characters that a charset can hold: on a terminal without UTF-8, `µs` becomes `us`.
    public static String fit(String text, Charset charset) {
        if (charset.newEncoder().canEncode(text)) {
            return text;
        }
        String plain = text;
        for (Map.Entry<String, String> sign : List.of(
                Map.entry("µ", "u"),
                Map.entry("10⁹", "10^9"),
                Map.entry("–", "-"),
                Map.entry("…", "..."),
                Map.entry("→", "->"),
                Map.entry("▲", "+"),
                Map.entry("▼", "-"))) {
            plain = plain.replace(sign.getKey(), sign.getValue());
        }
        return plain;
    }

    private static List<String> head(Comparison comparison) {
        List<String> lines = new ArrayList<>();
        for (RunFacts.Fact fact : RunFacts.of(comparison)) {
            lines.addAll(TextLines.wrapped(TextLines.pad(fact.name(), 12), fact.value()));
        }
        return lines;
    }

    /// With intervals on one line where the table then fits, else with the long ones on two.
    private static List<String> table(Comparison comparison) {
        List<String> lines = table(comparison, Integer.MAX_VALUE);
        return widest(lines) <= TextLines.WIDTH ? lines : table(comparison, LONGEST_INTERVAL);
    }

    private static int widest(List<String> lines) {
        return lines.stream().mapToInt(String::length).max().orElse(0);
    }

    private static List<String> table(Comparison comparison, int longest) {
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
        List<String> lines = new ArrayList<>(aligned(grid));
        lines.add(3, "-".repeat(widest(lines)));
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
            Figure figure = Figure.of(row);
            values.add(figure.value());
            String interval = narrow(row);
            int end = interval.length() > longest ? interval.indexOf(TO) + TO.length() : interval.length();
            intervals.add(interval.substring(0, end));
            ends.add(interval.substring(end));
        }
        values.add(RunFacts.blocks(comparison, cell, RunFacts.columns(comparison)));
        intervals.add("");
        ends.add("");
        return Stream.of(values, intervals, ends)
                .filter(line -> line.stream().anyMatch(text -> !text.isEmpty()))
                .toList();
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
            case COST_PER_EVENT -> List.of("Cost", "per event", unit);
            case LOAD_TIME -> List.of("Load", "", unit);
        };
    }

    /// An interval as narrow as it can be printed: `0.82..1.01`.
    private static String narrow(Row row) {
        return row.estimate()
                .flatMap(estimate -> estimate.ci95().map(interval -> {
                    int decimals = Numbers.decimals(estimate);
                    return estimate.method() == IntervalMethod.CONSTANT
                            ? "constant"
                            : Numbers.fixed(interval.low(), decimals) + TO + Numbers.fixed(interval.high(), decimals);
                }))
                .orElse("");
    }

    static List<String> aligned(List<List<String>> grid) {
        int columns = grid.getFirst().size();
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < columns; column++) {
            int place = column;
            widths.add(
                    grid.stream().mapToInt(row -> row.get(place).length()).max().orElse(0));
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : grid) {
            StringBuilder line = new StringBuilder(TextLines.pad(row.getFirst(), widths.getFirst()));
            for (int column = 1; column < columns; column++) {
                line.append("  ")
                        .append(" ".repeat(widths.get(column) - row.get(column).length()))
                        .append(row.get(column));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private static List<String> notes(Comparison comparison, Ink ink) {
        List<String> lines = new ArrayList<>(TextLines.wrapped("", INTERVALS + RunFacts.intervals(comparison)));
        List<String> notes = new ArrayList<>(RunFacts.unverified(comparison));
        comparison.record().findings().stream()
                .map(RunEvent.Finding::toString)
                .forEach(text -> notes.add("finding: " + text));
        comparison.warnings().stream()
                .filter(warning -> notes.stream().noneMatch(note -> note.contains(warning)))
                .toList()
                .forEach(warning -> notes.add("warning: " + warning));
        notes.stream()
                .limit(MOST_NOTES)
                .forEach(note -> TextLines.wrapped("", note).forEach(line -> lines.add(ink.warning(line))));
        if (notes.size() > MOST_NOTES) {
            lines.add("… and " + (notes.size() - MOST_NOTES) + " more notes in summary.md and report.html");
        }
        return lines;
    }
}
