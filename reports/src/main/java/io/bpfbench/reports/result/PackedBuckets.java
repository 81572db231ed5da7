// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

/// Buckets as bare numbers: a long run has millions, and as objects they would take twice the memory.
final class PackedBuckets extends AbstractList<Bucket> implements RandomAccess {
    private static final int NUMBERS = 3;

    private final long[] numbers;

    private PackedBuckets(long[] numbers) {
        this.numbers = numbers;
    }

    /// Reads them one number after the other, without an object of each.
    static final class Reader extends ValueDeserializer<PackedBuckets> {
        private static final int USUAL_BUCKETS = 128;

        @Override
        public PackedBuckets deserialize(JsonParser json, DeserializationContext context) {
            expect(json.currentToken() == JsonToken.START_ARRAY, context);
            long[] numbers = new long[NUMBERS * USUAL_BUCKETS];
            int count = 0;
            while (json.nextToken() == JsonToken.START_ARRAY) {
                if (count == numbers.length) {
                    numbers = Arrays.copyOf(numbers, 2 * count);
                }
                for (int i = 0; i < NUMBERS; i++) {
                    expect(json.nextToken() == JsonToken.VALUE_NUMBER_INT, context);
                    numbers[count++] = json.getLongValue();
                }
                expect(json.nextToken() == JsonToken.END_ARRAY, context);
            }
            expect(json.currentToken() == JsonToken.END_ARRAY, context);
            return new PackedBuckets(Arrays.copyOf(numbers, count));
        }

        private static void expect(boolean met, DeserializationContext context) {
            if (!met) {
                context.reportInputMismatch(PackedBuckets.class, "a bucket is [low, high, count], three whole numbers");
            }
        }
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
