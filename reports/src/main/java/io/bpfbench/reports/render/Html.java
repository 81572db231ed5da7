// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import java.util.List;

/// Writes HTML. Every text and every attribute's value goes through [#escape(String)]; the only way around it is
/// [#trusted(String)], for what this package itself made.
final class Html {
    private final StringBuilder out = new StringBuilder();

    /// The one place where text becomes HTML.
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                // No control character but these three is allowed in a document.
                case '\t', '\n', '\r' -> escaped.append(c);
                default -> escaped.append(c < ' ' || c == 0x7f ? '\uFFFD' : c);
            }
        }
        return escaped.toString();
    }

    /// Opens an element; attributes come as names and values by turns.
    Html open(String tag, String... attributes) {
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ')
                    .append(attributes[i])
                    .append("=\"")
                    .append(escape(attributes[i + 1]))
                    .append('"');
        }
        out.append('>');
        return this;
    }

    Html close(String tag) {
        out.append("</").append(tag).append(">\n");
        return this;
    }

    Html text(String text) {
        out.append(escape(text));
        return this;
    }

    /// An element that holds nothing but a text.
    Html element(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close(tag);
    }

    /// Markup made in this package: a style sheet, a chart.
    Html trusted(String markup) {
        out.append(markup);
        return this;
    }

    /// A table with a caption, a row of column heads and a row head in each line.
    Html table(String caption, List<String> heads, List<List<String>> rows) {
        open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", caption);
        open("table").element("caption", caption).open("thead").open("tr");
        heads.forEach(head -> open("th", "scope", "col").lines(head).close("th"));
        close("tr").close("thead").open("tbody");
        for (List<String> row : rows) {
            open("tr").open("th", "scope", "row").lines(row.getFirst()).close("th");
            row.stream().skip(1).forEach(cell -> open("td").lines(cell).close("td"));
            close("tr");
        }
        return close("tbody").close("table").close("div");
    }

    /// A text in which `\n` starts a new line.
    private Html lines(String text) {
        return trusted(escape(text).replace("\n", "<br>"));
    }

    /// A list of sentences.
    Html list(List<String> sentences) {
        open("ul");
        sentences.forEach(sentence -> element("li", sentence));
        return close("ul");
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
