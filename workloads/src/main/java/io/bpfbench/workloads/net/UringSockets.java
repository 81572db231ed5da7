// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.Arrays;

/// [Sockets] on io_uring: one system call for many sends and receives.
///
/// Each socket has one receive that stays with the kernel, which completes it whenever something comes, into a buffer
/// of its
/// choice. Short writes are queued, and go with the next wait; they are sent at once or not at all then, never later,
/// so what
/// is sent stays in order and needs no completion. What the kernel did not take is kept here, and the socket takes
/// nothing
/// more until that has gone.
///
/// Needs Linux 6.1; gathering completions needs 6.12.
final class UringSockets implements Sockets {
    /// Longer writes are sent at once: copying them would cost more than the call saves.
    private static final int LONGEST_QUEUED_BYTES = 4096;

    private static final int OUTGOING_BYTES = 256 * 1024;
    private static final int MSG_DONTWAIT = 0x40;
    /// Without it, a message that went in part would count as sent.
    private static final int MSG_WAITALL = 0x100;

    private static final int POLLIN = 0x1;
    private static final int POLLOUT = 0x4;
    private static final int POLLERR_POLLHUP = 0x8 | 0x10;
    private static final int NONBLOCK_CLOEXEC = 0x800 | 0x80000;

    /// What a completion is of, in the lowest bits of its tag; above it the socket, and above that its generation.
    private static final int RECEIVED = 0;

    private static final int NOT_SENT = 1;
    private static final int CONNECTED = 2;
    private static final int HAS_ROOM = 3;
    private static final int WOKEN_UP = 4;
    static final int KIND_BITS = 3;
    private static final int MOST_SOCKETS = (1 << 28) - 1;

    private final Arena arena = Arena.ofAuto();
    private final LibC libc = new LibC(arena);
    private final LibC wakeUpLibc = new LibC(arena);
    private final SocketCalls calls = new SocketCalls(libc, arena);
    private final MemorySegment number = arena.allocate(8, 8);
    private final MemorySegment one = arena.allocateFrom(JAVA_LONG, 1);
    private final IoUring ring = new IoUring(libc, arena);
    private final int wakeUp;
    private final UringSocket waker;
    private final MemorySegment outgoing = arena.allocate(OUTGOING_BYTES, 64);
    private int outgoingBytes;
    /// Counts submissions: what was queued in an earlier one has gone.
    private long batch = 1;

    private UringSocket[] sockets = new UringSocket[64];
    private int generations;
    /// The sockets of the last wait, with what they are ready for, and those that are ready since.
    private UringSocket[] ready = new UringSocket[64];

    private int[] readiness = new int[64];
    private int readyCount;
    private UringSocket[] next = new UringSocket[64];
    private int nextCount;
    /// Completions are being looked through.
    private boolean taking;

    private boolean closed;

    /// @throws UnsupportedOperationException where this kernel has no io_uring for it, or does not allow it
    UringSockets() {
        Arrays.fill(sockets, UringSocket.NONE);
        wakeUp = SocketCalls.check(libc.eventfd(NONBLOCK_CLOEXEC), "cannot create an event descriptor");
        waker = new UringSocket(wakeUp, 0, 0);
    }

    @Override
    public void adopt() {
        calls.exactTimers();
        ring.adopt();
        poll(waker, POLLIN, WOKEN_UP);
    }

    @Override
    public int connect(InetSocketAddress address, int tag) {
        int socket = calls.connect(address);
        if (socket >= 0) {
            if (socket >= sockets.length) {
                int before = sockets.length;
                sockets = Arrays.copyOf(sockets, Math.max(socket + 1, before * 2));
                Arrays.fill(sockets, before, sockets.length, UringSocket.NONE);
            }
            sockets[socket] = new UringSocket(socket, tag, ++generations);
            poll(sockets[socket], POLLOUT, CONNECTED);
        }
        return socket;
    }

    @Override
    public String connectError(int socket) {
        return calls.connectError(socket);
    }

