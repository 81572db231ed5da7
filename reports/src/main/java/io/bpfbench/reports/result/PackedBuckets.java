// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/// Buckets as bare numbers: a long run has millions, and as objects they would take twice the memory.
final class PackedBuckets extends AbstractList<Bucket> implements RandomAccess {
    private static final int NUMBERS = 3;

    private final long[] numbers;

    private PackedBuckets(long[] numbers) {
        this.numbers = numbers;
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static PackedBuckets fromJson(long[][] buckets) {
        long[] numbers = new long[NUMBERS * buckets.length];
        for (int i = 0; i < buckets.length; i++) {
            if (buckets[i].length != NUMBERS) {
                throw new IllegalArgumentException(
                        "a bucket is [low, high, count], not " + Arrays.toString(buckets[i]));
            }
            System.arraycopy(buckets[i], 0, numbers, NUMBERS * i, NUMBERS);
        }
        return new PackedBuckets(numbers);
    }

    static List<Bucket> copyOf(List<Bucket> buckets) {
        if (buckets instanceof PackedBuckets packed) {
            return packed;
        }
        long[] numbers = new long[NUMBERS * buckets.size()];
        int at = 0;
        for (Bucket bucket : buckets) {
            numbers[at++] = bucket.lowNanos();
            numbers[at++] = bucket.highNanos();
            numbers[at++] = bucket.count();
        }
        return new PackedBuckets(numbers);
    }

    @Override
    public Bucket get(int index) {
        int at = NUMBERS * index;
        return new Bucket(numbers[at], numbers[at + 1], numbers[at + 2]);
    }

    @Override
    public int size() {
        return numbers.length / NUMBERS;
    }
}
