// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import java.util.List;
import java.util.Optional;

/// A claim, what was measured beside it, and what that says of it.
///
/// @param ratio the measured ratio, where the claim is one and there is one
/// @param beside rows of the setups that the claim speaks of, where it is not judged; not all of them have a figure
/// @param reason one clause: why it is not measurable or not conclusive, or what speaks besides the interval
public record ClaimFinding(Claim claim, Word word, Optional<Ratio> ratio, List<Row> beside, String reason) {
    public ClaimFinding {
        beside = List.copyOf(beside);
    }

    /// What may be said of a claim.
    public enum Word {
        CONFIRMED("confirmed"),
        REFUTED("refuted"),
        INCONCLUSIVE("inconclusive"),
        NOT_MEASURABLE("not measurable here");

        private final String word;

        Word(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /// A ratio of two cells over blocks.
    ///
    /// @param value geometric mean of the blocks' ratios
    /// @param interval its interval, at [Ledger#LEVEL]
    public record Ratio(double value, Interval interval, int blocks) {}
}
