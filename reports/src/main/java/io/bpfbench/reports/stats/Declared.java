// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Declarations;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/// What was said before the run and is not open to argument after it.
///
/// @param voids when a trial does not count
/// @param margins by metric and in its unit: differences smaller than this are none worth speaking of. Without a
///     margin, nothing is called equivalent.
public record Declared(VoidRules voids, Map<Metric, Double> margins) {
    /// The usual rules, and no margins.
    public static final Declared DEFAULT = new Declared(VoidRules.DEFAULT, Map.of());

    /// The usual rules, with the margins that a run's user declared.
    ///
    /// @throws ComparisonException when one is of no metric or no margin
    static Declared of(Declarations declarations) {
        Map<Metric, Double> margins = new EnumMap<>(Metric.class);
        declarations
                .margins()
                .forEach((key, margin) -> margins.put(
                        Metric.named(key)
                                .orElseThrow(() -> new ComparisonException(
                                        "the run declares a margin of " + key + ", and there is no such metric")),
                        margin));
        try {
            return new Declared(VoidRules.DEFAULT, margins);
        } catch (IllegalArgumentException none) {
            throw new ComparisonException(String.valueOf(none.getMessage()));
        }
    }

    public Declared {
        Map<Metric, Double> sorted = new EnumMap<>(Metric.class);
        sorted.putAll(margins);
        sorted.forEach((metric, margin) -> {
            if (!(margin > 0) || Double.isInfinite(margin)) {
                throw new IllegalArgumentException(
                        "the margin of " + metric.key() + " is " + margin + ": name a number above 0");
            }
        });
        margins = Collections.unmodifiableMap(sorted);
    }
}
