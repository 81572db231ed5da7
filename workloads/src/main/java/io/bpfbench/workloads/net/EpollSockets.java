// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.net;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;

/// [Sockets] on Linux's epoll, edge-triggered, two system calls a request: no `epoll_ctl` after the connect.
///
/// Constants are those of the Linux user-space headers, the same on every 64-bit architecture that the JDK runs on.
public final class EpollSockets implements Sockets {
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLLIN = 0x1;
    private static final int EPOLLOUT = 0x4;
    private static final int EPOLLERR = 0x8;
    private static final int EPOLLHUP = 0x10;
    private static final int EPOLLRDHUP = 0x2000;
    private static final int EPOLLET = 1 << 31;
    private static final int EVENTS = 512;
    /// `struct epoll_event` is packed on x86-64 only: the tag follows the 32-bit mask at once there.
    private static final boolean PACKED = System.getProperty("os.arch", "").equals("amd64");
    private static final int EVENT_INTS = PACKED ? 3 : 4;
    private static final int TAG_INT = PACKED ? 1 : 2;
    private static final int WAKE_UP_TAG = -1;

    /// Collected with this object: a closeable arena costs two atomic operations for every argument of every call.
    private final Arena arena = Arena.ofAuto();
    private final LibC libc = new LibC(arena);
    private final SocketCalls calls = new SocketCalls(libc, arena);
    private final MemorySegment events = arena.allocate((long) EVENTS * EVENT_INTS * Integer.BYTES, 8);
    /// The events of the last wait, in an array: an access to it is an access and not a call.
    private final int[] ready = new int[EVENTS * EVENT_INTS];
    private final MemorySegment event = arena.allocate(16, 8);
    private final MemorySegment time = arena.allocate(16, 8);
    private final int epoll;
    private final WakeUp wakeUp;
    private boolean closed;

    /// @throws java.io.UncheckedIOException when the process may open no more files; nothing is left open then
    public EpollSockets() {
        epoll = SocketCalls.check(libc.epollCreate(0x80000), "cannot create an epoll descriptor");
        try {
            wakeUp = new WakeUp(libc, arena);
        } catch (RuntimeException refused) {
            libc.close(epoll);
            throw refused;
        }
        add(wakeUp.descriptor(), WAKE_UP_TAG);
    }

    @Override
    public int connect(InetSocketAddress address, int tag) {
        int socket = calls.connect(address);
        if (socket >= 0) {
            add(socket, tag);
        }
        return socket;
    }

    @Override
    public String connectError(int socket) {
        return calls.connectError(socket);
    }

    /// Listens on the address; port 0 takes a free one. Readiness means that there is something to accept.
    ///
    /// @throws java.io.UncheckedIOException when the address cannot be had
    public int listen(InetSocketAddress address, int tag) {
        int socket = calls.listen(address);
        add(socket, tag);
        return socket;
    }

    /// The local port of a listening socket.
    public int port(int listener) {
        return calls.port(listener);
    }

    /// @return a new connection of the listening socket, not watched yet; negative when there is none now
    public int accept(int listener) {
        return calls.accept(listener);
    }

    /// Begins to watch an accepted socket.
    public void watch(int socket, int tag) {
        add(socket, tag);
    }

    @Override
    public int read(int socket, byte[] into, int offset, int length) {
        return calls.read(socket, into, offset, length);
    }

    @Override
    public int write(int socket, byte[] from, int offset, int length) {
        return calls.write(socket, from, offset, length);
    }

    @Override
    public void close(int socket) {
        libc.close(socket);
    }

    @Override
    public int await(long nanos) {
        long wait = Math.max(nanos, 0);
        time.set(JAVA_LONG, 0, wait / 1_000_000_000);
        time.set(JAVA_LONG, 8, wait % 1_000_000_000);
        int count = libc.epollWait(epoll, events, EVENTS, time);
        if (count == 0 || count == -LibC.EINTR) {
            return 0;
        }
        if (count == -LibC.ENOSYS) {
            throw new UnsupportedOperationException(
                    "this kernel has no epoll_pwait2: bpfbench needs Linux 5.11 or newer");
        }
        SocketCalls.check(count, "cannot wait for sockets");
        MemorySegment.copy(events, JAVA_INT, 0, ready, 0, count * EVENT_INTS);
        for (int i = 0; i < count; i++) {
            if (readyTag(i) == WAKE_UP_TAG) {
                wakeUp.heard();
                // Hide it: the last event takes its place.
                count--;
                System.arraycopy(ready, count * EVENT_INTS, ready, i * EVENT_INTS, EVENT_INTS);
            }
        }
        return count;
    }

    @Override
    public int readyTag(int index) {
        return ready[index * EVENT_INTS + TAG_INT];
    }

    @Override
    public int readiness(int index) {
        int mask = ready[index * EVENT_INTS];
        int readiness = mask & EPOLLIN;
        if ((mask & EPOLLOUT) != 0) {
            readiness |= WRITABLE;
        }
        if ((mask & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) {
            readiness |= ENDING;
        }
        return readiness;
    }

    @Override
    public void wakeUp() {
        wakeUp.ring();
    }

    @Override
    public long threadCpuNanos() {
        return calls.threadCpuNanos();
    }

    @Override
    public void adopt() {
        calls.exactTimers();
    }

    /// Closes the polling descriptors; open sockets are the caller's to close first.
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            wakeUp.close();
            libc.close(epoll);
        }
    }

    private void add(int descriptor, int tag) {
        event.set(JAVA_INT, 0, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
        event.set(JAVA_INT, (long) TAG_INT * Integer.BYTES, tag);
        SocketCalls.check(libc.epollCtl(epoll, EPOLL_CTL_ADD, descriptor, event), "cannot watch a socket");
    }
}
