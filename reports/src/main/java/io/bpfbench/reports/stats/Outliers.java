// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Tukey's fences (J. W. Tukey, *Exploratory Data Analysis*, 1977): figures more than 1.5 times the spread of the
/// hinges outside the hinges. They are flagged and stay in: nobody drops what he does not like.
final class Outliers {
    private Outliers() {}

    /// Places of the figures outside the fences; none among fewer than 5.
    static List<Integer> places(double[] values) {
        if (values.length < 5) {
            return List.of();
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        // Hinges: the medians of the two halves, each with the median itself when the number is odd.
        int half = (sorted.length + 1) / 2;
        double low = median(Arrays.copyOfRange(sorted, 0, half));
        double high = median(Arrays.copyOfRange(sorted, sorted.length - half, sorted.length));
        double fence = 1.5 * (high - low);
        return IntStream.range(0, values.length)
                .filter(place -> values[place] < low - fence || values[place] > high + fence)
                .boxed()
                .toList();
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
