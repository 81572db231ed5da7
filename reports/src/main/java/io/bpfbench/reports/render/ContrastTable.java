// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.Contrast;
import io.bpfbench.reports.stats.Inference;
import io.bpfbench.reports.stats.IntervalMethod;
import io.bpfbench.reports.stats.Metric;
import io.bpfbench.reports.stats.NoiseFloor;
import io.bpfbench.reports.stats.Row;
import java.util.List;
import java.util.Optional;

/// The table of contrasts: every cell against the first, in every metric, with what a statistician asks for.
final class ContrastTable {
    private ContrastTable() {}

    static List<String> heads() {
        return List.of(
                "Configuration",
                "Metric",
                "Difference",
                "95 % interval",
                "Ratio",
                "Unit",
                "p",
                "p adjusted",
                "Could have seen",
                "Verdict");
    }

    static String caption(Comparison comparison) {
        String reference = comparison.contrasts().stream()
                .map(contrast -> contrast.reference().label())
                .findFirst()
                .orElse("the first");
        return "Each cell against " + reference
                + ", block by block. p adjusted by Holm over the primary metrics (CPU, p99, cost per event),"
                + " by Benjamini–Hochberg over the rest; \"could have seen\": the true difference that so many blocks find with 80 %"
                + " chance.";
    }

    static List<List<String>> rows(Comparison comparison) {
        return comparison.contrasts().stream()
                .map(Contrast::row)
                .filter(row -> row.inference().isPresent())
                .map(row -> line(row, row.inference().orElseThrow(), comparison.clock()))
                .toList();
    }

    private static List<String> line(Row row, Inference inference, Clock clock) {
        Figure figure = Figure.of(row.estimate(), true);
        String outliers = inference.outlierBlocks().isEmpty()
                ? ""
                : "\noutlying: block "
                        + String.join(
                                ", ",
                                inference.outlierBlocks().stream()
                                        .map(String::valueOf)
                                        .toList());
        return List.of(
                row.cell().label(),
                row.metric().label(clock),
                figure.value(),
                figure.interval(),
                Verdicts.percent(inference).strip().replace("(", "").replace(")", ""),
                row.unit(),
                Verdicts.probability(inference.p()) + "\n" + inference.test().label(),
                Verdicts.probability(inference.adjusted()),
                Verdicts.detectable(inference, row),
                (Verdicts.mark(inference.verdict()) + " " + inference.verdict().word()).strip() + outliers);
    }

    static List<List<String>> controls(Comparison comparison) {
        return comparison.controls().stream()
                .map(control -> control(control, comparison.clock()))
                .toList();
    }

    private static List<String> control(NoiseFloor control, Clock clock) {
        Metric metric = control.metric();
        Figure figure = Figure.of(Optional.of(control.estimate()), true);
        boolean exact = control.estimate().method() == IntervalMethod.CONSTANT;
        return List.of(
                control.control(),
                metric.label(clock),
                figure.value(),
                figure.interval(),
                exact && control.value() == 0 ? "0" : Numbers.rough(control.value()),
                metric.unit(clock),
                Integer.toString(control.estimate().blocks()));
    }
}
