// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Whole values and how often each of them came, exactly; written as `[[value, times], …]`, lowest first.
public record Distribution(List<Count> counts) {
    public static final Distribution EMPTY = new Distribution(List.of());

    /// How much more frequent a neighbour must be for a value to be its rounding.
    public static final int ROUNDED = 20;

    public Distribution {
        counts = List.copyOf(counts);
        for (int i = 0; i < counts.size(); i++) {
            if (counts.get(i).times() < 1) {
                throw new IllegalArgumentException("a value comes at least once, not " + counts.get(i));
            }
            if (i > 0 && counts.get(i - 1).value() >= counts.get(i).value()) {
                throw new IllegalArgumentException("values ascend, and each stands once: " + counts.get(i));
            }
        }
    }

    /// One value.
    ///
    /// @param times at least 1
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    @JsonPropertyOrder({"value", "times"})
    public record Count(long value, long times) {}

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Distribution fromJson(List<Count> counts) {
        return new Distribution(counts);
    }

    @JsonValue
    @Override
    public List<Count> counts() {
        return counts;
    }

    public boolean isEmpty() {
        return counts.isEmpty();
    }

    /// Number of values.
    public long total() {
        return counts.stream().mapToLong(Count::times).sum();
    }

    public long sum() {
        return counts.stream().mapToLong(count -> count.value() * count.times()).sum();
    }

    /// The value in the middle, of an even number the mean of the two there.
    ///
    /// @throws IllegalStateException when there is none
    public double median() {
        if (isEmpty()) {
            throw new IllegalStateException("nothing has no median");
        }
        long total = total();
        return (at((total - 1) / 2) + at(total / 2)) / 2.0;
    }

    private long at(long place) {
        long before = 0;
        for (Count count : counts) {
            before += count.times();
            if (place < before) {
                return count.value();
            }
        }
        throw new IllegalArgumentException("there are " + before + " values, none at " + place);
    }

    /// The same with the rounding of a clock undone: a value one off another that came at least [#ROUNDED] times as
    /// often counts as that one.
    ///
    /// An emulated guest's kernel takes its clock for a millionth too fast or too slow in some boots, and then a
    /// value in a few hundred comes out one off. Where values spread, as on a wall clock, no neighbour is that
    /// much more frequent.
    public Distribution withoutRounding() {
        SortedMap<Long, Long> times = new TreeMap<>();
        for (int i = 0; i < counts.size(); i++) {
            Count count = counts.get(i);
            long value = count.value();
            for (Count other : counts.subList(Math.max(0, i - 1), Math.min(counts.size(), i + 2))) {
                if (Math.abs(other.value() - value) == 1 && other.times() >= ROUNDED * count.times()) {
                    value = other.value();
                    break;
                }
            }
            times.merge(value, count.times(), Long::sum);
        }
        return new Distribution(times.entrySet().stream()
                .map(entry -> new Count(entry.getKey(), entry.getValue()))
                .toList());
    }
}
