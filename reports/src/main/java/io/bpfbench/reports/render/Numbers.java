// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.stats.Estimate;
import io.bpfbench.reports.stats.Interval;
import io.bpfbench.reports.stats.IntervalMethod;
import java.math.BigDecimal;
import java.math.RoundingMode;

/// Numbers as people read them, the same in every locale: `1,234.5`.
final class Numbers {
    private Numbers() {}

    /// A number with so many decimals; a zero never carries a minus, and what is no number is `-`.
    static String fixed(double value, int decimals) {
        if (!Double.isFinite(value)) {
            return "-";
        }
        BigDecimal rounded = new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN);
        String digits = rounded.abs().toPlainString();
        int point = digits.indexOf('.');
        StringBuilder grouped = new StringBuilder(digits);
        for (int place = (point < 0 ? digits.length() : point) - 3; place > 0; place -= 3) {
            grouped.insert(place, ',');
        }
        return (rounded.signum() < 0 ? "-" : "") + grouped;
    }

    /// A whole number.
    static String count(long value) {
        return fixed((double) value, 0);
    }

    /// A number with its sign, for differences; a zero has none.
    static String signed(double value, int decimals) {
        String text = fixed(value, decimals);
        boolean zero = text.chars().allMatch(c -> c == '0' || c == '.');
        return text.startsWith("-") || zero ? text : "+" + text;
    }

    /// The value, signed where it is a difference.
    static String value(double value, int decimals, boolean difference) {
        return difference ? signed(value, decimals) : fixed(value, decimals);
    }

    /// `[low, high]`.
    static String interval(Interval interval, int decimals, boolean difference) {
        return "[" + value(interval.low(), decimals, difference) + ", " + value(interval.high(), decimals, difference)
                + "]";
    }

    /// As many decimals as the figure is worth: two digits of the interval's half width, or three of the figure
    /// itself where there is no width.
    static int decimals(Estimate estimate) {
        return estimate.method() == IntervalMethod.CONSTANT
                ? decimals(estimate.value())
                : estimate.ci95()
                        .map(interval -> decimals(interval, estimate.value()))
                        .orElseGet(() -> threeDigits(estimate.value()));
    }

    /// The same for a figure that is exact: its own decimals, two at most.
    static int decimals(double exact) {
        return Math.clamp(exact(exact, 2).scale(), 0, 2);
    }

    /// The same for a figure with an interval.
    static int decimals(Interval interval, double value) {
        double half = interval.halfWidth();
        return half > 0 ? Math.clamp(1 - magnitude(half), 0, 4) : threeDigits(value);
    }

    private static int threeDigits(double value) {
        return value == 0 ? 0 : Math.clamp(2 - magnitude(Math.abs(value)), 0, 4);
    }

    private static int magnitude(double positive) {
        return (int) Math.floor(Math.log10(positive));
    }

    /// About three digits, for figures without an interval.
    static String rough(double value) {
        return value == 0 || !Double.isFinite(value)
                ? fixed(value, 0)
                : fixed(value, Math.clamp(2 - magnitude(Math.abs(value)), 0, 4));
    }

    /// A tick's label: as few decimals as show it, since ticks are round.
    static String tick(double value) {
        return fixed(value, Math.max(0, exact(value, 6).scale()));
    }

    private static BigDecimal exact(double value, int decimals) {
        return new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN).stripTrailingZeros();
    }
}
