// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;

/// A chart of `report.html` with its numbers in a table beside it.
///
/// @param title unique within the page, and a name for what is shown
/// @param name unique within the page, for ids
/// @param words what the chart shows, for all readers and above all for those who do not see it; without a full stop
/// @param heads the heads of the table's columns
/// @param rows the chart's numbers
record HtmlFigure(String title, String name, String words, List<String> heads, List<List<String>> rows) {
    /// Longer tables are unfolded on a click.
    private static final int MOST_ROWS = 20;

    /// In characters: a wider table stands below its chart.
    private static final int WIDEST = 90;

    HtmlFigure {
        heads = List.copyOf(heads);
        rows = List.copyOf(rows);
    }

    /// Writes the table alone where there is nothing to draw, and nothing at all where there are no numbers either.
    void write(Html html, Optional<XYChart> chart) {
        if (chart.isPresent()) {
            html.open("div", "class", rows.size() > MOST_ROWS || width() > WIDEST ? "above" : "beside");
            drawing(html, chart.get());
            table(html);
            html.close("div");
        } else {
            table(html);
        }
    }

    /// The chart without its numbers.
    void drawing(Html html, XYChart chart) {
        html.open("figure");
        html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "Chart: " + title);
        html.trusted(Svg.of(chart, name, words)).close("div");
        html.element("figcaption", words + ".").close("figure");
    }

    private int width() {
        return IntStream.range(0, heads.size())
                .map(column -> 2
                        + Stream.concat(
                                        Stream.of(heads.get(column).split(" ")),
                                        rows.stream()
                                                .flatMap(row -> row.get(column).lines()))
                                .mapToInt(String::length)
                                .max()
                                .orElse(0))
                .sum();
    }

    private void table(Html html) {
        if (rows.isEmpty()) {
            return;
        }
        boolean folded = rows.size() > MOST_ROWS;
        if (folded) {
            html.open("details", "class", "long").element("summary", "The numbers: " + rows.size() + " rows");
        }
        html.table("The numbers: " + title, heads, rows);
        if (folded) {
            html.close("details");
        }
    }
}
