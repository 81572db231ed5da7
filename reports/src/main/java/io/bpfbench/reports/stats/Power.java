// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.special.Gamma;
import org.apache.commons.statistics.distribution.NormalDistribution;

/// What a run could have seen: power of the paired t test (J. Cohen, *Statistical Power Analysis for the Behavioral
/// Sciences*, 1988, chapter 2), exactly, by the noncentral t distribution.
final class Power {
    /// Of the two libraries' it is the one that takes a hundredth of the time, to the same digits.
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private static final int STEPS = 400;

    private Power() {}

    /// The smallest true mean difference, in standard deviations of the differences, that a two-sided test at 5 %
    /// finds with a chance of 80 %.
    static double detectable(int blocks) {
        return detectableShift(blocks - 1.0) / Math.sqrt(blocks);
    }

    /// The same in standard errors, for a test of so many degrees of freedom.
    static double detectableShift(double freedom) {
        TTest test = new TTest(freedom);
        double low = 0;
        double high = 1;
        while (test.power(high) < 0.8) {
            high *= 2;
        }
        while (high - low > 1e-7 * high) {
            double middle = (low + high) / 2;
            if (test.power(middle) < 0.8) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /// The chance that a two-sided t test at 5 % rejects when the true mean is `size` standard deviations off
    /// zero.
    static double power(int blocks, double size) {
        return shiftPower(blocks - 1.0, size * Math.sqrt(blocks));
    }

    /// The chance that a two-sided t test of ν degrees of freedom at 5 % rejects when the true difference is
    /// `shift` standard errors off zero.
    static double shiftPower(double freedom, double shift) {
        return new TTest(freedom).power(shift);
    }

    /// A two-sided t test of ν degrees of freedom at 5 %.
    ///
    /// With Y the root of a χ² over ν, the statistic exceeds t exactly when a normal variable with mean `shift`
    /// exceeds t·Y; the integral over Y's density is taken by Simpson's rule.
    private static final class TTest {
        private final double critical;
        private final double step;
        /// Of Simpson's rule times the density, at each point.
        private final double[] weights = new double[STEPS + 1];

        TTest(double freedom) {
            critical = new TDistribution(null, freedom).inverseCumulativeProbability(0.975);
            step = (1 + 12 / Math.sqrt(freedom)) / STEPS;
            double half = freedom / 2;
            double logConstant = Math.log(2) + half * Math.log(half) - Gamma.logGamma(half);
            for (int i = 0; i <= STEPS; i++) {
                int weight = i == 0 || i == STEPS ? 1 : i % 2 == 1 ? 4 : 2;
                double y = i * step;
                weights[i] = weight * (Math.pow(y, freedom - 1) * Math.exp(logConstant - half * y * y));
            }
        }

        /// The chance that the test rejects when the true difference is `shift` standard errors off zero.
        double power(double shift) {
            double sum = 0;
            for (int i = 0; i <= STEPS; i++) {
                double y = i * step;
                double rejected = NORMAL.cumulativeProbability(shift - critical * y)
                        + NORMAL.cumulativeProbability(-critical * y - shift);
                sum += weights[i] * rejected;
            }
            return sum * step / 3;
        }
    }
}
