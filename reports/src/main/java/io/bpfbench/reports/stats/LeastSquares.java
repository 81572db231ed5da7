// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The straight line `intercept + slope·x` through a few points that makes the sum of the squared residuals least
/// (A.-M. Legendre, *Nouvelles méthodes pour la détermination des orbites des comètes*, 1805).
///
/// Fitted block by block, the slopes are replicates like any other figure, and their interval is over blocks.
///
/// @param residuals what each point lies above the line, in the order of the points
public record LeastSquares(double slope, double intercept, List<Double> residuals) {
    public LeastSquares {
        residuals = List.copyOf(residuals);
    }

    /// @throws IllegalArgumentException when there are fewer than two different x, not as many y, or not all finite
    public static LeastSquares of(double[] x, double[] y) {
        boolean finite =
                Arrays.stream(x).allMatch(Double::isFinite) && Arrays.stream(y).allMatch(Double::isFinite);
        if (x.length != y.length || Arrays.stream(x).distinct().count() < 2 || !finite) {
            throw new IllegalArgumentException("a line needs finite points at two places or more, not "
                    + Arrays.toString(x) + " and " + Arrays.toString(y));
        }
        double meanX = Moments.mean(x);
        double meanY = Moments.mean(y);
        double products = 0;
        double squares = 0;
        for (int i = 0; i < x.length; i++) {
            products += (x[i] - meanX) * (y[i] - meanY);
            squares += (x[i] - meanX) * (x[i] - meanX);
        }
        double slope = products / squares;
        double intercept = meanY - slope * meanX;
        List<Double> residuals = IntStream.range(0, x.length)
                .mapToObj(i -> y[i] - intercept - slope * x[i])
                .toList();
        return new LeastSquares(slope, intercept, residuals);
    }
}
