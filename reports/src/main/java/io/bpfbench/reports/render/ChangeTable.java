// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.stats.Bound;
import io.bpfbench.reports.stats.ChangeRow;
import io.bpfbench.reports.stats.Estimate;
import io.bpfbench.reports.stats.Gate;
import io.bpfbench.reports.stats.Inference;
import io.bpfbench.reports.stats.IntervalMethod;
import io.bpfbench.reports.stats.Metric;
import io.bpfbench.reports.stats.Outcome;
import io.bpfbench.reports.stats.RunChange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Two runs set against each other, for standard output: for each metric a line a cell, its interval below.
public final class ChangeTable {
    private static final List<String> HEADS = List.of("", "base", "new", "difference", "ratio", "p", "");

    private ChangeTable() {}

    /// The table with its head and notes, lines ended by `\n` and at most 80 columns wide; only figures or names that
    /// do not fit make a table wider. The verdict comes last.
    public static String render(RunChange change, Ink ink) {
        List<String> lines = new ArrayList<>();
        for (ChangeFacts.Fact fact : ChangeFacts.of(change)) {
            lines.addAll(TextLines.wrapped(TextLines.pad(fact.name(), 8), fact.value()));
        }
        ChangeFacts.notes(change).forEach(note -> lines.addAll(TextLines.wrapped("", note)));
        List<Block> blocks = Stream.of(Metric.values())
                .map(metric -> Block.of(change, metric))
                .filter(block -> !block.rows().isEmpty())
                // What decides comes first.
                .sorted(Comparator.comparing(block -> !block.decides()))
                .toList();
        List<Integer> widths = widths(blocks);
        lines.add("");
        blocks.forEach(block -> lines.addAll(block.lines(widths, change.base().clock(), ink)));
        lines.addAll(TextLines.wrapped("", ChangeFacts.legend(change)));
        lines.add("");
        return String.join("\n", lines) + "\n" + verdict(change, ink);
    }

    /// What it comes to, in one sentence of at most 80 columns a line, each ended by `\n`.
    public static String verdict(RunChange change, Ink ink) {
        return TextLines.wrapped("", ChangeFacts.verdict(change)).stream()
                .map(line -> ink.outcome(change.outcome(), line) + "\n")
                .collect(Collectors.joining());
    }

    private static List<Integer> widths(List<Block> blocks) {
        return IntStream.range(0, HEADS.size())
                .mapToObj(column -> Stream.concat(
                                Stream.of(HEADS), blocks.stream().flatMap(block -> block.grid().stream()))
                        .mapToInt(line -> line.get(column).length())
                        .max()
                        .orElse(0))
                .toList();
    }

    /// One metric's rows.
    private record Block(Metric metric, boolean decides, List<ChangeRow> rows, List<List<String>> grid) {
        static Block of(RunChange change, Metric metric) {
            List<ChangeRow> rows =
                    change.rows().stream().filter(row -> row.metric() == metric).toList();
            return new Block(
                    metric,
                    rows.stream().anyMatch(ChangeRow::decides),
                    rows,
                    rows.stream().flatMap(row -> grid(row).stream()).toList());
        }

        /// The row's two lines, cell by cell.
        private static List<List<String>> grid(ChangeRow row) {
            ChangeFigures figures = ChangeFigures.of(row);
            return List.of(
                    List.of(
                            row.cell().label(),
                            figures.base(),
                            figures.changed(),
                            figures.difference(),
                            figures.ratio(),
                            figures.p(),
                            figures.mark() + " " + row.outcome().word()),
                    List.of(
                            "",
                            figures.baseBlocks(),
                            figures.changedBlocks(),
                            figures.interval(),
                            "",
                            "",
                            figures.aside()));
        }

