// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Messages that lie ready for the kernel to send, until it has.
final class Outgoing {
    private static final int BYTES = 256 * 1024;

    private final MemorySegment bytes;
    private int used;

    Outgoing(Arena arena) {
        bytes = arena.allocate(BYTES, 64);
    }

    boolean hasRoom(int length) {
        return used + length <= BYTES;
    }

    /// @return where the message lies
    int add(byte[] from, int offset, int length) {
        int at = used;
        MemorySegment.copy(from, offset, bytes, JAVA_BYTE, at, length);
        used += length;
        return at;
    }

    long address(int at) {
        return bytes.address() + at;
    }

    byte[] copy(int at, int length) {
        byte[] copy = new byte[length];
        MemorySegment.copy(bytes, JAVA_BYTE, at, copy, 0, length);
        return copy;
    }

    /// All messages have gone, or were copied.
    void clear() {
        used = 0;
    }
}
