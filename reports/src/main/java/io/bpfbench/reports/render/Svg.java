// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import de.erichseifert.vectorgraphics2d.Processors;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.knowm.xchart.XYChart;

/// Turns a chart into SVG that can stand inside a page.
final class Svg {
    private static final Pattern LONG_NUMBER = Pattern.compile("(\\d+\\.\\d\\d)\\d+");

    private static final Pattern ID = Pattern.compile("\\bid=\"([^\"]+)\"");

    private Svg() {}

    /// @param name unique within the page: two drawings' clip paths must not share ids
    /// @param description what a reader who cannot see the chart is told
    static String of(XYChart chart, String name, String description) {
        VectorGraphics2D graphics = new VectorGraphics2D();
        chart.paint(graphics, chart.getWidth(), chart.getHeight());
        PageSize page = new PageSize(0, 0, chart.getWidth(), chart.getHeight());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // The library writes all numbers by one DecimalFormat, which by its contract threads may not share.
        try {
            synchronized (Svg.class) {
                Processors.get("svg").getDocument(graphics.getCommands(), page).writeTo(bytes);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException("a chart could not be drawn in memory", impossible);
        }
        String svg = bytes.toString(StandardCharsets.UTF_8);
        svg = svg.substring(svg.indexOf("<svg"));
        for (Map.Entry<String, String> property : ChartStyle.properties().entrySet()) {
            svg = svg.replace(property.getKey(), property.getValue());
        }
        svg = renamed(svg, name);
        svg = LONG_NUMBER.matcher(svg).replaceAll("$1");
        String head = "<svg role=\"img\" aria-label=\"" + Html.escape(description) + "\" viewBox=\"0 0 "
                + chart.getWidth() + " " + chart.getHeight() + "\"" + " xmlns=\"http://www.w3.org/2000/svg\">";
        return head + svg.substring(svg.indexOf('>') + 1).strip() + "\n";
    }

    /// Clip paths are named by a hash that changes from run to run: number them in the order in which they turn
    /// up.
    private static String renamed(String svg, String name) {
        Map<String, String> names = new LinkedHashMap<>();
        Matcher ids = ID.matcher(svg);
        while (ids.find()) {
            names.putIfAbsent(ids.group(1), name + "-" + (names.size() + 1));
        }
        String renamed = svg;
        for (Map.Entry<String, String> id : names.entrySet()) {
            renamed = renamed.replace("id=\"" + id.getKey() + "\"", "id=\"" + id.getValue() + "\"")
                    .replace("#" + id.getKey() + ")", "#" + id.getValue() + ")");
        }
        return renamed;
    }
}
