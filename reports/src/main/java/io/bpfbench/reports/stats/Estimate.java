// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import java.util.List;
import java.util.Optional;

/// A mean over blocks and how sure it is.
///
/// @param value arithmetic mean of the blocks' effects
/// @param ci95 95 % confidence interval of the mean, absent with fewer than two blocks
/// @param method how the interval came about
/// @param effects each block's effect, in the order of the blocks; never empty
public record Estimate(double value, Optional<Interval> ci95, IntervalMethod method, List<Double> effects) {
    public Estimate {
        effects = List.copyOf(effects);
        if (effects.isEmpty()) {
            throw new IllegalArgumentException("an estimate stands on at least one block");
        }
    }

    /// The mean of the blocks' effects with its interval.
    ///
    /// @param seed where the bootstrap's resamples begin; the same seed gives the same interval
    public static Estimate of(List<Double> effects, long seed) {
        double[] values = effects.stream().mapToDouble(Double::doubleValue).toArray();
        double mean = Moments.mean(values);
        if (values.length < 2) {
            return new Estimate(mean, Optional.empty(), IntervalMethod.NONE, effects);
        }
        Intervals.Result result = Intervals.of(values, 0.95, seed);
        return new Estimate(mean, Optional.of(result.interval()), result.method(), effects);
    }

    public int blocks() {
        return effects.size();
    }
}
