// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.Contrast;
import io.bpfbench.reports.stats.Inference;
import io.bpfbench.reports.stats.Metric;
import io.bpfbench.reports.stats.Row;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/// The contrasts for a terminal, as benchstat has them: for each primary metric every cell against the first,
/// `+24.6 % (p=0.002 n=6)`, or `~ (p=0.410 n=6)` where nothing was found.
final class TerminalContrasts {
    private static final String FLOOR = "floor ";
    private static final String SEES = "sees ";

    private TerminalContrasts() {}

    /// How a row is set: the first that keeps the table within 80 columns.
    private enum Shape {
        ONE_LINE,
        TWO_LINES,
        SHORT_INTERVALS
    }

    /// A block for each metric in which there is anything to conclude, an empty line between two; empty when there is
    /// none.
    static List<String> lines(Comparison comparison, Ink ink) {
        List<List<Row>> blocks = comparison.metrics().stream()
                .filter(Metric::primary)
                .map(metric -> rows(comparison, metric))
                .filter(rows -> rows.stream().anyMatch(row -> row.inference().isPresent()))
                .toList();
        if (blocks.isEmpty()) {
            return List.of();
        }
        List<String> lines = List.of();
        for (Shape shape : Shape.values()) {
            lines = lines(comparison, blocks, shape, ink);
            if (TextLines.widest(lines) <= TextLines.WIDTH) {
                break;
            }
        }
        return lines;
    }

    /// What the columns mean, as far as there is anything in them.
    static String legend(Comparison comparison) {
        List<Row> rows = comparison.metrics().stream()
                .filter(Metric::primary)
                .flatMap(metric -> rows(comparison, metric).stream())
                .toList();
        List<Inference> inferences =
                rows.stream().flatMap(row -> row.inference().stream()).toList();
        StringBuilder text =
                new StringBuilder("Each cell against the first, block by block: difference, its 95 % interval, ratio.");
        if (inferences.stream().anyMatch(each -> each.test() == Inference.Test.EXACT)) {
            text.append(" exact: every block gave the same difference.");
        }
        if (inferences.stream().anyMatch(each -> each.test() != Inference.Test.EXACT)) {
            text.append(" p is before adjusting, what is found after Holm's.");
        }
        if (inferences.stream().anyMatch(each -> Verdicts.mark(each.verdict()).equals("~"))) {
            text.append(" ~: nothing found.");
        }
        if (rows.stream().anyMatch(row -> aside(row).startsWith(FLOOR))) {
            text.append(" floor: what identical trials differ by.");
        }
        if (rows.stream().anyMatch(row -> aside(row).startsWith(SEES))) {
            text.append(" sees: the true difference that these blocks find with a chance of 80 %.");
        }
        return text.toString();
    }

    private static List<Row> rows(Comparison comparison, Metric metric) {
        return comparison.contrasts().stream()
                .map(Contrast::row)
                .filter(row -> row.metric() == metric && row.estimate().isPresent())
                .toList();
    }

    private static List<String> lines(Comparison comparison, List<List<Row>> blocks, Shape shape, Ink ink) {
        Iterator<String> aligned = TextLines.aligned(blocks.stream()
                        .flatMap(List::stream)
                        .flatMap(row -> grid(row, shape).stream())
                        .toList())
                .iterator();
        String reference = comparison.contrasts().getFirst().reference().label();
        List<String> lines = new ArrayList<>();
        for (List<Row> block : blocks) {
            Metric metric = block.getFirst().metric();
            lines.addAll(lines.isEmpty() ? List.of() : List.of(""));
            lines.add(ink.bold(metric.label(comparison.clock()) + ", " + metric.unit(comparison.clock())) + ", against "
                    + reference);
            for (Row row : block) {
                lines.add(ink.verdict(row.verdict(), aligned.next()));
                for (int more = grid(row, shape).size(); more > 1; more--) {
                    lines.add(aligned.next());
                }
            }
        }
        return lines;
    }

    private static List<List<String>> grid(Row row, Shape shape) {
        String label = row.cell().label();
        String difference = Verdicts.effect(row);
        String interval = TerminalFigures.narrow(row);
        return switch (shape) {
            case ONE_LINE -> List.of(List.of(label, difference, interval, found(row), aside(row)));
            case TWO_LINES ->
                filled(Stream.of(List.of(label, difference, found(row)), List.of("", interval, aside(row))));
            case SHORT_INTERVALS -> {
                List<String> parts = TextLines.split(interval, TextLines.SHORT_INTERVAL);
                yield filled(Stream.of(
                        List.of(label, difference, found(row)),
                        List.of("", parts.getFirst(), aside(row)),
                        List.of("", parts.getLast(), "")));
            }
        };
    }

    private static List<List<String>> filled(Stream<List<String>> lines) {
        return lines.filter(line -> line.stream().anyMatch(text -> !text.isEmpty()))
                .toList();
    }

    private static String found(Row row) {
        return row.inference()
                .map(inference -> found(row, inference))
                .orElse(row.verdict().word());
    }

    private static String found(Row row, Inference inference) {
        String what = switch (inference.verdict()) {
            // Points of CPU already are a share.
            case HIGHER, LOWER ->
                row.metric() == Metric.CPU_OVERHEAD
                        ? ""
                        : inference.percent().map(Verdicts::bare).orElse("");
            case EQUIVALENT, WITHIN_NOISE, INCONCLUSIVE -> Verdicts.mark(inference.verdict());
            case NO_CLAIM -> inference.verdict().word();
        };
        return (what + " (" + chance(inference) + " n=" + row.blocks() + ")").strip();
    }

    private static String chance(Inference inference) {
        return switch (inference.test()) {
            case EXACT -> "exact";
            case SIGN_FLIP, STUDENT -> {
                String p = Verdicts.probability(inference.p());
                yield p.startsWith("<") ? "p" + p.replace(" ", "") : "p=" + p;
            }
        };
    }

    private static String aside(Row row) {
        return row.inference()
                .filter(ignored -> row.estimate().filter(Verdicts::nothing).isEmpty())
                .map(inference -> switch (inference.verdict()) {
                    case WITHIN_NOISE -> FLOOR + Numbers.rough(inference.floor().orElse(0));
                    case INCONCLUSIVE -> SEES + Verdicts.detectable(inference, row);
                    case HIGHER, LOWER, EQUIVALENT, NO_CLAIM -> "";
                })
                .orElse("");
    }
}
