// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.DoubleStream;

/// The figures of two runs, block by block, and what may be asked of them. Never changed.
final class SamplePair {
    private final double[] base;
    private final double[] changed;

    SamplePair(double[] base, double[] changed) {
        this.base = base;
        this.changed = changed;
    }

    TwoSamples.Welch welch() {
        return TwoSamples.Welch.of(base, changed);
    }

    Intervals.Result interval(long seed) {
        return TwoSampleIntervals.of(base, changed, 0.95, seed);
    }

    double permutation(long seed) {
        return TwoSamples.permutation(base, changed, seed);
    }

    double leastPermutation() {
        return TwoSamples.leastPermutation(base.length, changed.length);
    }

    /// As if the second run had cost that much less.
    SamplePair lowered(double limit) {
        return new SamplePair(
                base, Arrays.stream(changed).map(figure -> figure - limit).toArray());
    }

    /// Present where every figure has a logarithm.
    Optional<SamplePair> logarithms() {
        boolean positive =
                DoubleStream.concat(Arrays.stream(base), Arrays.stream(changed)).allMatch(figure -> figure > 0);
        return positive
                ? Optional.of(new SamplePair(
                        Arrays.stream(base).map(Math::log).toArray(),
                        Arrays.stream(changed).map(Math::log).toArray()))
                : Optional.empty();
    }

    /// A one-sided Welch test that the difference is below a limit.
    boolean below(double limit, double level) {
        return welch().pBelow(limit) <= level;
    }

    /// Two one-sided Welch tests that the difference is smaller than a margin, either way.
    boolean within(double margin, double level) {
        return below(margin, level) && new SamplePair(/* base= */ changed, /* changed= */ base).below(margin, level);
    }
}
