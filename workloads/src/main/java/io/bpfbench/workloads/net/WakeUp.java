// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.net;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A descriptor that any thread can make ready, to end another thread's wait.
final class WakeUp {
    private static final int NONBLOCK_CLOEXEC = 0x800 | 0x80000;

    private final LibC libc;
    private final LibC ringersLibc;
    private final MemorySegment count;
    private final MemorySegment one;
    private final int descriptor;
    private boolean closed;

    WakeUp(LibC libc, Arena arena) {
        this.libc = libc;
        ringersLibc = new LibC(arena);
        count = arena.allocate(8, 8);
        one = arena.allocateFrom(JAVA_LONG, 1);
        descriptor = SocketCalls.check(libc.eventfd(NONBLOCK_CLOEXEC), "cannot create an event descriptor");
    }

    int descriptor() {
        return descriptor;
    }

    /// Any thread may call this.
    synchronized void ring() {
        if (!closed) {
            ringersLibc.write(descriptor, one);
        }
    }

    /// The thread that waits has woken up.
    void heard() {
        libc.read(descriptor, count);
    }

    synchronized void close() {
        if (!closed) {
            closed = true;
            libc.close(descriptor);
        }
    }
}
