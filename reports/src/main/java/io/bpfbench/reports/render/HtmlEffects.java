// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.Contrast;
import io.bpfbench.reports.stats.Inference;
import io.bpfbench.reports.stats.Metric;
import io.bpfbench.reports.stats.Row;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// The part of `report.html` on what each setting changes: a forest plot for each metric, then the tests.
final class HtmlEffects {
    private final Comparison comparison;
    private final Clock clock;
    private final Html html;

    HtmlEffects(Comparison comparison, Html html) {
        this.comparison = comparison;
        this.clock = comparison.clock();
        this.html = html;
    }

    void write() {
        List<Metric> drawn = comparison.metrics().stream()
                .filter(HtmlEffects::drawn)
                .filter(metric -> !rows(metric).isEmpty())
                .toList();
        if (drawn.isEmpty()) {
            return;
        }
        html.open("section", "id", "effects").element("h2", "What each setting changes");
        html.element(
                "p",
                "A round mark stands where a difference is shown, a grey diamond where none is. The band is the noise"
                        + " floor: what identical trials differ by.");
        drawn.forEach(this::forest);
        List<List<String>> tests = ContrastTable.rows(comparison);
        if (!tests.isEmpty()) {
            html.open("details").element("summary", "Every metric with its tests");
            html.table(ContrastTable.caption(comparison), ContrastTable.heads(), tests);
            html.close("details");
        }
        List<List<String>> controls = ContrastTable.controls(comparison);
        if (!controls.isEmpty()) {
            html.open("details").element("summary", "The noise floor: what identical trials differ by");
            html.table(
                    "Controls; the floor is the end of the interval that is farther from zero",
                    List.of("Control", "Metric", "Difference", "95 % interval", "Floor", "Unit", "Blocks"),
                    controls);
            html.close("details");
        }
        html.close("section");
    }

    /// Load has a section of its own, events are what they are, and p50 stands among the tests.
    private static boolean drawn(Metric metric) {
        return switch (metric) {
            case CPU_OVERHEAD, LATENCY_ADDED_P99, MESSAGE_ADDED, TRIGGER_ADDED, TRIGGER_CPU_ADDED, COST_PER_EVENT ->
                true;
            case LATENCY_ADDED_P50, EVENTS_PER_SECOND, EVENTS_PER_TRIGGER, LOAD_TIME -> false;
        };
    }

    /// Every cell against the first; a lone cell against what its own figure is above.
    private List<Row> rows(Metric metric) {
        List<Row> rows = comparison.cells().size() == 1
                ? comparison.rows()
                : comparison.contrasts().stream().map(Contrast::row).toList();
        return rows.stream()
                .filter(row -> row.metric() == metric && row.estimate().isPresent())
                .toList();
    }

    private void forest(Metric metric) {
        List<Row> rows = rows(metric);
        String against = comparison.contrasts().isEmpty()
                ? Headline.without(metric)
                : comparison.contrasts().getFirst().reference().label();
        String words = metric.label(clock) + " of each cell against " + against + ", in " + metric.unit(clock)
                + ", with its 95 % interval; the band is the noise floor";
        html.element("h3", metric.label(clock));
        new HtmlFigure(
                        metric.label(clock) + " against " + against,
                        "effect-" + metric.key(),
                        words,
                        List.of("Configuration", "Difference", "95 % interval", "Ratio", "Noise floor", "Verdict"),
                        rows.stream().map(this::numbers).toList())
                .write(html, Optional.of(EffectCharts.forest(rows, metric, clock)));
    }

    private List<String> numbers(Row row) {
        Figure figure = Figure.of(row.estimate(), true);
        Optional<Inference> inference = row.inference();
        OptionalDouble floor = inference.map(Inference::floor).orElse(OptionalDouble.empty());
        return List.of(
                RunFacts.marked(comparison, row.cell()),
                figure.value(),
                figure.interval(),
                inference.flatMap(Inference::percent).map(Verdicts::bare).orElse("-"),
                floor.isPresent() ? Numbers.rough(floor.getAsDouble()) : "-",
                (Verdicts.mark(row.verdict()) + " " + row.verdict().word()).strip());
    }
}
