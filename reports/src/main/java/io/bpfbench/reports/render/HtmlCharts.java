// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Trial;
import io.bpfbench.reports.stats.CellFigures;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.Metric;
import io.bpfbench.reports.stats.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.XYChart;

/// The charts of `report.html`, each with its numbers in a table below it.
final class HtmlCharts {
    /// More trials than these are left to trials.csv.
    private static final int MOST_TRIALS = 500;

    private final Comparison comparison;
    private final Clock clock;
    private final Html html;

    HtmlCharts(Comparison comparison, Html html) {
        this.comparison = comparison;
        this.clock = comparison.clock();
        this.html = html;
    }

    /// Writes every chart that has something to show.
    void write() {
        for (Metric metric :
                comparison.metrics().stream().filter(HtmlCharts::drawn).toList()) {
            String title = metric.label(clock);
            String words = title + " of each cell with its 95 % interval, in " + metric.unit(clock)
                    + (metric.paired()
                                    && comparison
                                            .floor(metric)
                                            .filter(floor -> floor.value() > 0)
                                            .isPresent()
                            ? "; dashed: the noise floor, what identical trials differ by"
                            : "");
            figure(title, metric.key(), Charts.effects(comparison, metric), words, effectRows(metric));
        }
        List<String> heads = new ArrayList<>(List.of("Arm"));
        heads.addAll(Charts.percentileNames());
        List<List<String>> rows = new ArrayList<>(List.of(heads));
        for (CellFigures figures : Charts.latencyArms(comparison)) {
            List<String> row = new ArrayList<>(List.of(figures.arm().label()));
            for (double latency : Charts.latencies(figures, comparison)) {
                row.add(Numbers.rough(latency));
            }
            rows.add(row);
        }
        String unit = Metric.LATENCY_ADDED_P99.unit(clock);
        String words = "HTTP latency from the intended start of each request, in " + unit
                + ": mean over trials of each percentile";
        figure("HTTP latency", "latency", Charts.latencies(comparison), words, rows);
        List<List<String>> order = new ArrayList<>(List.of(List.of("Trial", "Block", "Arm", "CPU busy, %")));
        List<Trial> trials = comparison.record().trials();
        for (int i = 0; i < Math.min(trials.size(), MOST_TRIALS); i++) {
            Trial trial = trials.get(i);
            order.add(List.of(
                    Integer.toString(i + 1),
                    Integer.toString(trial.block()),
                    trial.arm().label(),
                    trial.http()
                            .map(http -> Numbers.fixed(100 * http.cpu().busyShare(), 2))
                            .orElse("")));
        }
        figure(
                "Trials in order",
                "order",
                Charts.order(comparison),
                "CPU use of every trial, in the order in which they ran",
                order);
    }

    private static boolean drawn(Metric metric) {
        return switch (metric) {
            case CPU_OVERHEAD, LATENCY_ADDED_P99, MESSAGE_ADDED, COST_PER_EVENT -> true;
            case LATENCY_ADDED_P50, EVENTS_PER_SECOND, LOAD_TIME -> false;
        };
    }

    private List<List<String>> effectRows(Metric metric) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Configuration", metric.unit(clock), "95 % interval", "Blocks"));
        for (Cell cell : comparison.cells()) {
            Row row = comparison.row(cell, metric);
            Figure figure = Figure.of(row);
            rows.add(List.of(cell.label(), figure.value(), figure.interval(), Integer.toString(row.blocks())));
        }
        return rows;
    }

    /// A chart with its caption.
    ///
    /// @param name unique within the page
    static void figure(Html html, String title, String name, XYChart chart, String words) {
        html.open("figure");
        html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "Chart: " + title);
        html.trusted(Svg.of(chart, name, words)).close("div");
        html.element("figcaption", words + ".").close("figure");
    }

    /// @param rows the chart's numbers, column heads first
    private void figure(String title, String name, Optional<XYChart> chart, String words, List<List<String>> rows) {
        if (chart.isEmpty()) {
            return;
        }
        html.open("section").element("h2", title);
        figure(html, title, name, chart.get(), words);
        html.open("details").element("summary", "The numbers of this chart");
        html.table(words, rows.getFirst(), rows.subList(1, rows.size()));
        html.close("details").close("section");
    }
}
