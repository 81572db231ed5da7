// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// What can be concluded from an estimate of at least two blocks.
///
/// @param p the p-value that decides, before adjusting
/// @param test which test gave it
/// @param signFlip exact sign-flip permutation test
/// @param wilcoxon Wilcoxon's signed-rank test
/// @param adjusted the deciding p-value after Holm (primary metrics) or Benjamini–Hochberg (the rest)
/// @param detectable the smallest true effect that so many blocks, as noisy as these, find with a chance of 80 %
/// @param floor the noise floor, where there is a control
/// @param percent the same effect as a ratio of means of logarithms, in percent, where both sides are above 0
/// @param outlierBlocks blocks outside Tukey's fences; they stay in
public record Inference(
        double p,
        Test test,
        double signFlip,
        double wilcoxon,
        double adjusted,
        double detectable,
        OptionalDouble floor,
        Optional<Percent> percent,
        List<Integer> outlierBlocks,
        Verdict verdict) {
    public Inference {
        outlierBlocks = List.copyOf(outlierBlocks);
    }

    /// The test that decides.
    public enum Test {
        SIGN_FLIP("sign-flip"),
        /// With so few blocks that the sign-flip test could not reach the level whatever the data.
        STUDENT("Student's t"),
        /// On the instruction clock, every block gave the same figure: there is no chance to test against.
        EXACT("exact");

        private final String label;

        Test(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /// `100·(exp(mean log ratio) − 1)` and its 95 % interval.
    public record Percent(double value, Interval ci95) {}
}
