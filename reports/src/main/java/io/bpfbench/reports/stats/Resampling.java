// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import java.util.Arrays;

/// Seeded resampling. The generator stands here in full (SplitMix64: G. Steele, D. Lea and C. Flood, *OOPSLA* 2014),
/// so that a report says the same on every Java for ever.
final class Resampling {
    private long state;

    Resampling(long seed) {
        state = seed;
    }

    long nextLong() {
        state += 0x9E3779B97F4A7C15L;
        long mixed = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /// A whole number in `[0, bound)`. The bias of the multiplication is below bound / 2^32.
    int nextInt(int bound) {
        return (int) (((nextLong() >>> 32) * bound) >>> 32);
    }

    /// The mean of one bootstrap resample.
    double mean(double[] values) {
        double first = values[0];
        double sum = 0;
        for (int draw = 0; draw < values.length; draw++) {
            sum += values[nextInt(values.length)] - first;
        }
        return first + sum / values.length;
    }

    /// Means of bootstrap resamples, sorted.
    static double[] means(double[] values, int resamples, long seed) {
        Resampling random = new Resampling(seed);
        double[] means = new double[resamples];
        for (int resample = 0; resample < resamples; resample++) {
            means[resample] = random.mean(values);
        }
        Arrays.sort(means);
        return means;
    }
}
