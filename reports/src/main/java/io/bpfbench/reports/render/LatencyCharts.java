// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.LatencyCurve;
import io.bpfbench.reports.stats.Metric;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// Latency by the share of requests that were faster, on a scale of nines: every step to the right is ten times fewer
/// requests, so that the slow few are seen as well as the many.
final class LatencyCharts {
    static final List<String> NINES = List.of("0", "90", "99", "99.9", "99.99", "99.999", "99.9999");

    private LatencyCharts() {}

    /// @param curves at least one
    static XYChart curves(Comparison comparison, List<LatencyCurve> curves) {
        Clock clock = comparison.clock();
        XYChart chart = Charts.of(
                400,
                curves.size(),
                "share of requests that took at most so long, %",
                "latency, " + Metric.LATENCY_ADDED_P99.unit(clock) + " (logarithmic)");
        double per = Metric.nanosPerUnit(clock);
        for (int arm = 0; arm < curves.size(); arm++) {
            List<LatencyCurve.Point> points = curves.get(arm).points();
            XYSeries line = chart.addSeries(
                    RunFacts.marked(comparison, curves.get(arm).arm()).replace('\n', ' '),
                    points.stream().mapToDouble(LatencyCurve.Point::nines).toArray(),
                    // Nothing takes no time, and a logarithm of 0 is nowhere.
                    points.stream()
                            .mapToDouble(point -> Math.max(1, point.nanos()) / per)
                            .toArray());
            line.setLineColor(ChartStyle.series(arm)).setLineStyle(ChartStyle.stroke(arm));
            line.setMarker(SeriesMarkers.NONE);
        }
        double last = curves.stream()
                .mapToDouble(curve -> curve.points().getLast().nines())
                .max()
                .orElseThrow();
        chart.getStyler().setYAxisLogarithmic(true).setYAxisLogarithmicDecadeOnly(false);
        chart.getStyler().setYAxisTickLabelsFormattingFunction(LatencyCharts::sparse);
        chart.getStyler()
                .setXAxisMin(curves.getFirst().points().getFirst().nines())
                .setXAxisMax(Math.max(1, Math.ceil(last)));
        chart.getStyler().setXAxisTickMarkSpacingHint(70);
        chart.getStyler().setXAxisTickLabelsFormattingFunction(value -> Charts.named(value + 1, NINES));
        return chart;
    }

    /// A decade's ticks stand ever closer together: only 1, 2 and 5 of each are named.
    private static String sparse(double value) {
        long leading = Math.round(value / Math.pow(10, Math.floor(Math.log10(value) + 1e-9)));
        return leading == 1 || leading == 2 || leading == 5 ? Numbers.tick(value) : Charts.blank(leading);
    }
}
