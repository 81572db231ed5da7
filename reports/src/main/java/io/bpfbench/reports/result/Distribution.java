// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.List;

/// Whole values and how often each of them came, exactly; written as `[[value, times], …]`, lowest first.
public record Distribution(List<Count> counts) {
    public static final Distribution EMPTY = new Distribution(List.of());

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

    /// What is left without the lowest and the highest quarter of the values (each rounded down).
    public Distribution middleHalf() {
        long quarter = total() / 4;
        long end = total() - quarter;
        long place = 0;
        List<Count> middle = new ArrayList<>();
        for (Count count : counts) {
            long times = Math.min(place + count.times(), end) - Math.max(place, quarter);
            if (times > 0) {
                middle.add(new Count(count.value(), times));
            }
            place += count.times();
        }
        return new Distribution(middle);
    }
}
