// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import org.apache.commons.math3.distribution.TDistribution;

/// Two one-sided tests (D. Schuirmann, *Journal of Pharmacokinetics and Biopharmaceutics* 15, 1987): the only way to
/// say "no difference worth speaking of", where what is worth it was said beforehand.
final class Equivalence {
    private Equivalence() {}

    /// The larger p-value of the two tests that the mean difference is not below `margin` and not above
    /// `−margin`. At or below 0.05, the 90 % interval lies within the margin.
    ///
    /// @param margin above 0, in the unit of the differences
    static double tost(double[] differences, double margin) {
        if (!(margin > 0)) {
            throw new IllegalArgumentException("a margin of equivalence is above 0, not " + margin);
        }
        double mean = Moments.mean(differences);
        double error = Moments.deviation(differences) / Math.sqrt(differences.length);
        double room = margin - Math.abs(mean);
        if (error == 0) {
            return room > 0 ? 0 : 1;
        }
        return new TDistribution(null, differences.length - 1).cumulativeProbability(-room / error);
    }
}
