// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import java.util.Arrays;
import org.HdrHistogram.Histogram;

/// Counts of times, in the buckets of an HdrHistogram of three digits from 1 ns on, and nothing else: no minimum, no
/// total, no bounds kept for each value. Recording is what the hot path does most, and costs a fifth here of what it
/// costs there; the histogram is made once a window.
final class NanoCounts {
    /// Beyond one hour a time is recorded as one hour.
    static final long HIGHEST_NANOS = 3_600_000_000_000L;

    static final int DIGITS = 3;

    /// Three digits take 2,048 steps below the first doubling and 1,024 in each doubling after it.
    private static final int HALF_BITS = 10;

    private static final int HALF = 1 << HALF_BITS;
    private static final long LINEAR_MASK = 2L * HALF - 1;

    private final long[] counts = new long[index(HIGHEST_NANOS) + 1];

    /// An empty histogram with these buckets.
    static Histogram emptyHistogram() {
        return new Histogram(HIGHEST_NANOS, DIGITS);
    }

    /// @param nanos less than 0, as clocks of two processors may have it, counts as 0
    void record(long nanos) {
        counts[index(nanos <= 0 ? 0 : nanos >= HIGHEST_NANOS ? HIGHEST_NANOS : nanos)]++;
    }

    Histogram histogram() {
        Histogram histogram = emptyHistogram();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                histogram.recordValueWithCount(value(i), counts[i]);
            }
        }
        return histogram;
    }

    void clear() {
        Arrays.fill(counts, 0);
    }

    private static int index(long nanos) {
        int doubling = Long.SIZE - HALF_BITS - 1 - Long.numberOfLeadingZeros(nanos | LINEAR_MASK);
        return (doubling << HALF_BITS) + (int) (nanos >>> doubling);
    }

    /// The least time that is counted at an index.
    private static long value(int index) {
        int doubling = Math.max(0, (index >> HALF_BITS) - 1);
        return (long) (index - (doubling << HALF_BITS)) << doubling;
    }
}
