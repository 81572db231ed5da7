// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import java.util.Arrays;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.statistics.inference.PValueMethod;
import org.apache.commons.statistics.inference.WilcoxonSignedRankTest;

/// Two-sided tests of whether paired differences are centred on zero. Each gives a p-value, 1 when all differences
/// are zero.
final class PairedTests {
    /// Up to this many differences all sign flips are counted, above it a sample of them.
    static final int EXACT = 20;

    private static final int EXACT_RANKS = 50;
    private static final int SAMPLES = 10_000;

    private PairedTests() {}

    /// Sign-flip permutation test of the mean (R. A. Fisher, *The Design of Experiments*, 1935, section 21): the
    /// share of all 2^n assignments of signs whose sum is at least as far from zero as the observed one. Needs no
    /// distribution, only that each difference is as likely one way as the other.
    ///
    /// Above [#EXACT] differences 10,000 seeded assignments are drawn and the observed one is counted among them
    /// (B. Phipson and G. Smyth, *Statistical Applications in Genetics and Molecular Biology* 9, 2010: a p-value
    /// is never 0).
    static double signFlip(double[] differences, long seed) {
        double reach = Arrays.stream(differences).map(Math::abs).sum();
        // Sums that are equal on paper differ by roundings, and must count as equal.
        double observed = Math.abs(Arrays.stream(differences).sum()) - 1e-9 * reach;
        if (reach == 0) {
            return 1;
        }
        return differences.length <= EXACT ? exact(differences, observed) : sampled(differences, observed, seed);
    }

    /// Splits the differences in two, takes every signed sum of each half, and counts the pairs by walking the
    /// sorted halves against each other: 2·2^(n/2) sums instead of 2^n.
    private static double exact(double[] differences, double observed) {
        int half = differences.length / 2;
        double[] left = sorted(signedSums(Arrays.copyOfRange(differences, 0, half)));
        double[] right = sorted(signedSums(Arrays.copyOfRange(differences, half, differences.length)));
        long above = 0;
        int first = right.length;
        for (double sum : left) {
            while (first > 0 && sum + right[first - 1] >= observed) {
                first--;
            }
            above += right.length - first;
        }
        // Flipping all signs mirrors the sums, so as many lie below −observed.
        return Math.min(1, 2.0 * above / ((double) left.length * right.length));
    }

    private static double[] sorted(double[] values) {
        Arrays.sort(values);
        return values;
    }

    /// The sums of values under every assignment of signs; bit i of an index turns value i over.
    private static double[] signedSums(double[] values) {
        double[] sums = new double[1 << values.length];
        for (int signs = 0; signs < sums.length; signs++) {
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                sum += (signs >> i & 1) == 0 ? values[i] : -values[i];
            }
            sums[signs] = sum;
        }
        return sums;
    }

    private static double sampled(double[] differences, double observed, long seed) {
        // Each byte of a draw picks one of 256 ready sums of eight differences.
        double[][] eights = new double[(differences.length + 7) / 8][];
        for (int eight = 0; eight < eights.length; eight++) {
            // What is beyond the last difference is 0, whichever its sign.
            eights[eight] = signedSums(Arrays.copyOfRange(differences, 8 * eight, 8 * eight + 8));
        }
        Resampling random = new Resampling(seed);
        int extreme = 1;
        for (int sample = 0; sample < SAMPLES; sample++) {
            double sum = 0;
            for (int eight = 0; eight < eights.length; ) {
                long signs = random.nextLong();
                for (int end = Math.min(eight + Long.BYTES, eights.length); eight < end; eight++) {
                    sum += eights[eight][(int) signs & 0xff];
                    signs >>>= Byte.SIZE;
                }
            }
            extreme += Math.abs(sum) >= observed ? 1 : 0;
        }
        return extreme / (SAMPLES + 1.0);
    }

    /// The smallest p-value that the exact sign-flip test can give: two of 2^n assignments.
    static double leastSignFlip(int differences) {
        return differences <= EXACT ? Math.scalb(1.0, 1 - differences) : 1 / (SAMPLES + 1.0);
    }

    /// Wilcoxon's signed-rank test (F. Wilcoxon, *Biometrics Bulletin* 1, 1945) as commons-statistics computes
    /// it: exact without ties, normal approximation with continuity correction with ties; zeros keep their ranks'
    /// place (J. Pratt, *JASA* 54, 1959).
    static double wilcoxon(double[] differences) {
        if (Arrays.stream(differences).allMatch(difference -> difference == 0)) {
            return 1;
        }
        WilcoxonSignedRankTest test = WilcoxonSignedRankTest.withDefaults();
        return (differences.length <= EXACT_RANKS ? test : test.with(PValueMethod.ASYMPTOTIC))
                .test(differences)
                .getPValue();
    }

    /// Student's paired t test (W. S. Gosset, *Biometrika* 6, 1908). Differences that are all the same and not
    /// zero give 0.
    static double student(double[] differences) {
        double mean = Moments.mean(differences);
        if (mean == 0) {
            return 1;
        }
        double error = Moments.deviation(differences) / Math.sqrt(differences.length);
        if (error == 0) {
            return 0;
        }
        return 2 * new TDistribution(null, differences.length - 1).cumulativeProbability(-Math.abs(mean) / error);
    }
}
