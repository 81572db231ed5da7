// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.net;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/// The kernel's submission and completion rings (io_uring(7)), and a ring of buffers for what is received, for one
/// thread.
///
/// Entries are gathered in arrays and copied to and from the rings once a call: an access to an array is an access,
/// one to foreign memory is many instructions where the optimising compiler has not been.
///
/// Layouts and constants are those of `linux/io_uring.h`, the same on every architecture.
final class IoUring {
    private static final int OP_POLL_ADD = 6;
    private static final int OP_SEND = 26;
    private static final int OP_RECV = 27;
    /// Entry flags: the kernel chooses a buffer; success is not worth a completion.
    private static final int BUFFER_SELECT = 1 << 5;

    private static final int SKIP_SUCCESS = 1 << 6;
    /// In an entry's priority: goes on receiving until it says otherwise.
    private static final int RECEIVE_MULTISHOT = 1 << 1;

    private static final int MSG_DONTWAIT = 0x40;
    /// Without it, a message that went in part would count as sent.
    private static final int MSG_WAITALL = 0x100;

    /// Completion flags: a buffer was used, its number is in the upper half; there will be more.
    static final int HAS_BUFFER = 1;

    static final int HAS_MORE = 2;

    private static final long SYS_SETUP = 425;
    private static final long SYS_ENTER = 426;
    private static final long SYS_REGISTER = 427;
    private static final int SETUP_CQSIZE = 1 << 3;
    private static final int SETUP_DISABLED = 1 << 6;
    private static final int SETUP_COOP_TASKRUN = 1 << 8;
    private static final int SETUP_SINGLE_ISSUER = 1 << 12;
    private static final int SETUP_DEFER_TASKRUN = 1 << 13;
    private static final int FEATURE_MINIMUM_WAIT = 1 << 15;
    private static final long OFFSET_ENTRIES = 0x10000000L;
    private static final int REGISTER_ENABLE = 12;
    private static final int REGISTER_BUFFER_RING = 22;
    private static final int GET_EVENTS = 1;
    private static final int EXTENDED_ARGUMENT = 1 << 3;
    private static final int ENTRIES = 512;
    private static final int COMPLETIONS = 8192;
    private static final int ENTRY_LONGS = 8;
    private static final int MINIMUM_WAIT_MICROS = 50;

    private static final VarHandle INT = JAVA_INT.varHandle();

    private final LibC libc;
    private final RingCalls calls;
    private final int ring;
    private final boolean waitsForSeveral;
    private final MemorySegment rings;
    private final MemorySegment entries;
    private final ReceiveBuffers buffers;
    private final long submissionTail;
    private final long completionHead;
    private final long completionTail;
    private final long completionEntries;
    /// `struct io_uring_getevents_arg`, and the `timespec` it points to.
    private final MemorySegment waiting;

    private final MemorySegment time;
    private final long[] queued = new long[ENTRIES * ENTRY_LONGS];
    private int queuedCount;
    private int tail;
    /// How many entries the kernel has taken of all up to the tail.
    private int submitted;
    private final long[] completions = new long[COMPLETIONS * 2];

    /// @throws UnsupportedOperationException where this kernel has no such rings, or does not allow them
    IoUring(LibC libc, Arena arena) {
        this.libc = libc;
        calls = new RingCalls(arena);
        time = arena.allocate(16, 8);
        waiting = arena.allocate(24, 8);
        waiting.set(JAVA_LONG, 16, time.address());
        MemorySegment parameters = arena.allocate(120, 8);
        parameters.set(JAVA_INT, 4, COMPLETIONS);
        parameters.set(
                JAVA_INT,
                8,
                SETUP_CQSIZE | SETUP_DISABLED | SETUP_COOP_TASKRUN | SETUP_SINGLE_ISSUER | SETUP_DEFER_TASKRUN);
        ring = (int) calls.system(SYS_SETUP, ENTRIES, parameters.address(), 0, 0, 0, 0);
        if (ring < 0) {
            throw new UnsupportedOperationException(
                    "this kernel offers no io_uring of Linux 6.1 or newer, or forbids it (kernel.io_uring_disabled)");
        }
        waitsForSeveral = (parameters.get(JAVA_INT, 20) & FEATURE_MINIMUM_WAIT) != 0;
        long submissionArray = parameters.get(JAVA_INT, 64);
        completionHead = parameters.get(JAVA_INT, 80);
        completionTail = parameters.get(JAVA_INT, 84);
        completionEntries = parameters.get(JAVA_INT, 100);
        submissionTail = parameters.get(JAVA_INT, 44);
        long ringBytes = Math.max(submissionArray + ENTRIES * 4L, completionEntries + COMPLETIONS * 16L);
        rings = calls.shared(ringBytes, ring, 0);
        entries = calls.shared((long) ENTRIES * ENTRY_LONGS * Long.BYTES, ring, OFFSET_ENTRIES);
        for (int i = 0; i < ENTRIES; i++) {
            rings.set(JAVA_INT, submissionArray + i * 4L, i);
        }
        buffers = new ReceiveBuffers(calls.memory(ReceiveBuffers.RING_BYTES), calls.memory(ReceiveBuffers.ALL_BYTES));
        long registration = buffers.registration(arena).address();
        if (calls.system(SYS_REGISTER, ring, REGISTER_BUFFER_RING, registration, 1, 0, 0) < 0) {
            close();
            throw new UnsupportedOperationException("this kernel's io_uring takes no ring of buffers");
        }
    }

