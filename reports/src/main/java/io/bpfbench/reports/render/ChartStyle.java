// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.knowm.xchart.XYChart;

/// How charts look. Colours are placeholders: in the SVG each becomes a custom property of the page's style sheet,
/// so that one drawing serves a light page, a dark one and paper. The series' colours are those of M. Okabe and K.
/// Ito ("Color Universal Design", 2008), which colour-blind people tell apart; the sixth is their black, so that
/// no two blues meet.
final class ChartStyle {
    static final Color INK = new Color(0x11, 0x22, 0x33);
    /// For what is there and says little.
    static final Color SOFT = new Color(0x55, 0x66, 0x77);
    /// Behind what is said.
    static final Color BAND = new Color(0xd1, 0xd2, 0xd3);
    private static final Color GRID = new Color(0xc1, 0xc2, 0xc3);
    private static final Color NOTHING = new Color(255, 255, 255, 0);
    private static final List<Color> SERIES = List.of(
            new Color(0x00, 0x72, 0xb2),
            new Color(0xd5, 0x5e, 0x00),
            new Color(0x00, 0x9e, 0x73),
            new Color(0xcc, 0x79, 0xa7),
            new Color(0xe6, 0x9f, 0x00),
            new Color(0x3b, 0x42, 0x4a));

    private ChartStyle() {}

    static Color series(int number) {
        return SERIES.get(number % SERIES.size());
    }

    /// A line's stroke by its number: another dash where the colours begin again.
    static BasicStroke stroke(int number) {
        return number < SERIES.size()
                ? new BasicStroke(2.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND)
                : new BasicStroke(2.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {9, 4}, 0);
    }

    /// Each placeholder, as the SVG writes it, and the custom property in its place.
    static Map<String, String> properties() {
        Map<String, String> properties = new TreeMap<>();
        properties.put(rgb(INK), "var(--ink)");
        properties.put(rgb(GRID), "var(--grid)");
        properties.put(rgb(SOFT), "var(--soft)");
        properties.put(rgb(BAND), "var(--band)");
        for (int number = 0; number < SERIES.size(); number++) {
            properties.put(rgb(SERIES.get(number)), "var(--series-" + number + ")");
        }
        return properties;
    }

    private static String rgb(Color color) {
        return "rgb(" + color.getRed() + "," + color.getGreen() + "," + color.getBlue() + ")";
    }

    static void apply(XYChart chart) {
        Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 16);
        var styler = chart.getStyler();
        styler.setLocale(Locale.ROOT);
        styler.setBaseFont(font).setLegendFont(font);
        styler.setAxisTickLabelsFont(font).setAxisTitleFont(font);
        styler.setChartBackgroundColor(NOTHING).setPlotBackgroundColor(NOTHING).setChartFontColor(INK);
        styler.setPlotBorderVisible(false).setLegendBackgroundColor(NOTHING).setLegendBorderColor(NOTHING);
        styler.setAxisTickLabelsColor(INK).setAxisTickMarksColor(GRID);
        styler.setXAxisTitleColor(INK).setYAxisTitleColor(INK);
        styler.setPlotGridLinesColor(GRID).setPlotGridLinesStroke(new BasicStroke(0.8f));
        styler.setChartTitleVisible(false).setMarkerSize(9);
    }
}
