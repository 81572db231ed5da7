// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// What the report's charts have in common.
final class Charts {
    static final int WIDTH = 560;
    static final BasicStroke SOLID = new BasicStroke(2.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    static final BasicStroke FINE = new BasicStroke(1.2f);
    static final BasicStroke DASHED =
            new BasicStroke(1.6f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {6, 5}, 0);

    /// More names than these do not fit into one row of the legend.
    private static final int IN_A_ROW = 3;

    private static final int LEGEND_LINE = 24;
    private static final int LONGEST_NAME = 20;
    private static final List<Marker> MARKERS = List.of(
            SeriesMarkers.CIRCLE,
            SeriesMarkers.DIAMOND,
            SeriesMarkers.SQUARE,
            SeriesMarkers.TRIANGLE_UP,
            SeriesMarkers.TRIANGLE_DOWN,
            SeriesMarkers.CROSS);

    private Charts() {}

    /// An empty chart in the report's style, figures on both axes.
    ///
    /// @param height without the legend's lines, where there are many
    /// @param named how many series the legend is to name
    static XYChart of(int height, int named, String xTitle, String yTitle) {
        boolean list = named > IN_A_ROW;
        XYChart chart = new XYChart(WIDTH, height + (list ? LEGEND_LINE * named : 0));
        ChartStyle.apply(chart);
        chart.setXAxisTitle(xTitle);
        chart.setYAxisTitle(yTitle);
        chart.getStyler().setXAxisTickMarkSpacingHint(80).setXAxisTickLabelsFormattingFunction(Numbers::tick);
        chart.getStyler().setYAxisTickLabelsFormattingFunction(Numbers::tick);
        chart.getStyler()
                .setLegendPosition(Styler.LegendPosition.OutsideS)
                .setLegendLayout(list ? Styler.LegendLayout.Vertical : Styler.LegendLayout.Horizontal);
        return chart;
    }

    /// An empty chart with a line of its own for each name, the first at the top: at the heights `names.size()` to 1.
    ///
    /// @param named how many series the legend is to name
    static XYChart lines(List<String> names, int named, String xTitle) {
        XYChart chart = of(120 + 46 * names.size(), named, xTitle, "");
        List<String> upwards = names.reversed();
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(names.size() + 1.0).setYAxisTickMarkSpacingHint(40);
        chart.getStyler().setYAxisTickLabelsFormattingFunction(value -> named(value, upwards));
        return chart;
    }

    /// The name at a tick, counted from 1. XChart makes ticks sparser, if need be for ever, until no two labels are the
    /// same and the first ones have at most 20 characters: so blanks differ, and long names are cut.
    static String named(double value, List<String> names) {
        long place = Math.round(value);
        boolean onName = Math.abs(value - place) < 0.01 && place >= 1 && place <= names.size();
        return onName ? shortened(names.get((int) place - 1)) : blank(Math.round(2 * value));
    }

    /// The first that fits: the name, without what its levels say themselves (`jit1 harden2 fentry`), by initials.
    static String shortened(String name) {
        String dense =
                name.replaceAll("\\w+=(?=\\D)", "").replace("kallsyms", "ksyms").replace("=", "");
        String initials = name.replaceAll("\\w+=(?=\\D)", "").replaceAll("(\\w)\\w*=", "$1");
        return Stream.of(name, dense, initials)
                .filter(each -> each.length() <= LONGEST_NAME)
                .findFirst()
                .orElseGet(() -> "…" + initials.substring(initials.length() - LONGEST_NAME + 1));
    }

    /// The number in spaces of two kinds.
    static String blank(long number) {
        StringBuilder spaces = new StringBuilder();
        for (int bit = 0; bit < 10; bit++) {
            spaces.append((number >> bit & 1) == 0 ? ' ' : '\u00a0');
        }
        return spaces.toString();
    }

    static void vertical(
            XYChart chart, String name, double x, double from, double to, Color color, BasicStroke stroke) {
        segment(chart, name, new double[] {x, x}, new double[] {from, to}, color, stroke);
    }

    static void horizontal(
            XYChart chart, String name, double from, double to, double y, Color color, BasicStroke stroke) {
        segment(chart, name, new double[] {from, to}, new double[] {y, y}, color, stroke);
    }

    /// A line without markers that the legend does not name.
    static XYSeries segment(XYChart chart, String name, double[] x, double[] y, Color color, BasicStroke stroke) {
        XYSeries series = chart.addSeries(name, x, y);
        series.setMarker(SeriesMarkers.NONE).setLineColor(color).setLineStyle(stroke);
        series.setShowInLegend(false);
        return series;
    }

    /// Points without a line.
    static XYSeries points(XYChart chart, String name, double[] x, double[] y, Marker marker, Color color) {
        XYSeries series = chart.addSeries(name, x, y);
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        series.setMarker(marker).setMarkerColor(color);
        return series;
    }

    /// A series' marker: where the colours begin again, every colour has another one.
    static Marker marker(int number) {
        return MARKERS.get((number + number / MARKERS.size()) % MARKERS.size());
    }

    /// A range a little wider than the figures; around a lone figure, one that gives it some room.
    static void xRange(XYChart chart, List<Double> ends) {
        chart.getStyler().setXAxisMin(low(ends)).setXAxisMax(high(ends));
    }

    static void yRange(XYChart chart, List<Double> ends) {
        chart.getStyler().setYAxisMin(low(ends)).setYAxisMax(high(ends));
    }

    private static double low(List<Double> ends) {
        return ends.stream().mapToDouble(Double::doubleValue).min().orElseThrow() - room(ends);
    }

    private static double high(List<Double> ends) {
        return ends.stream().mapToDouble(Double::doubleValue).max().orElseThrow() + room(ends);
    }

    private static double room(List<Double> ends) {
        double low = ends.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        double high = ends.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        return high > low ? (high - low) * 0.06 : Math.max(1, Math.abs(high) * 0.1);
    }
}
