// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The kernel's submission and completion rings (io_uring(7)), and a ring of buffers for what is received, for one
/// thread.
///
/// Entries are gathered in arrays and copied to and from the rings once a call: an access to an array is an access, one
/// to
/// foreign memory is many instructions where the optimising compiler has not been.
///
/// Layouts and constants are those of `linux/io_uring.h`, the same on every architecture.
@SuppressWarnings("restricted") // memory that the kernel shares with us has no other way in
final class IoUring {
    static final int OP_POLL_ADD = 6;
    static final int OP_SEND = 26;
    static final int OP_RECV = 27;
    /// Entry flags: the kernel chooses a buffer; success is not worth a completion.
    static final int BUFFER_SELECT = 1 << 5;

    static final int SKIP_SUCCESS = 1 << 6;
    /// In an entry's priority: goes on receiving until it says otherwise.
    static final int RECEIVE_MULTISHOT = 1 << 1;
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
    private static final long PROTECTION_READ_WRITE = 3;
    private static final long MAP_SHARED_POPULATE = 0x1 | 0x8000;
    private static final long MAP_PRIVATE_ANONYMOUS = 0x2 | 0x20;

    private static final int ENTRIES = 512;
    private static final int COMPLETIONS = 8192;
    private static final int ENTRY_LONGS = 8;
    private static final int BUFFERS = 256;
    static final int BUFFER_BYTES = 16 * 1024;
    /// Not a power of two: what begins all buffers, mostly all there is, must not contend for the same lines of the
    /// cache.
    private static final int BUFFER_STRIDE = BUFFER_BYTES + 320;

    private static final int MINIMUM_WAIT_MICROS = 50;

