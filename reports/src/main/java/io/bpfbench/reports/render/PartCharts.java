// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.stats.CellProof;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.CostPart;
import io.bpfbench.reports.stats.DoseResponse;
import io.bpfbench.reports.stats.Interval;
import io.bpfbench.reports.stats.Metric;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// Charts of what a cost is made of, and of how it grows with the number of probes.
final class PartCharts {
    private static final int WIDTH = 600;
    private static final BasicStroke BAR = new BasicStroke(18, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER);
    private static final BasicStroke THIN_BAR = new BasicStroke(7, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER);
    private static final BasicStroke LINE = new BasicStroke(2, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    private static final BasicStroke FINE = new BasicStroke(1.2f);
    private static final List<CostPart.Kind> BARS =
            List.of(CostPart.Kind.CPU_DISPATCH, CostPart.Kind.CPU_BODY, CostPart.Kind.CPU_STATISTICS);

    private PartCharts() {}

    /// Each attested cell's CPU cost as a bar from the baseline on: dispatch, then body; thin behind them what
    /// statistics add. Empty when no cell has all the parts.
    static Optional<XYChart> parts(Comparison comparison) {
        List<Cell> cells = comparison.proofs().stream()
                .filter(CellProof::attested)
                .map(CellProof::cell)
                .filter(cell -> BARS.stream()
                        .allMatch(kind -> comparison.part(cell, kind).isPresent()))
                .toList();
        if (cells.isEmpty()) {
            return Optional.empty();
        }
        XYChart chart = new XYChart(WIDTH, 160 + 46 * cells.size());
        ChartStyle.apply(chart);
        chart.setXAxisTitle("CPU above the baseline, " + Metric.CPU_OVERHEAD.unit(comparison.clock()));
        List<Double> ends = new ArrayList<>(List.of(0.0));
        for (int place = 0; place < cells.size(); place++) {
            double height = cells.size() - place;
            double end = 0;
            for (CostPart.Kind kind : BARS) {
                CostPart part = comparison.part(cells.get(place), kind).orElseThrow();
                double next = end + part.estimate().value();
                boolean beside = kind == CostPart.Kind.CPU_STATISTICS;
                // The first cell's name the parts in the legend.
                XYSeries bar = chart.addSeries(
                        place == 0 ? kind.label() : kind.label() + " " + place,
                        new double[] {end, next},
                        new double[] {height, height});
                bar.setMarker(SeriesMarkers.NONE).setLineStyle(beside ? THIN_BAR : BAR);
                bar.setLineColor(ChartStyle.series(beside ? 4 : kind == CostPart.Kind.CPU_BODY ? 1 : 0));
                bar.setShowInLegend(place == 0);
                end = next;
                ends.add(next);
            }
        }
        vertical(chart, "baseline", 0, 0, cells.size() + 1.0, ChartStyle.INK, FINE);
        Charts.range(chart, ends);
        List<String> labels = cells.reversed().stream().map(Cell::label).toList();
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(cells.size() + 1.0).setYAxisTickMarkSpacingHint(40);
        chart.getStyler().setYAxisTickLabelsFormattingFunction(value -> Charts.named(value, labels));
        chart.getStyler().setXAxisTickMarkSpacingHint(95).setXAxisTickLabelsFormattingFunction(Numbers::tick);
        legendBelow(chart);
        return Optional.of(chart);
    }

    /// What was measured at each number of copies, with its interval, and the fitted line of each group.
    static Optional<XYChart> doses(Comparison comparison, List<DoseResponse> doses) {
        return copies(doses, 400).map(chart -> {
            Metric metric = doses.getFirst().metric();
            chart.setYAxisTitle(metric.label(comparison.clock()) + ", " + metric.unit(comparison.clock()));
            List<Double> ends = new ArrayList<>();
            for (int group = 0; group < doses.size(); group++) {
                DoseResponse dose = doses.get(group);
                int last = dose.points().getLast().copies();
                XYSeries line = chart.addSeries(
                        dose.cell().label(), new double[] {0, last}, new double[] {dose.at(0), dose.at(last)});
                line.setMarker(SeriesMarkers.NONE)
                        .setLineColor(ChartStyle.series(group))
                        .setLineStyle(LINE);
                ends.addAll(List.of(dose.at(0), dose.at(last)));
                for (DoseResponse.Point point : dose.points()) {
                    Interval interval = point.effect()
                            .ci95()
                            .orElse(new Interval(
                                    point.effect().value(), point.effect().value()));
                    if (interval.halfWidth() > 0) {
                        vertical(
                                chart,
                                "interval " + group + " " + point.copies(),
                                point.copies(),
                                interval.low(),
                                interval.high(),
                                ChartStyle.series(group),
                                FINE);
                    }
                    ends.addAll(List.of(interval.low(), interval.high()));
                }
                points(chart, dose, group, point -> point.effect().value());
            }
            yRange(chart, ends);
            return chart;
        });
    }

    /// What the line leaves over at each number of copies.
    static Optional<XYChart> residuals(Comparison comparison, List<DoseResponse> doses) {
        return copies(doses, 280).map(chart -> {
            chart.setYAxisTitle("residual, " + doses.getFirst().metric().unit(comparison.clock()));
            List<Double> ends = new ArrayList<>(List.of(0.0));
            int last = doses.stream()
                    .mapToInt(dose -> dose.points().getLast().copies())
                    .max()
                    .orElse(1);
            XYSeries zero = chart.addSeries("on the line", new double[] {0, last}, new double[] {0, 0});
            zero.setMarker(SeriesMarkers.NONE).setLineColor(ChartStyle.INK).setLineStyle(FINE);
            for (int group = 0; group < doses.size(); group++) {
                points(chart, doses.get(group), group, DoseResponse.Point::residual);
                doses.get(group).points().forEach(point -> ends.add(point.residual()));
            }
            yRange(chart, ends);
            chart.getStyler().setLegendVisible(false);
            return chart;
        });
    }

    private static Optional<XYChart> copies(List<DoseResponse> doses, int height) {
        if (doses.isEmpty()) {
            return Optional.empty();
        }
        XYChart chart = new XYChart(WIDTH, height);
        ChartStyle.apply(chart);
        chart.setXAxisTitle("copies of the probe");
        double last = doses.stream()
                .mapToInt(dose -> dose.points().getLast().copies())
                .max()
                .orElse(1);
        chart.getStyler().setXAxisMin(-0.04 * last).setXAxisMax(1.04 * last);
        chart.getStyler().setXAxisTickLabelsFormattingFunction(Numbers::tick);
        chart.getStyler().setYAxisTickLabelsFormattingFunction(Numbers::tick);
        legendBelow(chart);
        return Optional.of(chart);
    }

    private static void points(
            XYChart chart, DoseResponse dose, int group, ToDoubleFunction<DoseResponse.Point> height) {
        XYSeries points = chart.addSeries(
                "points " + group,
                dose.points().stream().mapToDouble(DoseResponse.Point::copies).toArray(),
                dose.points().stream().mapToDouble(height).toArray());
        points.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        points.setMarker(Charts.marker(group)).setMarkerColor(ChartStyle.series(group));
        points.setShowInLegend(false);
    }

    private static void vertical(
            XYChart chart, String name, double place, double from, double to, Color color, BasicStroke stroke) {
        XYSeries series = chart.addSeries(name, new double[] {place, place}, new double[] {from, to});
        series.setMarker(SeriesMarkers.NONE).setLineColor(color).setLineStyle(stroke);
        series.setShowInLegend(false);
    }

    private static void yRange(XYChart chart, List<Double> ends) {
        double low = ends.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        double high = ends.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        double room = high > low ? (high - low) * 0.06 : Math.max(1, Math.abs(high) * 0.1);
        chart.getStyler().setYAxisMin(low - room).setYAxisMax(high + room);
    }

    private static void legendBelow(XYChart chart) {
        chart.getStyler()
                .setLegendPosition(Styler.LegendPosition.OutsideS)
                .setLegendLayout(Styler.LegendLayout.Horizontal);
    }
}
