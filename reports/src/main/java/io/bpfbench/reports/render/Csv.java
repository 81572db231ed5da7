// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Lines of comma-separated values as RFC 4180 has them: one header, a point in numbers whatever the locale, and `NA`
/// where there is nothing, as R reads it. No field is empty: R would take a column of empty texts for one of another
/// type.
final class Csv {
    static final String NA = "NA";

    private static final String LINE_END = "\r\n";
    private static final Pattern NUMBER = Pattern.compile("-?[0-9.]+(E-?[0-9]+)?");

    private Csv() {}

    /// One line with its end.
    static String line(Collection<String> fields) {
        return fields.stream().map(Csv::quoted).collect(Collectors.joining(",", "", LINE_END));
    }

    /// What is no number is missing: a spreadsheet would take the word NaN for a text.
    static String number(double figure) {
        return Double.isFinite(figure) ? Double.toString(figure) : NA;
    }

    static String listed(List<String> clauses) {
        return clauses.isEmpty() ? NA : String.join("; ", clauses);
    }

    /// Quotes a text where it must be. A text that a spreadsheet would take for a formula gets a space in front.
    private static String quoted(String value) {
        String safe = formula(value) ? " " + value : value;
        for (int i = 0; i < safe.length(); i++) {
            if ("\",\r\n".indexOf(safe.charAt(i)) >= 0) {
                return '"' + safe.replace("\"", "\"\"") + '"';
            }
        }
        return safe;
    }

    private static boolean formula(String value) {
        return !value.isEmpty()
                && "=+-@\t\r".indexOf(value.charAt(0)) >= 0
                && !NUMBER.matcher(value).matches();
    }
}
