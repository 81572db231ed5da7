// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Arm;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Trial;
import io.bpfbench.reports.stats.CellFigures;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.Estimate;
import io.bpfbench.reports.stats.Metric;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// The report's charts, as XChart draws them.
final class Charts {
    private static final int WIDTH = 600;
    private static final int LONGEST_NAME = 20;
    private static final BasicStroke SOLID = new BasicStroke(2.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    private static final BasicStroke FINE = new BasicStroke(1.2f);
    private static final BasicStroke DASHED =
            new BasicStroke(1.6f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {6, 5}, 0);
    private static final List<String> PERCENTILES = List.of("p50", "p90", "p99", "p99.9", "max");
    private static final List<Marker> MARKERS = List.of(
            SeriesMarkers.CIRCLE,
            SeriesMarkers.DIAMOND,
            SeriesMarkers.SQUARE,
            SeriesMarkers.TRIANGLE_UP,
            SeriesMarkers.TRIANGLE_DOWN,
            SeriesMarkers.CROSS);

    private Charts() {}

    /// Each cell's figure in one metric with its interval: a point on a line, cells from top to bottom in the
    /// table's order. Empty when no cell has a figure.
    static Optional<XYChart> effects(Comparison comparison, Metric metric) {
        List<Cell> cells = comparison.cells().stream()
                .filter(cell -> comparison.row(cell, metric).estimate().isPresent())
                .toList();
        if (cells.isEmpty()) {
            return Optional.empty();
        }
        XYChart chart = new XYChart(WIDTH, 110 + 46 * cells.size());
        ChartStyle.apply(chart);
        chart.setXAxisTitle(metric.label(comparison.clock()) + ", " + metric.unit(comparison.clock()));
        List<Double> ends = new ArrayList<>(metric.paired() ? List.of(0.0) : List.of());
        for (int place = 0; place < cells.size(); place++) {
            Estimate estimate =
                    comparison.row(cells.get(place), metric).estimate().orElseThrow();
            double height = cells.size() - place;
            estimate.ci95().ifPresent(interval -> {
                line(chart, "interval " + height, interval.low(), interval.high(), height, ChartStyle.series(0), SOLID);
                ends.add(interval.low());
                ends.add(interval.high());
            });
            XYSeries point =
                    chart.addSeries("figure " + height, new double[] {estimate.value()}, new double[] {height});
            point.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
            point.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(ChartStyle.series(0));
            ends.add(estimate.value());
        }
        if (metric.paired()) {
            upright(chart, "no effect", 0, cells.size(), ChartStyle.INK, FINE);
        }
        comparison
                .floor(metric)
                .filter(floor -> metric.paired() && floor.value() > 0)
                .ifPresent(floor -> {
                    for (double end : new double[] {-floor.value(), floor.value()}) {
                        upright(chart, "noise " + end, end, cells.size(), ChartStyle.series(1), DASHED);
                        ends.add(end);
                    }
                });
        range(chart, ends);
        chart.getStyler().setLegendVisible(false).setMarkerSize(11);
        List<String> labels = cells.reversed().stream().map(Cell::label).toList();
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(cells.size() + 1.0).setYAxisTickMarkSpacingHint(40);
        chart.getStyler().setYAxisTickLabelsFormattingFunction(value -> named(value, labels));
        chart.getStyler().setXAxisTickMarkSpacingHint(95).setXAxisTickLabelsFormattingFunction(Numbers::tick);
        return Optional.of(chart);
    }

    /// The name at a tick, counted from 1. XChart makes ticks sparser, if need be for ever, until no two labels are the
    /// same and the first ones have at most 20 characters: so blanks differ, and long names are cut.
    static String named(double value, List<String> names) {
        long place = Math.round(value);
        boolean onName = Math.abs(value - place) < 0.01 && place >= 1 && place <= names.size();
        return onName ? shortened(names.get((int) place - 1)) : blank(Math.round(2 * value));
    }

    private static String shortened(String name) {
        String dense = name.length() <= LONGEST_NAME ? name : name.replace("=", "");
        return dense.length() <= LONGEST_NAME ? dense : "…" + dense.substring(dense.length() - LONGEST_NAME + 1);
    }

    /// The number in spaces of two kinds.
    private static String blank(long number) {
        StringBuilder spaces = new StringBuilder();
        for (int bit = 0; bit < 10; bit++) {
            spaces.append((number >> bit & 1) == 0 ? ' ' : '\u00a0');
        }
        return spaces.toString();
    }

    private static void upright(XYChart chart, String name, double place, int cells, Color color, BasicStroke stroke) {
        XYSeries series = chart.addSeries(name, new double[] {place, place}, new double[] {0, cells + 1.0});
        series.setMarker(SeriesMarkers.NONE).setLineColor(color).setLineStyle(stroke);
    }

    private static void line(
            XYChart chart, String name, double from, double to, double height, Color color, BasicStroke stroke) {
        XYSeries series = chart.addSeries(name, new double[] {from, to}, new double[] {height, height});
        series.setMarker(SeriesMarkers.NONE).setLineColor(color).setLineStyle(stroke);
    }

    /// A range a little wider than the figures; around a lone figure, one that gives it some room.
    static void range(XYChart chart, List<Double> ends) {
        double low = ends.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        double high = ends.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        double room = high > low ? (high - low) * 0.06 : Math.max(1, Math.abs(high) * 0.1);
        chart.getStyler().setXAxisMin(low - room).setXAxisMax(high + room);
    }

    /// HTTP latency at the usual percentiles, one line per arm, logarithmic. Empty when nothing was measured.
    static Optional<XYChart> latencies(Comparison comparison) {
        List<CellFigures> arms = latencyArms(comparison);
        if (arms.isEmpty()) {
            return Optional.empty();
        }
        XYChart chart = new XYChart(WIDTH, 400);
        ChartStyle.apply(chart);
        chart.setXAxisTitle("percentile of requests");
        chart.setYAxisTitle("HTTP latency, " + Metric.LATENCY_ADDED_P99.unit(comparison.clock()) + " (logarithmic)");
        double[] places = {1, 2, 3, 4, 5};
        for (int arm = 0; arm < arms.size(); arm++) {
            CellFigures figures = arms.get(arm);
            XYSeries series = chart.addSeries(figures.arm().label(), places, latencies(figures, comparison));
            series.setLineColor(ChartStyle.series(arm)).setLineStyle(SOLID);
            series.setMarker(MARKERS.get(arm % MARKERS.size())).setMarkerColor(ChartStyle.series(arm));
        }
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setXAxisMin(0.0).setXAxisMax(PERCENTILES.size() + 1.0).setXAxisTickMarkSpacingHint(70);
        chart.getStyler().setXAxisTickLabelsFormattingFunction(value -> named(value, PERCENTILES));
        chart.getStyler().setYAxisLogarithmicDecadeOnly(false);
        chart.getStyler().setYAxisTickLabelsFormattingFunction(Numbers::tick);
        return Optional.of(chart);
    }

    /// CPU use of every trial in the order in which they ran: drift shows as a slope, a disturbed trial as a
    /// point of its own.
    static Optional<XYChart> order(Comparison comparison) {
        List<Trial> trials = comparison.record().trials();
        double[] busy = trials.stream()
                .mapToDouble(trial ->
                        trial.http().map(http -> 100 * http.cpu().busyShare()).orElse(Double.NaN))
                .toArray();
        if (trials.isEmpty()) {
            return Optional.empty();
        }
        XYChart chart = new XYChart(WIDTH, 360);
        ChartStyle.apply(chart);
        chart.setXAxisTitle("trial, in the order in which they ran");
        chart.setYAxisTitle("CPU busy, % of the machine");
        for (int arm = 0; arm < comparison.arms().size(); arm++) {
            Arm given = comparison.arms().get(arm).arm();
            int[] places = IntStream.range(0, trials.size())
                    .filter(i -> trials.get(i).arm().equals(given))
                    .filter(i -> Double.isFinite(busy[i]))
                    .toArray();
            if (places.length == 0) {
                continue;
            }
            XYSeries series = chart.addSeries(
                    given.label(),
                    Arrays.stream(places).mapToDouble(i -> i + 1).toArray(),
                    Arrays.stream(places).mapToDouble(i -> busy[i]).toArray());
            series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
            series.setMarker(MARKERS.get(arm % MARKERS.size())).setMarkerColor(ChartStyle.series(arm));
        }
        chart.getStyler().setXAxisMin(0.0).setXAxisMax(trials.size() + 1.0).setXAxisTickMarkSpacingHint(80);
        chart.getStyler().setXAxisTickLabelsFormattingFunction(Numbers::tick);
        chart.getStyler().setYAxisTickLabelsFormattingFunction(Numbers::tick);
        return chart.getSeriesCollection().isEmpty() ? Optional.empty() : Optional.of(chart);
    }

    static Marker marker(int number) {
        return MARKERS.get(number % MARKERS.size());
    }

    /// The arms that have a latency at every percentile.
    static List<CellFigures> latencyArms(Comparison comparison) {
        return comparison.arms().stream()
                .filter(figures -> figures.latency().p50Nanos() > 0)
                .toList();
    }

    /// An arm's latencies at p50, p90, p99, p99.9 and the maximum, in the unit of the latency metrics.
    static double[] latencies(CellFigures figures, Comparison comparison) {
        CellFigures.LatencyProfile profile = figures.latency();
        double per = Metric.nanosPerUnit(comparison.clock());
        return new double[] {
            profile.p50Nanos() / per,
            profile.p90Nanos() / per,
            profile.p99Nanos() / per,
            profile.p999Nanos() / per,
            profile.maxNanos() / per
        };
    }

    static List<String> percentileNames() {
        return PERCENTILES;
    }
}
