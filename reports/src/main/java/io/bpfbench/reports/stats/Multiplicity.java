// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Adjusts p-values for their number. The adjusted ones are in the order of the given ones and compare with the same
/// level.
final class Multiplicity {
    private Multiplicity() {}

    /// Holm's step-down adjustment (S. Holm, *Scandinavian Journal of Statistics* 6, 1979): of a whole family,
    /// the chance of even one false claim stays within the level.
    static double[] holm(double[] pValues) {
        double[] adjusted = new double[pValues.length];
        double least = 0;
        int rank = 0;
        for (int index : ascending(pValues)) {
            least = Math.max(least, Math.min(1, (pValues.length - rank) * pValues[index]));
            adjusted[index] = least;
            rank++;
        }
        return adjusted;
    }

    /// Benjamini and Hochberg's step-up adjustment (*Journal of the Royal Statistical Society B* 57, 1995): of
    /// what is claimed, the expected share of false claims stays within the level.
    static double[] benjaminiHochberg(double[] pValues) {
        double[] adjusted = new double[pValues.length];
        double most = 1;
        int[] order = ascending(pValues);
        for (int rank = order.length; rank >= 1; rank--) {
            int index = order[rank - 1];
            most = Math.min(most, pValues.length * pValues[index] / rank);
            adjusted[index] = most;
        }
        return adjusted;
    }

    private static int[] ascending(double[] pValues) {
        if (!Arrays.stream(pValues).allMatch(p -> p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("a p-value lies between 0 and 1: " + Arrays.toString(pValues));
        }
        return IntStream.range(0, pValues.length)
                .boxed()
                .sorted(Comparator.comparingDouble(index -> pValues[index]))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