        List<String> lines(List<Integer> widths, Clock clock, Ink ink) {
            List<String> lines = new ArrayList<>();
            lines.add(ink.bold(metric.label(clock) + ", " + metric.unit(clock)) + (decides ? "" : ", for the record"));
            lines.add(ink.faint(line(HEADS, widths)));
            for (int i = 0; i < grid.size(); i++) {
                String text = line(grid.get(i), widths);
                lines.add(i % 2 == 0 && decides ? ink.outcome(rows.get(i / 2).outcome(), text) : text);
            }
            lines.add("");
            return lines;
        }

        private static String line(List<String> cells, List<Integer> widths) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < cells.size(); column++) {
                String gap = " ".repeat(widths.get(column) - cells.get(column).length());
                boolean left = column == 0 || column == cells.size() - 1;
                line.append(column == 0 ? "" : "  ").append(left ? cells.get(column) + gap : gap + cells.get(column));
            }
            return line.toString().stripTrailing();
        }
    }

    /// A row's figures as text.
    record ChangeFigures(
            String base,
            String baseBlocks,
            String changed,
            String changedBlocks,
            String difference,
            String interval,
            String ratio,
            String ratioInterval,
            String p,
            String mark,
            String aside) {
        static ChangeFigures of(ChangeRow row) {
            return row.effect()
                    .map(effect -> of(row, effect))
                    .orElseGet(() -> new ChangeFigures(
                            Figure.of(row.base(), false).value(),
                            "",
                            Figure.of(row.changed(), false).value(),
                            "",
                            "-",
                            "",
                            "",
                            "",
                            "",
                            "~",
                            ""));
        }

        private static ChangeFigures of(ChangeRow row, ChangeRow.Effect effect) {
            boolean constant = effect.method() == IntervalMethod.CONSTANT;
            Estimate base = row.base().orElseThrow();
            Estimate changed = row.changed().orElseThrow();
            // Exact figures have the decimals of their own run's report, whatever their difference needs.
            int decimals = constant
                    ? DoubleStream.of(base.value(), changed.value(), effect.difference())
                            .mapToInt(Numbers::decimals)
                            .max()
                            .orElseThrow()
                    : Numbers.decimals(effect.ci95(), effect.difference());
            return new ChangeFigures(
                    Numbers.fixed(base.value(), decimals),
                    "n " + base.blocks(),
                    Numbers.fixed(changed.value(), decimals),
                    "n " + changed.blocks(),
                    Numbers.signed(effect.difference(), decimals),
                    constant
                            ? "constant"
                            : Numbers.fixed(effect.ci95().low(), decimals) + ".."
                                    + Numbers.fixed(effect.ci95().high(), decimals),
                    told(effect).map(Verdicts::bare).orElse(""),
                    told(effect)
                            .map(ratio -> constant ? "constant" : Numbers.interval(ratio.ci95(), 1, true) + " %")
                            .orElse(""),
                    Verdicts.probability(effect.p()),
                    mark(row),
                    row.outcome() == Outcome.INCONCLUSIVE ? "sees " + Numbers.rough(effect.detectable()) : "");
        }

        /// A ratio that is known to a factor of two or better: of figures near zero it says nothing.
        private static Optional<Inference.Percent> told(ChangeRow.Effect effect) {
            return effect.ratio()
                    .filter(ratio ->
                            100 + ratio.ci95().high() <= 2 * (100 + ratio.ci95().low()));
        }

        /// `~` where nothing was found.
        private static String mark(ChangeRow row) {
            return switch (row.outcome()) {
                case REGRESSION -> "▲";
                case IMPROVED -> "▼";
                case EQUIVALENT -> "=";
                case INCONCLUSIVE -> "~";
            };
        }
    }

    static String gates(RunChange change) {
        return change.rules().gates().isEmpty()
                ? "none: any cost that is proven counts"
                : change.rules().gates().stream().map(ChangeTable::gate).collect(Collectors.joining(", "));
    }

    private static String gate(Gate gate) {
        return gate.metric().key() + " <= +" + bound(gate.limit());
    }

    static String bound(Bound bound) {
        return bound.relative() ? Numbers.tick(100 * bound.size()) + " %" : Numbers.tick(bound.size());
    }
}