    @Override
    public int read(int socket, byte[] into, int offset, int length) {
        UringSocket from = sockets[socket];
        int read = 0;
        while (read < length && from.chunks() > 0) {
            int buffer = from.firstBuffer();
            int bytes = Math.min(length - read, from.firstBytes());
            ring.copy(buffer, from.firstOffset(), into, offset + read, bytes);
            read += bytes;
            if (from.consume(bytes)) {
                ring.giveBack(buffer);
            }
        }
        return read > 0 ? read : from.ended;
    }

    @Override
    public int write(int socket, byte[] from, int offset, int length) {
        UringSocket to = sockets[socket];
        if (to.sentInBatch == batch || ring.isFull() || outgoingBytes + length > OUTGOING_BYTES) {
            submit();
        }
        if (to.unsent.length > 0) {
            return NOTHING;
        }
        if (length > LONGEST_QUEUED_BYTES) {
            int taken = calls.write(socket, from, offset, length);
            if (taken >= 0 && taken < length) {
                poll(to, POLLOUT, HAS_ROOM);
            }
            return taken;
        }
        MemorySegment.copy(from, offset, outgoing, JAVA_BYTE, outgoingBytes, length);
        to.sentInBatch = batch;
        to.sentAt = outgoingBytes;
        to.sentBytes = length;
        to.queuedInBatch = batch;
        ring.queue(
                IoUring.OP_SEND,
                IoUring.SKIP_SUCCESS,
                0,
                socket,
                outgoing.address() + outgoingBytes,
                length,
                SocketCalls.MSG_NOSIGNAL | MSG_DONTWAIT | MSG_WAITALL,
                to.tagged(NOT_SENT));
        outgoingBytes += length;
        return length;
    }

    @Override
    public void close(int socket) {
        UringSocket closing = sockets[socket];
        if (closing.queuedInBatch == batch) {
            submit(); // what stands in the queue would be done to whoever gets this number next
        }
        while (closing.chunks() > 0) {
            ring.giveBack(closing.firstBuffer());
            closing.consume(closing.firstBytes());
        }
        sockets[socket] = UringSocket.NONE;
        closing.open = false;
        libc.shutdown(socket); // ends the receive, which keeps the connection as long as it stays with the kernel
        libc.close(socket);
    }

    @Override
    public int await(long nanos, int gather) {
        boolean wait = nanos > 0 && nextCount == 0;
        ring.enter(wait ? nanos : 0, wait ? gather : 0);
        batch++;
        take();
        if (ready.length < next.length) {
            ready = new UringSocket[next.length];
            readiness = new int[next.length];
        }
        readyCount = 0;
        for (int i = 0; i < nextCount; i++) {
            UringSocket socket = next[i];
            if (socket.open) {
                ready[readyCount] = socket;
                readiness[readyCount] = socket.readiness;
                readyCount++;
            }
            socket.readiness = 0;
        }
        nextCount = 0;
        return readyCount;
    }

    @Override
    public int readyTag(int index) {
        return ready[index].tag;
    }

    @Override
    public int readiness(int index) {
        return readiness[index];
    }

    @Override
    public synchronized void wakeUp() {
        if (!closed) {
            wakeUpLibc.write(wakeUp, one);
        }
    }

    @Override
    public long threadCpuNanos() {
        return calls.threadCpuNanos();
    }

