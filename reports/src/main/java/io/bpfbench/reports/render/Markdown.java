// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import java.util.List;
import java.util.stream.Collectors;

/// GitHub's Markdown: text as text, tables as pipes.
final class Markdown {
    private Markdown() {}

    /// A text that shows as itself: neither markup nor a mention nor a table's border.
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        for (char c : Html.escape(text.replace('\n', ' ').replace('\r', ' ')).toCharArray()) {
            if ("\\`*_[]|~@".indexOf(c) >= 0) {
                escaped.append('\\');
            }
            escaped.append(c);
        }
        return escaped.toString();
    }

    /// A table: the first column to the left, the others to the right. Cells are escaped; `\n` in a cell starts a
    /// new line there.
    static String table(List<String> heads, List<List<String>> rows) {
        return table("|--:", heads, rows);
    }

    /// The same for words: every column to the left.
    static String words(List<String> heads, List<List<String>> rows) {
        return table("|---", heads, rows);
    }

    private static String table(String rule, List<String> heads, List<List<String>> rows) {
        return line(heads) + "|---" + rule.repeat(heads.size() - 1) + "|\n"
                + rows.stream().map(Markdown::line).collect(Collectors.joining());
    }

    private static String line(List<String> cells) {
        return cells.stream()
                .map(cell -> cell.lines().map(Markdown::escape).collect(Collectors.joining("<br>")))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    static String list(List<String> sentences) {
        return sentences.stream()
                .map(sentence -> "- " + escape(sentence) + "\n")
                .collect(Collectors.joining());
    }

    /// A part that is shown on a click.
    static String folded(String title, String body) {
        return "<details><summary>" + Html.escape(title) + "</summary>\n\n" + body + "\n</details>\n";
    }

    /// A block of code. The fence is longer than any in the text.
    static String code(String text) {
        String fence = "```";
        while (text.contains(fence)) {
            fence += "`";
        }
        return fence + "\n" + text + "\n" + fence + "\n";
    }
}
