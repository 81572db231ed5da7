// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.stats.Outcome;
import io.bpfbench.reports.stats.Verdict;
import java.util.regex.Pattern;

/// Colours for a terminal, or none. They only repeat what the words beside them say.
public enum Ink {
    NONE,
    ANSI;

    private static final String ESCAPE = "\u001b[";
    private static final String END = ESCAPE + "0m";
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9]*m");

    String bold(String text) {
        return in("1", text);
    }

    String faint(String text) {
        return in("2", text);
    }

    String warning(String text) {
        return in("33", text);
    }

    String outcome(Outcome outcome, String text) {
        return switch (outcome) {
            case REGRESSION -> in("31", text);
            case IMPROVED -> in("32", text);
            case EQUIVALENT -> text;
            case INCONCLUSIVE -> in("33", text);
        };
    }

    String verdict(Verdict verdict, String text) {
        return switch (verdict) {
            case HIGHER -> in("31", text);
            case LOWER -> in("32", text);
            case EQUIVALENT, WITHIN_NOISE, INCONCLUSIVE, NO_CLAIM -> text;
        };
    }

    private String in(String code, String text) {
        return switch (this) {
            case NONE -> text;
            case ANSI -> ESCAPE + code + "m" + text + END;
        };
    }

    /// Columns that a text takes, colours not counted.
    static int width(CharSequence text) {
        String whole = text.toString();
        return whole.contains(ESCAPE) ? COLOUR.matcher(whole).replaceAll("").length() : whole.length();
    }
}
