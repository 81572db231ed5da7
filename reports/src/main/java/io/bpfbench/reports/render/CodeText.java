// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import java.util.ArrayList;
import java.util.List;

/// Listings of code for a terminal.
public final class CodeText {
    /// Between two columns, where both hold the same, and where they do not.
    private static final String SAME = "   ";

    private static final String OTHER = " | ";

    private CodeText() {}

    /// A listing with its places in a column of their own.
    public static List<String> lines(List<String> listing) {
        int places = places(listing);
        return listing.stream().map(line -> placed(line, places)).toList();
    }

    /// Two listings side by side, titles first. What does not fit goes on below itself.
    ///
    /// @param columns that a line may have
    public static List<String> sideBySide(
            String leftTitle, List<String> left, String rightTitle, List<String> right, int columns) {
        int places = Math.max(places(left), places(right));
        int most = (columns - OTHER.length()) / 2;
        int width = Math.min(most, Math.max(leftTitle.length(), TextLines.widest(lines(left)) + places - places(left)));
        int rest = columns - OTHER.length() - width;
        List<String> lines = new ArrayList<>();
        lines.add(TextLines.pad(leftTitle, width) + SAME + rightTitle);
        for (CodeAlignment.Row row : CodeAlignment.of(left, right)) {
            List<String> ofLeft = folded(row.left(), places, width);
            List<String> ofRight = folded(row.right(), places, rest);
            for (int i = 0; i < Math.max(ofLeft.size(), ofRight.size()); i++) {
                String one = i < ofLeft.size() ? ofLeft.get(i) : "";
                String other = i < ofRight.size() ? ofRight.get(i) : "";
                lines.add((TextLines.pad(one, width) + (row.same() ? SAME : OTHER) + other).stripTrailing());
            }
        }
        return lines;
    }

    private static int places(List<String> listing) {
        return listing.stream().mapToInt(line -> line.indexOf(':')).max().orElse(0);
    }

    private static String placed(String line, int places) {
        return " ".repeat(places - line.indexOf(':')) + line;
    }

    private static List<String> folded(List<String> listing, int places, int width) {
        List<String> lines = new ArrayList<>();
        for (String line : listing) {
            String left = placed(line, places);
            while (left.length() > width) {
                int cut = Math.max(left.lastIndexOf(' ', width), places + 3);
                cut = cut <= places + 3 ? width : cut;
                lines.add(left.substring(0, cut).stripTrailing());
                left = " ".repeat(places + 4) + left.substring(cut).strip();
            }
            lines.add(left);
        }
        return lines;
    }
}
