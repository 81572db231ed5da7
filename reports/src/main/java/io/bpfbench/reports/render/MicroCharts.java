// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.stats.Estimate;
import io.bpfbench.reports.stats.MicroFigures;
import io.bpfbench.reports.stats.MicroLoading;
import io.bpfbench.reports.stats.MicroRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;

/// Charts of a micro run. Their axes are logarithmic: what is drawn differs by powers of ten.
final class MicroCharts {
    private MicroCharts() {}

    /// What a run of each program takes, a mark for each cell.
    static Optional<XYChart> runs(MicroFigures figures) {
        List<String> programs = figures.record().started().design().programs().stream()
                .filter(program -> figures.cells().stream()
                        .anyMatch(cell -> value(figures, cell, program).isPresent()))
                .toList();
        if (programs.isEmpty()) {
            return Optional.empty();
        }
        XYChart chart =
                Charts.lines(programs, figures.cells().size(), "a run, " + MicroTable.unit(figures) + ", logarithmic");
        chart.getStyler().setXAxisLogarithmic(true).setXAxisTickMarkSpacingHint(60);
        for (int number = 0; number < figures.cells().size(); number++) {
            Cell cell = figures.cells().get(number);
            List<Double> x = new ArrayList<>();
            List<Double> y = new ArrayList<>();
            for (int place = 0; place < programs.size(); place++) {
                Optional<Double> value = value(figures, cell, programs.get(place));
                if (value.isPresent()) {
                    x.add(value.get());
                    y.add((double) programs.size() - place);
                }
            }
            if (!x.isEmpty()) {
                Charts.points(
                        chart, cell.label(), array(x), array(y), Charts.marker(number), ChartStyle.series(number));
            }
        }
        return Optional.of(chart);
    }

    /// What loading takes over the length of the program.
    static Optional<XYChart> loading(MicroFigures figures, String yTitle) {
        List<Cell> cells =
                figures.loading().stream().map(MicroLoading::cell).distinct().toList();
        if (cells.isEmpty()) {
            return Optional.empty();
        }
        XYChart chart = Charts.of(340, cells.size(), "additions, logarithmic", yTitle);
        chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
        chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideS);
        for (int number = 0; number < cells.size(); number++) {
            Cell cell = cells.get(number);
            List<MicroLoading> loads = figures.loading().stream()
                    .filter(load -> load.cell().equals(cell))
                    .toList();
            XYSeries series = chart.addSeries(
                    cell.label(),
                    loads.stream().mapToDouble(MicroLoading::length).toArray(),
                    loads.stream()
                            .mapToDouble(load -> load.load().value() / 1e3)
                            .toArray());
            series.setMarker(Charts.marker(number)).setMarkerColor(ChartStyle.series(number));
            series.setLineColor(ChartStyle.series(number)).setLineStyle(ChartStyle.stroke(number));
        }
        return Optional.of(chart);
    }

    /// What has no logarithm is not drawn; it stands in the table.
    private static Optional<Double> value(MicroFigures figures, Cell cell, String program) {
        return figures.row(cell, program)
                .flatMap(MicroRow::run)
                .map(Estimate::value)
                .filter(value -> value > 0);
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