    /// `syscall`, and whatever takes fewer arguments.
    private static final FunctionDescriptor CALL = FunctionDescriptor.of(
            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final MethodHandle SYSCALL = Linker.nativeLinker().downcallHandle(LibC.symbol("syscall"), CALL);
    private static final MethodHandle SYSCALL_ERRNO =
            Linker.nativeLinker().downcallHandle(LibC.symbol("syscall"), CALL, ERRNO);
    private static final MethodHandle MMAP = Linker.nativeLinker().downcallHandle(LibC.symbol("mmap"), CALL, ERRNO);
    private static final VarHandle INT = JAVA_INT.varHandle();
    private static final VarHandle SHORT = JAVA_SHORT.varHandle();

    private final LibC libc;
    private final MemorySegment errno;
    private final int ring;
    private final boolean waitsForSeveral;
    private final MemorySegment rings;
    private final MemorySegment entries;
    private final MemorySegment bufferRing;
    private final MemorySegment buffers;
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
    private short bufferTail;
    private final long[] completions = new long[COMPLETIONS * 2];

    /// @throws UnsupportedOperationException where this kernel has no such rings, or does not allow them
    IoUring(LibC libc, Arena arena) {
        this.libc = libc;
        errno = arena.allocate(JAVA_INT);
        time = arena.allocate(16, 8);
        waiting = arena.allocate(24, 8);
        waiting.set(JAVA_LONG, 16, time.address());
        MemorySegment parameters = arena.allocate(120, 8);
        parameters.set(JAVA_INT, 4, COMPLETIONS);
        parameters.set(
                JAVA_INT,
                8,
                SETUP_CQSIZE | SETUP_DISABLED | SETUP_COOP_TASKRUN | SETUP_SINGLE_ISSUER | SETUP_DEFER_TASKRUN);
        ring = (int) call(SYSCALL_ERRNO, SYS_SETUP, ENTRIES, parameters.address(), 0, 0, 0, 0);
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
        rings = map(ringBytes, MAP_SHARED_POPULATE, ring, 0);
        entries = map((long) ENTRIES * ENTRY_LONGS * Long.BYTES, MAP_SHARED_POPULATE, ring, OFFSET_ENTRIES);
        for (int i = 0; i < ENTRIES; i++) {
            rings.set(JAVA_INT, submissionArray + i * 4L, i);
        }
        bufferRing = map(BUFFERS * 16L, MAP_PRIVATE_ANONYMOUS, -1, 0);
        buffers = map((long) BUFFERS * BUFFER_STRIDE, MAP_PRIVATE_ANONYMOUS, -1, 0);
        MemorySegment registration = arena.allocate(40, 8);
        registration.set(JAVA_LONG, 0, bufferRing.address());
        registration.set(JAVA_INT, 8, BUFFERS);
        if (call(SYSCALL_ERRNO, SYS_REGISTER, ring, REGISTER_BUFFER_RING, registration.address(), 1, 0, 0) < 0) {
            close();
            throw new UnsupportedOperationException("this kernel's io_uring takes no ring of buffers");
        }
        for (int i = 0; i < BUFFERS; i++) {
            giveBack(i);
        }
    }

    /// The calling thread is the one that uses the rings from now on.
    void adopt() {
        SocketCalls.check(
                (int) call(SYSCALL_ERRNO, SYS_REGISTER, ring, REGISTER_ENABLE, 0, 0, 0, 0), "cannot enable io_uring");
    }

    boolean isFull() {
        return queuedCount == ENTRIES;
    }

    /// Adds an entry; it becomes the kernel's with the next [#enter].
    ///
    /// @param modes entry flags
    /// @param priority the entry's `ioprio`, which holds an operation's own flags too
    /// @param flags of the message, or what to poll for
    void queue(int operation, int modes, int priority, int socket, long address, int bytes, int flags, long tag) {
        int at = queuedCount++ * ENTRY_LONGS;
        queued[at] = operation | (long) modes << 8 | (long) priority << 16 | (long) socket << 32;
        queued[at + 2] = address;
        queued[at + 3] = Integer.toUnsignedLong(bytes) | (long) flags << 32;
        queued[at + 4] = tag;
    }

    /// Hands over what is queued without waiting, and without looking for what has come.
    void submit() {
        int count = publish();
        if (count > 0) {
            submitted += SocketCalls.check(
                    (int) call(SYSCALL_ERRNO, SYS_ENTER, ring, count, 0, 0, 0, 0), "cannot submit to io_uring");
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
        long result;
        try {
            result = (long) SYSCALL.invokeExact(
                    SYS_ENTER,
                    (long) ring,
                    (long) count,
                    wanted,
                    (long) (GET_EVENTS | EXTENDED_ARGUMENT),
                    waiting.address(),
                    waiting.byteSize());
        } catch (Throwable failure) {
            throw LibC.unexpected(failure);
        }
        // A wait that reaches its end fails, by name, and is the usual case. Any other failure is tried again by a
        // handle
        // that keeps errno.
        if (result < 0 && (count > 0 || System.nanoTime() - begin < nanos)) {
            result = call(SYSCALL_ERRNO, SYS_ENTER, ring, count, 0, GET_EVENTS, 0, 0);
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

    /// Copies from a buffer that the kernel has filled.
    void copy(int buffer, int offset, byte[] into, int at, int bytes) {
        MemorySegment.copy(buffers, JAVA_BYTE, start(buffer) + offset, into, at, bytes);
    }

    /// The kernel may fill the buffer again.
    void giveBack(int buffer) {
        long at = (bufferTail++ & (BUFFERS - 1)) * 16L;
        bufferRing.set(JAVA_LONG, at, buffers.address() + start(buffer));
        bufferRing.set(JAVA_INT, at + 8, BUFFER_BYTES);
        bufferRing.set(JAVA_SHORT, at + 12, (short) buffer);
    }

    void close() {
        libc.close(ring);
        libc.munmap(rings);
        libc.munmap(entries);
        libc.munmap(bufferRing);
        libc.munmap(buffers);
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
        // The tail of the ring of buffers lies in what its first entry leaves unused.
        SHORT.setRelease(bufferRing, 14L, bufferTail);
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

    private static long start(int buffer) {
        return (long) buffer * BUFFER_STRIDE;
    }

    private MemorySegment map(long bytes, long flags, int file, long offset) {
        long address = call(MMAP, 0, bytes, PROTECTION_READ_WRITE, flags, file, offset, 0);
        if (address < 0 && address > -4096) {
            throw new UnsupportedOperationException("the rings of io_uring cannot be mapped");
        }
        return MemorySegment.ofAddress(address).reinterpret(bytes);
    }

    private long call(MethodHandle function, long a, long b, long c, long d, long e, long f, long g) {
        try {
            long result = (long) function.invokeExact(errno, a, b, c, d, e, f, g);
            return result == -1 ? -errno.get(JAVA_INT, 0) : result;
        } catch (Throwable failure) {
            throw LibC.unexpected(failure);
        }
    }
}