    /// Closes the rings; open sockets are the caller's to close first.
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            libc.close(wakeUp);
            ring.close();
        }
    }

    /// Sends what is queued now. Completions that come with it are announced by the next wait.
    private void submit() {
        ring.submit();
        batch++;
        take();
    }

    private void take() {
        taking = true;
        int count = ring.take();
        for (int i = 0; i < count; i++) {
            long tag = ring.tag(i);
            int number = (int) (tag >>> KIND_BITS) & MOST_SOCKETS;
            UringSocket socket = number < sockets.length ? sockets[number] : UringSocket.NONE;
            boolean current = socket.generation == (int) (tag >>> 32);
            completed(
                    (int) tag & ((1 << KIND_BITS) - 1),
                    current ? socket : UringSocket.NONE,
                    ring.result(i),
                    ring.flags(i));
        }
        outgoingBytes = 0; // all of it has been submitted before, and what did not go was kept just now
        taking = false;
    }

    /// @param socket [UringSocket#NONE] when it has been closed since
    private void completed(int kind, UringSocket socket, int result, int flags) {
        switch (kind) {
            case RECEIVED -> received(socket, result, flags);
            case NOT_SENT -> notSent(socket, result);
            case CONNECTED -> connected(socket, (result & POLLERR_POLLHUP) == 0);
            case HAS_ROOM -> hasRoom(socket);
            case WOKEN_UP -> {
                libc.read(wakeUp, number);
                poll(waker, POLLIN, WOKEN_UP);
            }
            default -> throw new IllegalStateException("completion of kind " + kind);
        }
    }

    private void received(UringSocket socket, int result, int flags) {
        if ((flags & IoUring.HAS_BUFFER) != 0) {
            int buffer = flags >>> 16;
            if (socket.open && result > 0) {
                socket.add(buffer, result);
            } else {
                ring.giveBack(buffer);
            }
        }
        if (!socket.open) {
            return;
        }
        if (result > 0) {
            announce(socket, READABLE);
        } else if (result != -LibC.ENOBUFS) {
            socket.ended = result == 0 ? END : FAILED;
            announce(socket, READABLE | ENDING);
            return;
        }
        if ((flags & IoUring.HAS_MORE) == 0) {
            receive(socket);
        }
    }

    /// A queued message did not go, or not all of it. An error other than "no room" is left to the receive to tell.
    private void notSent(UringSocket socket, int result) {
        if (socket.open && (result > 0 || result == -LibC.EAGAIN)) {
            int gone = Math.max(result, 0);
            byte[] rest = new byte[socket.sentBytes - gone];
            MemorySegment.copy(outgoing, JAVA_BYTE, socket.sentAt + gone, rest, 0, rest.length);
            socket.unsent = rest;
            poll(socket, POLLOUT, HAS_ROOM);
        }
    }

    private void connected(UringSocket socket, boolean well) {
        if (socket.open) {
            announce(socket, well ? WRITABLE : WRITABLE | ENDING);
            if (well) {
                receive(socket); // on a failed one it would take the reason away from connectError
            }
        }
    }

    private void hasRoom(UringSocket socket) {
        if (!socket.open) {
            return;
        }
        if (socket.unsent.length > 0) {
            int taken = calls.write(socket.number, socket.unsent, 0, socket.unsent.length);
            if (taken >= 0 && taken < socket.unsent.length) {
                socket.unsent = Arrays.copyOfRange(socket.unsent, taken, socket.unsent.length);
                poll(socket, POLLOUT, HAS_ROOM);
                return;
            }
            socket.unsent = UringSocket.NOTHING_UNSENT;
        }
        announce(socket, WRITABLE);
    }

    private void announce(UringSocket socket, int mask) {
        if (socket.readiness == 0) {
            if (nextCount == next.length) {
                next = Arrays.copyOf(next, nextCount * 2);
            }
            next[nextCount++] = socket;
        }
        socket.readiness |= mask;
    }

    private void receive(UringSocket socket) {
        makeRoom();
        socket.queuedInBatch = batch;
        ring.queue(
                IoUring.OP_RECV,
                IoUring.BUFFER_SELECT,
                IoUring.RECEIVE_MULTISHOT,
                socket.number,
                0,
                0,
                0,
                socket.tagged(RECEIVED));
    }

    private void poll(UringSocket socket, int mask, int kind) {
        makeRoom();
        socket.queuedInBatch = batch;
        ring.queue(IoUring.OP_POLL_ADD, 0, 0, socket.number, 0, 0, mask, socket.tagged(kind));
    }

    private void makeRoom() {
        if (ring.isFull()) {
            if (taking) {
                // No message is among what is queued then, and the completions are taken already.
                ring.submit();
                batch++;
            } else {
                submit();
            }
        }
    }
}
