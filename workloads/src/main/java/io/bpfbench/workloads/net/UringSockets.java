// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.net;

import java.lang.foreign.Arena;
import java.net.InetSocketAddress;
import java.util.Arrays;

/// [Sockets] on io_uring: one system call for many sends and receives.
///
/// Each socket has one receive that stays with the kernel, which completes it whenever something comes, into a buffer
/// of its choice. Short writes are queued, and go with the next wait; they are sent at once or not at all then, never
/// later, so what is sent stays in order and needs no completion. What the kernel did not take is kept here, and the
/// socket takes nothing more until that has gone.
///
/// Needs Linux 6.1; gathering completions needs 6.12.
final class UringSockets implements Sockets {
    /// Longer writes are sent at once: copying them would cost more than the call saves.
    private static final int LONGEST_QUEUED_BYTES = 4096;

    private static final int POLLIN = 0x1;
    private static final int POLLOUT = 0x4;
    private static final int POLLERR_POLLHUP = 0x8 | 0x10;

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
    private final SocketCalls calls = new SocketCalls(libc, arena);
    private final IoUring ring = new IoUring(libc, arena);
    private final WakeUp wakeUp;
    private final UringSocket waker;
    private final Outgoing outgoing = new Outgoing(arena);
    /// Counts submissions: what was queued in an earlier one has gone.
    private long batch = 1;

    private final SocketTable sockets = new SocketTable();
    private int generations;
    private final ReadyList ready = new ReadyList();
    /// Completions are being looked through.
    private boolean taking;

    private boolean closed;

    /// @throws UnsupportedOperationException where this kernel has no io_uring for it, or does not allow it
    UringSockets() {
        wakeUp = new WakeUp(libc, arena);
        waker = new UringSocket(wakeUp.descriptor(), 0, 0);
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
            UringSocket connecting = new UringSocket(socket, tag, ++generations);
            sockets.put(connecting);
            poll(connecting, POLLOUT, CONNECTED);
        }
        return socket;
    }

    @Override
    public String connectError(int socket) {
        return calls.connectError(socket);
    }

    @Override
    public int read(int socket, byte[] into, int offset, int length) {
        UringSocket from = sockets.get(socket);
        int read = 0;
        while (read < length && from.chunks() > 0) {
            int buffer = from.firstBuffer();
            int bytes = Math.min(length - read, from.firstBytes());
            ring.buffers().copy(buffer, from.firstOffset(), into, offset + read, bytes);
            read += bytes;
            if (from.consume(bytes)) {
                ring.buffers().giveBack(buffer);
            }
        }
        return read > 0 ? read : from.ended;
    }

    @Override
    public int write(int socket, byte[] from, int offset, int length) {
        UringSocket to = sockets.get(socket);
        if (to.sentInBatch == batch || ring.isFull() || !outgoing.hasRoom(length)) {
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
        to.sentInBatch = batch;
        to.sentAt = outgoing.add(from, offset, length);
        to.sentBytes = length;
        to.queuedInBatch = batch;
        ring.send(socket, outgoing.address(to.sentAt), length, to.tagged(NOT_SENT));
        return length;
    }

    @Override
    public void close(int socket) {
        UringSocket closing = sockets.get(socket);
        if (closing.queuedInBatch == batch) {
            submit(); // what stands in the queue would be done to whoever gets this number next
        }
        while (closing.chunks() > 0) {
            ring.buffers().giveBack(closing.firstBuffer());
            closing.consume(closing.firstBytes());
        }
        sockets.remove(socket);
        closing.open = false;
        libc.shutdown(socket); // ends the receive, which keeps the connection as long as it stays with the kernel
        libc.close(socket);
    }

    @Override
    public int await(long nanos, int gather) {
        boolean wait = nanos > 0 && ready.isEmpty();
        ring.enter(wait ? nanos : 0, wait ? gather : 0);
        batch++;
        take();
        return ready.turn();
    }

    @Override
    public int readyTag(int index) {
        return ready.socket(index).tag;
    }

    @Override
    public int readiness(int index) {
        return ready.readiness(index);
    }

    @Override
    public void wakeUp() {
        wakeUp.ring();
    }

    @Override
    public long threadCpuNanos() {
        return calls.threadCpuNanos();
    }

    /// Closes the rings; open sockets are the caller's to close first.
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            wakeUp.close();
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
            UringSocket socket = sockets.get(number);
            boolean current = socket.generation == (int) (tag >>> 32);
            completed(
                    (int) tag & ((1 << KIND_BITS) - 1),
                    current ? socket : UringSocket.NONE,
                    ring.result(i),
                    ring.flags(i));
        }
        outgoing.clear(); // all of it has been submitted before, and what did not go was kept just now
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
                wakeUp.heard();
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
                ring.buffers().giveBack(buffer);
            }
        }
        if (!socket.open) {
            return;
        }
        if (result > 0) {
            ready.announce(socket, READABLE);
        } else if (result != -LibC.ENOBUFS) {
            socket.ended = result == 0 ? END : FAILED;
            ready.announce(socket, READABLE | ENDING);
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
            socket.unsent = outgoing.copy(socket.sentAt + gone, socket.sentBytes - gone);
            poll(socket, POLLOUT, HAS_ROOM);
        }
    }

    private void connected(UringSocket socket, boolean well) {
        if (socket.open) {
            ready.announce(socket, well ? WRITABLE : WRITABLE | ENDING);
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
        ready.announce(socket, WRITABLE);
    }

    private void receive(UringSocket socket) {
        makeRoom();
        socket.queuedInBatch = batch;
        ring.receive(socket.number, socket.tagged(RECEIVED));
    }

    private void poll(UringSocket socket, int mask, int kind) {
        makeRoom();
        socket.queuedInBatch = batch;
        ring.poll(socket.number, mask, socket.tagged(kind));
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
