// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

/// A first-in first-out queue of `long`s that grows as needed and gives nothing to the garbage collector in the
/// steady state.
final class LongQueue {
    private long[] values = new long[16];
    private int first;
    private int size;

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    void add(long value) {
        if (size == values.length) {
            long[] larger = new long[size * 2];
            for (int i = 0; i < size; i++) {
                larger[i] = values[(first + i) & (size - 1)];
            }
            values = larger;
            first = 0;
        }
        values[(first + size++) & (values.length - 1)] = value;
    }

    /// Removes and returns the oldest value; the queue must not be empty.
    long take() {
        if (size == 0) {
            throw new IllegalStateException("the queue is empty");
        }
        long value = values[first];
        first = (first + 1) & (values.length - 1);
        size--;
        return value;
    }
}
