// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.stats.CellProof;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.CostPart;
import java.awt.BasicStroke;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/// Charts of what a cost is made of.
final class PartCharts {
    private static final BasicStroke BAR = new BasicStroke(18, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER);
    private static final BasicStroke THIN_BAR = new BasicStroke(7, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER);

    /// In a caption: what the mark is, and why a bar may end elsewhere.
    static final String MARK = "the line across a bar is the sum of its thick parts; a part below nothing, as noise may"
            + " have it, is drawn to the left of 0 and not taken off the others";

    private static final double HALF_MARK = 0.3;

    private PartCharts() {}

    /// Each attested cell's parts as bars, the next where the last one ends, the first at 0, and a mark at their sum.
    /// Statistics, which no measured figure holds, are a thin bar. Empty when no cell has all the parts.
    static Optional<XYChart> stacked(Comparison comparison, List<CostPart.Kind> kinds, String xTitle) {
        List<Cell> cells = comparison.proofs().stream()
                .filter(CellProof::attested)
                .map(CellProof::cell)
                .filter(cell -> kinds.stream()
                        .allMatch(kind -> comparison.part(cell, kind).isPresent()))
                .toList();
        if (cells.isEmpty()) {
            return Optional.empty();
        }
        XYChart chart = Charts.lines(cells.stream().map(Cell::label).toList(), 1, xTitle);
        List<Double> ends = new ArrayList<>(List.of(0.0));
        for (int place = 0; place < cells.size(); place++) {
            double height = cells.size() - place;
            double above = 0;
            double below = 0;
            double sum = 0;
            for (int part = 0; part < kinds.size(); part++) {
                CostPart.Kind kind = kinds.get(part);
                double size = comparison
                        .part(cells.get(place), kind)
                        .orElseThrow()
                        .estimate()
                        .value();
                sum += kind.statistics() ? 0 : size;
                // Noise may make a part less than nothing: it goes the other way and hides no other.
                double end = size < 0 ? below : above;
                double next = end + size;
                XYSeries bar = Charts.segment(
                        chart,
                        // The first cell's name the parts in the legend.
                        place == 0 ? kind.label() : kind.label() + " " + place,
                        new double[] {end, next},
                        new double[] {height, height},
                        ChartStyle.series(part == 2 ? 4 : part),
                        kind.statistics() ? THIN_BAR : BAR);
                bar.setShowInLegend(place == 0);
                above = Math.max(above, next);
                below = Math.min(below, next);
                ends.add(next);
            }
            Charts.vertical(
                    chart, "sum " + place, sum, height - HALF_MARK, height + HALF_MARK, ChartStyle.INK, Charts.SOLID);
        }
        Charts.vertical(chart, "zero", 0, 0, cells.size() + 1.0, ChartStyle.INK, Charts.FINE);
        Charts.xRange(chart, ends);
        chart.getStyler().setXAxisTickMarkSpacingHint(95);
        return Optional.of(chart);
    }
}
