// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How large a difference may be: in a metric's own unit, or as a share of the base's figure.
///
/// @param size 0 or more; 0.05 is 5 % when `relative`
public record Bound(double size, boolean relative) {
    private static final Pattern FORM = Pattern.compile("\\+?(\\d{1,12}(?:\\.\\d{1,9})?)\\s*(%?)");

    /// Reads `0.1`, `+0.1` or `+5%`; empty for anything else.
    public static Optional<Bound> parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        double size = Double.parseDouble(matcher.group(1));
        return Optional.of(matcher.group(2).isEmpty() ? new Bound(size, false) : new Bound(size / 100, true));
    }

    /// The bound on the scale on which it is tested: differences, or logarithms of ratios.
    double onScale() {
        return relative ? Math.log1p(size) : size;
    }
}