    /// What the kernel receives into.
    ReceiveBuffers buffers() {
        return buffers;
    }

    /// The calling thread is the one that uses the rings from now on.
    void adopt() {
        SocketCalls.check(
                (int) calls.system(SYS_REGISTER, ring, REGISTER_ENABLE, 0, 0, 0, 0), "cannot enable io_uring");
    }

    boolean isFull() {
        return queuedCount == ENTRIES;
    }

    /// Queues a message, sent with the next submission or not at all: it completes only where it did not go, or not
    /// whole.
    void send(int socket, long address, int bytes, long tag) {
        int how = SocketCalls.MSG_NOSIGNAL | MSG_DONTWAIT | MSG_WAITALL;
        queue(OP_SEND | SKIP_SUCCESS << 8, socket, address, Integer.toUnsignedLong(bytes) | (long) how << 32, tag);
    }

    /// Queues a receive into buffers of the kernel's choice, which completes again and again.
    void receive(int socket, long tag) {
        queue(OP_RECV | BUFFER_SELECT << 8 | RECEIVE_MULTISHOT << 16, socket, 0, 0, tag);
    }

    /// Queues a poll(2), which completes once.
    void poll(int descriptor, int mask, long tag) {
        queue(OP_POLL_ADD, descriptor, 0, (long) mask << 32, tag);
    }

    /// @param operation with the entry's flags and its priority in the bytes above it, as they lie in an entry
    /// @param what length, and in the upper half flags of the message or what to poll for
    private void queue(int operation, int descriptor, long address, long what, long tag) {
        int at = queuedCount++ * ENTRY_LONGS;
        queued[at] = operation | (long) descriptor << 32;
        queued[at + 2] = address;
        queued[at + 3] = what;
        queued[at + 4] = tag;
    }

    /// Hands over what is queued without waiting, and without looking for what has come.
    void submit() {
        int count = publish();
        if (count > 0) {
            submitted += SocketCalls.check(
                    (int) calls.system(SYS_ENTER, ring, count, 0, 0, 0, 0), "cannot submit to io_uring");
        }
    }

    /// Hands over what is queued, and waits.
    ///
    /// @param nanos how long at most; not negative
    /// @param least for how many completions, though with any after 50 µs; 0 does not wait
    void enter(long nanos, int least) {
        int count = publish();
        boolean several = least > 1 && waitsForSeveral;
        time.set(JAVA_LONG, 0, nanos / 1_000_000_000);
        time.set(JAVA_LONG, 8, nanos % 1_000_000_000);
        waiting.set(JAVA_INT, 12, several ? MINIMUM_WAIT_MICROS : 0);
        long wanted = several ? least : Math.min(least, 1);
        long begin = System.nanoTime();
        long result = calls.silently(
                SYS_ENTER, ring, count, wanted, GET_EVENTS | EXTENDED_ARGUMENT, waiting.address(), waiting.byteSize());
        // A wait that reaches its end fails, by name, and is the usual case. Any other failure is tried again by a
        // handle
        // that keeps errno.
        if (result < 0 && (count > 0 || System.nanoTime() - begin < nanos)) {
            result = calls.system(SYS_ENTER, ring, count, 0, GET_EVENTS, 0, 0);
            if (result != -LibC.EINTR && result != -LibC.EBUSY && result != -LibC.EAGAIN) {
                SocketCalls.check((int) result, "cannot wait for sockets");
            }
        }
        submitted += (int) Math.max(result, 0);
    }

    /// Takes all completions there are.
    ///
    /// @return how many; [#tag], [#result] and [#flags] tell of each
    int take() {
        int head = rings.get(JAVA_INT, completionHead);
        int count = (int) INT.getAcquire(rings, completionTail) - head;
        int first = head & (COMPLETIONS - 1);
        int straight = Math.min(count, COMPLETIONS - first);
        if (count > 0) {
            copyCompletions(first, 0, straight);
            copyCompletions(0, straight, count - straight);
            INT.setRelease(rings, completionHead, head + count);
        }
        return count;
    }

    long tag(int index) {
        return completions[index * 2];
    }

    int result(int index) {
        return (int) completions[index * 2 + 1];
    }

    int flags(int index) {
        return (int) (completions[index * 2 + 1] >>> 32);
    }

    void close() {
        libc.close(ring);
        libc.munmap(rings);
        libc.munmap(entries);
        libc.munmap(buffers.ring());
        libc.munmap(buffers.all());
    }

    /// Makes the kernel's what is queued, and the buffers given back.
    ///
    /// @return entries that wait to be submitted
    private int publish() {
        int first = tail & (ENTRIES - 1);
        int straight = Math.min(queuedCount, ENTRIES - first);
        if (queuedCount > 0) {
            copyEntries(0, first, straight);
            copyEntries(straight, 0, queuedCount - straight);
            tail += queuedCount;
            queuedCount = 0;
            INT.setRelease(rings, submissionTail, tail);
        }
        buffers.publish();
        return tail - submitted;
    }

    private void copyEntries(int from, int to, int count) {
        if (count > 0) {
            MemorySegment.copy(
                    queued,
                    from * ENTRY_LONGS,
                    entries,
                    JAVA_LONG,
                    (long) to * ENTRY_LONGS * Long.BYTES,
                    count * ENTRY_LONGS);
        }
    }

    private void copyCompletions(int from, int to, int count) {
        if (count > 0) {
            MemorySegment.copy(rings, JAVA_LONG, completionEntries + from * 16L, completions, to * 2, count * 2);
        }
    }
}
