// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/// Buffers that the kernel fills with what is received, of its own choice, and the ring through which it gets them
/// back (`struct io_uring_buf_ring` of `linux/io_uring.h`). One socket may have several of them, and one that waits
/// has none.
final class ReceiveBuffers {
    private static final int COUNT = 256;
    private static final int BYTES = 16 * 1024;
    /// Not a power of two: the beginnings of all buffers, mostly all that is used, must not contend for the same
    /// lines of the processor's cache.
    private static final int STRIDE = BYTES + 320;

    private static final int ENTRY_BYTES = 16;
    /// The tail lies in what the ring's first entry leaves unused.
    private static final long TAIL = 14;

    private static final VarHandle SHORT = JAVA_SHORT.varHandle();

    static final long RING_BYTES = COUNT * (long) ENTRY_BYTES;
    static final long ALL_BYTES = COUNT * (long) STRIDE;

    private final MemorySegment ring;
    private final MemorySegment all;
    private short tail;

    /// @param ring of [#RING_BYTES], at the beginning of a page
    /// @param all of [#ALL_BYTES]
    ReceiveBuffers(MemorySegment ring, MemorySegment all) {
        this.ring = ring;
        this.all = all;
        for (int i = 0; i < COUNT; i++) {
            giveBack(i);
        }
    }

    MemorySegment ring() {
        return ring;
    }

    MemorySegment all() {
        return all;
    }

    /// The ring as group 0: `struct io_uring_buf_reg`.
    MemorySegment registration(Arena arena) {
        MemorySegment registration = arena.allocate(40, 8);
        registration.set(JAVA_LONG, 0, ring.address());
        registration.set(JAVA_INT, 8, COUNT);
        return registration;
    }

    /// Copies from a buffer that the kernel has filled.
    void copy(int buffer, int offset, byte[] into, int at, int bytes) {
        MemorySegment.copy(all, JAVA_BYTE, (long) buffer * STRIDE + offset, into, at, bytes);
    }

    /// The kernel may fill the buffer again, once that is published.
    void giveBack(int buffer) {
        long at = (tail++ & (COUNT - 1)) * (long) ENTRY_BYTES;
        ring.set(JAVA_LONG, at, all.address() + (long) buffer * STRIDE);
        ring.set(JAVA_INT, at + 8, BYTES);
        ring.set(JAVA_SHORT, at + 12, (short) buffer);
    }

    void publish() {
        SHORT.setRelease(ring, TAIL, tail);
    }
}
