// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import java.util.ArrayList;
import java.util.List;

/// Text for a terminal of 80 columns.
final class TextLines {
    static final int WIDTH = 80;

    private TextLines() {}

    /// Breaks a text at its spaces into lines of at most 80 columns, later ones indented below the first's text.
    static List<String> wrapped(String name, String text) {
        List<String> lines = new ArrayList<>();
        String indent = name.isEmpty() ? "  " : " ".repeat(name.length());
        StringBuilder line = new StringBuilder(name);
        boolean fresh = true;
        for (String word : text.split(" ", -1)) {
            if (!fresh && Ink.width(line) + 1 + Ink.width(word) > WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder(indent);
                fresh = true;
            }
            line.append(fresh ? "" : " ").append(word);
            fresh = false;
        }
        lines.add(line.toString());
        return lines;
    }

    static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
