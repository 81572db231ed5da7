// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.stats.Estimate;
import io.bpfbench.reports.stats.Inference;
import io.bpfbench.reports.stats.Interval;
import io.bpfbench.reports.stats.Metric;
import io.bpfbench.reports.stats.Row;
import io.bpfbench.reports.stats.Verdict;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.XYChart;

/// The forest plot: effects with their intervals, each over the noise floor that it has to pass.
final class EffectCharts {
    private static final BasicStroke BAND = new BasicStroke(26, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER);
    private static final double HALF_BAND = 0.3;

    private EffectCharts() {}

    /// What there is room for on an axis.
    private static String name(Metric metric, Clock clock) {
        return switch (metric) {
            case TRIGGER_ADDED -> "a run";
            case TRIGGER_CPU_ADDED -> "CPU of a run";
            case CPU_OVERHEAD,
                    LATENCY_ADDED_P50,
                    LATENCY_ADDED_P99,
                    MESSAGE_ADDED,
                    EVENTS_PER_SECOND,
                    EVENTS_PER_TRIGGER,
                    COST_PER_EVENT,
                    LOAD_TIME -> metric.label(clock);
        };
    }

    /// The differences of one metric, one line each, from top to bottom.
    ///
    /// @param rows at least one, each with an estimate
    static XYChart forest(List<Row> rows, Metric metric, Clock clock) {
        XYChart chart = Charts.lines(
                rows.stream().map(row -> row.cell().label()).toList(),
                0,
                "difference in " + name(metric, clock) + ", " + metric.unit(clock));
        List<Double> ends = new ArrayList<>(List.of(0.0));
        for (int place = 0; place < rows.size(); place++) {
            double height = rows.size() - place;
            floor(chart, rows.get(place), height, ends);
        }
        Charts.vertical(chart, "no effect", 0, 0, rows.size() + 1.0, ChartStyle.INK, Charts.FINE);
        for (int place = 0; place < rows.size(); place++) {
            Row row = rows.get(place);
            double height = rows.size() - place;
            Estimate estimate = row.estimate().orElseThrow();
            Color color = found(row.verdict()) ? ChartStyle.series(0) : ChartStyle.SOFT;
            estimate.ci95().ifPresent(interval -> {
                Charts.horizontal(
                        chart, "interval " + height, interval.low(), interval.high(), height, color, Charts.SOLID);
                ends.addAll(List.of(interval.low(), interval.high()));
            });
            Charts.points(
                    chart,
                    "figure " + height,
                    new double[] {estimate.value()},
                    new double[] {height},
                    Charts.marker(found(row.verdict()) ? 0 : 1),
                    color);
            ends.add(estimate.value());
        }
        Charts.xRange(chart, ends);
        chart.getStyler().setXAxisTickMarkSpacingHint(95);
        chart.getStyler().setLegendVisible(false).setMarkerSize(11);
        return chart;
    }

    private static void floor(XYChart chart, Row row, double height, List<Double> ends) {
        row.inference()
                .map(Inference::floor)
                .ifPresent(floor -> floor.ifPresent(noise -> {
                    if (noise > 0) {
                        Interval band = new Interval(-noise, noise);
                        Charts.horizontal(
                                chart, "floor " + height, band.low(), band.high(), height, ChartStyle.BAND, BAND);
                        for (double end : new double[] {band.low(), band.high()}) {
                            Charts.vertical(
                                    chart,
                                    "floor " + height + " " + end,
                                    end,
                                    height - HALF_BAND,
                                    height + HALF_BAND,
                                    ChartStyle.SOFT,
                                    Charts.DASHED);
                            ends.add(end);
                        }
                    }
                }));
    }

    private static boolean found(Verdict verdict) {
        return switch (verdict) {
            case HIGHER, LOWER -> true;
            case EQUIVALENT, WITHIN_NOISE, INCONCLUSIVE, NO_CLAIM -> false;
        };
    }
}
