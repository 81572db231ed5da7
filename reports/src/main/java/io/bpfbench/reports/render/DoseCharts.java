// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.DoseResponse;
import io.bpfbench.reports.stats.Interval;
import io.bpfbench.reports.stats.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;

/// Charts of how a cost grows with the number of probes.
final class DoseCharts {
    private DoseCharts() {}

    /// What was measured at each number of copies, with its interval, and the fitted line of each group.
    static Optional<XYChart> doses(Comparison comparison, List<DoseResponse> doses) {
        return copies(doses, 400).map(chart -> {
            Metric metric = doses.getFirst().metric();
            chart.setYAxisTitle(metric.label(comparison.clock()) + ", " + metric.unit(comparison.clock()));
            List<Double> ends = new ArrayList<>();
            for (int group = 0; group < doses.size(); group++) {
                DoseResponse dose = doses.get(group);
                int last = dose.points().getLast().copies();
                Charts.segment(
                                chart,
                                dose.cell().label(),
                                new double[] {0, last},
                                new double[] {dose.at(0), dose.at(last)},
                                ChartStyle.series(group),
                                ChartStyle.stroke(group))
                        .setShowInLegend(true);
                ends.addAll(List.of(dose.at(0), dose.at(last)));
                for (DoseResponse.Point point : dose.points()) {
                    Interval interval = point.effect()
                            .ci95()
                            .orElse(new Interval(
                                    point.effect().value(), point.effect().value()));
                    if (interval.halfWidth() > 0) {
                        Charts.vertical(
                                chart,
                                "interval " + group + " " + point.copies(),
                                point.copies(),
                                interval.low(),
                                interval.high(),
                                ChartStyle.series(group),
                                Charts.FINE);
                    }
                    ends.addAll(List.of(interval.low(), interval.high()));
                }
                points(chart, dose, group, point -> point.effect().value());
            }
            Charts.yRange(chart, ends);
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
            Charts.horizontal(chart, "on the line", 0, last, 0, ChartStyle.INK, Charts.FINE);
            for (int group = 0; group < doses.size(); group++) {
                points(chart, doses.get(group), group, DoseResponse.Point::residual);
                doses.get(group).points().forEach(point -> ends.add(point.residual()));
            }
            Charts.yRange(chart, ends);
            chart.getStyler().setLegendVisible(false);
            return chart;
        });
    }

    private static Optional<XYChart> copies(List<DoseResponse> doses, int height) {
        if (doses.isEmpty()) {
            return Optional.empty();
        }
        XYChart chart = Charts.of(height, doses.size(), "copies of the probe", "");
        double last = doses.stream()
                .mapToInt(dose -> dose.points().getLast().copies())
                .max()
                .orElse(1);
        chart.getStyler().setXAxisMin(-0.04 * last).setXAxisMax(1.04 * last);
        return Optional.of(chart);
    }

    private static void points(
            XYChart chart, DoseResponse dose, int group, ToDoubleFunction<DoseResponse.Point> height) {
        Charts.points(
                        chart,
                        "points " + group,
                        dose.points().stream()
                                .mapToDouble(DoseResponse.Point::copies)
                                .toArray(),
                        dose.points().stream().mapToDouble(height).toArray(),
                        Charts.marker(group),
                        ChartStyle.series(group))
                .setShowInLegend(false);
    }
}
