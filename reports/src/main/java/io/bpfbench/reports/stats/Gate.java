// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// A limit to what a change may cost in one metric, such as `cost_per_event<=+5%`.
public record Gate(Metric metric, Bound limit) {
    /// Reads `METRIC<=+LIMIT`, the limit in the metric's unit or in per cent of the base's figure.
    ///
    /// @throws IllegalArgumentException with one sentence for the user
    public static Gate parse(String text) {
        String[] sides = text.split("<=", -1);
        Optional<Bound> limit = sides.length == 2 ? Bound.parse(sides[1]) : Optional.empty();
        Bound found = limit.orElseThrow(() -> new IllegalArgumentException(
                "a gate is METRIC<=+LIMIT, in the metric's unit or in per cent, such as 'cost_per_event<=+5%', not '"
                        + text + "'"));
        return new Gate(metric(sides[0].strip()), found);
    }

    /// The metric of a name, if it is one that can be better or worse.
    ///
    /// @throws IllegalArgumentException with one sentence for the user
    public static Metric metric(String name) {
        return Arrays.stream(Metric.values())
                .filter(metric -> metric.higherIsWorse() && metric.key().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no metric '" + name
                        + "' that can be better or worse; those are "
                        + Arrays.stream(Metric.values())
                                .filter(Metric::higherIsWorse)
                                .map(Metric::key)
                                .collect(Collectors.joining(", "))));
    }
}
