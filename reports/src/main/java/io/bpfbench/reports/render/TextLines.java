// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Text for a terminal of 80 columns.
final class TextLines {
    static final int WIDTH = 80;

    /// Between the ends of an interval.
    static final String TO = "..";

    /// Of one line, in a table that is too wide otherwise.
    static final int SHORT_INTERVAL = 12;

    private static final Pattern OF_A_BLOCK = Pattern.compile("block ([0-9]+), (.+)");

    private TextLines() {}

    /// Breaks a text at its spaces, but not before a `%`, into lines of at most 80 columns, later ones indented below
    /// the first's text.
    static List<String> wrapped(String name, String text) {
        List<String> lines = new ArrayList<>();
        String indent = name.isEmpty() ? "  " : " ".repeat(name.length());
        StringBuilder line = new StringBuilder(name);
        boolean fresh = true;
        for (String word : text.split(" (?!%)", -1)) {
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

    /// Sentences such as `block 3, jit=1 is void: …`, those that say the same of several blocks made one, where
    /// the first of them stood. Others stay as they are.
    static List<String> together(List<String> sentences) {
        Map<String, List<String>> blocks = new LinkedHashMap<>();
        for (String sentence : sentences) {
            Matcher ofBlock = OF_A_BLOCK.matcher(sentence);
            if (ofBlock.matches()) {
                blocks.computeIfAbsent(ofBlock.group(2), ignored -> new ArrayList<>())
                        .add(ofBlock.group(1));
            } else {
                blocks.put(sentence, List.of());
            }
        }
        return blocks.entrySet().stream()
                .map(each -> switch (each.getValue().size()) {
                    case 0 -> each.getKey();
                    case 1 -> "block " + each.getValue().getFirst() + ", " + each.getKey();
                    default -> "blocks " + String.join(", ", each.getValue()) + ": " + each.getKey();
                })
                .toList();
    }

    static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    static int widest(List<String> lines) {
        return lines.stream().mapToInt(Ink::width).max().orElse(0);
    }

    /// An interval in two lines where one would be longer than that; the second is empty otherwise.
    static List<String> split(String interval, int longest) {
        int end = interval.length() > longest ? interval.indexOf(TO) + TO.length() : interval.length();
        return List.of(interval.substring(0, end), interval.substring(end));
    }

    /// A table as lines: the first column to the left, the others to the right.
    static List<String> aligned(List<List<String>> grid) {
        int columns = grid.getFirst().size();
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < columns; column++) {
            int place = column;
            widths.add(
                    grid.stream().mapToInt(row -> row.get(place).length()).max().orElse(0));
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : grid) {
            StringBuilder line = new StringBuilder(pad(row.getFirst(), widths.getFirst()));
            for (int column = 1; column < columns; column++) {
                line.append("  ")
                        .append(" ".repeat(widths.get(column) - row.get(column).length()))
                        .append(row.get(column));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
