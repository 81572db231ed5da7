// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.stats.Estimate;
import io.bpfbench.reports.stats.IntervalMethod;
import io.bpfbench.reports.stats.Row;
import java.util.Optional;

/// A row's figure as text.
///
/// @param value the estimate, or `-` where there is none
/// @param interval `[low, high]`, `constant` where every block gave the same, or empty
record Figure(String value, String interval) {
    static Figure of(Row row) {
        return of(row.estimate(), row.metric().paired());
    }

    static Figure of(Optional<Estimate> estimate, boolean difference) {
        return estimate.map(present -> {
                    int decimals = Numbers.decimals(present);
                    return new Figure(
                            Numbers.value(present.value(), decimals, difference),
                            present.ci95()
                                    .map(interval -> present.method() == IntervalMethod.CONSTANT
                                            ? "constant"
                                            : Numbers.interval(interval, decimals, difference))
                                    .orElse(""));
                })
                .orElse(new Figure("-", ""));
    }
}
