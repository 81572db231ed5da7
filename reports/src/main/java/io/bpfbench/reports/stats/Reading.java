// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

/// One metric of one trial: a finite figure, or the reason why there is none.
sealed interface Reading {
    record Figure(double value) implements Reading {}

    /// No figure.
    ///
    /// @param reason a clause that continues "block 3: …"
    record Unusable(String reason) implements Reading {}

    /// The figure, if it is finite.
    static Reading of(String what, double value) {
        return Double.isFinite(value)
                ? new Figure(value)
                : new Unusable(what + " is " + value + ", not a number to reckon with");
    }
}
