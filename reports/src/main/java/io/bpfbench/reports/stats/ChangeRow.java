// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Cell;
import java.util.Optional;
import java.util.OptionalDouble;

/// One cell's figure in one metric, in two runs.
///
/// @param unit as printed
/// @param base the figure in the first run
/// @param changed the figure in the second
/// @param effect what the second has above the first, absent when nothing may be said
/// @param decides whether the outcome as a whole rests on this row
/// @param reason a clause: why this outcome
public record ChangeRow(
        Cell cell,
        Metric metric,
        String unit,
        Optional<Estimate> base,
        Optional<Estimate> changed,
        Optional<Effect> effect,
        boolean decides,
        Outcome outcome,
        String reason) {

    /// A difference between two runs and how sure it is.
    ///
    /// @param difference mean over the second run's blocks less that over the first's
    /// @param ci95 its 95 % confidence interval
    /// @param method how the interval came about
    /// @param ratio the same as a ratio of geometric means, in per cent, where every block's figure is above 0
    /// @param p the p-value of no difference, before adjusting
    /// @param test which test gave it
    /// @param adjusted after Holm over the rows that decide, Benjamini–Hochberg over the rest
    /// @param detectable the smallest true difference that two runs like these find with a chance of 80 %
    /// @param floor what trials of the same thing differ by in the two runs, where there is a control
    public record Effect(
            double difference,
            Interval ci95,
            IntervalMethod method,
            Optional<Inference.Percent> ratio,
            double p,
            Test test,
            double adjusted,
            double detectable,
            OptionalDouble floor) {}

    /// The test that decides.
    public enum Test {
        PERMUTATION("permutation"),
        /// With so few blocks that the permutation test could not reach the level whatever the data.
        WELCH("Welch's t"),
        /// On the instruction clock, every block of each run gave the same figure: there is no chance to test against.
        EXACT("exact");

        private final String label;

        Test(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }
}
