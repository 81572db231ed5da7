// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;

/// [Sockets] on Linux's epoll, edge-triggered, two system calls a request: no `epoll_ctl` after the connect.
///
/// Constants are those of the Linux user-space headers, the same on every 64-bit architecture that the JDK runs on.
public final class EpollSockets implements Sockets {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCK_STREAM = 1;
    private static final int NONBLOCK_CLOEXEC = 0x800 | 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_REUSEADDR = 2;
    private static final int SO_ERROR = 4;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_NODELAY = 1;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLLIN = 0x1;
    private static final int EPOLLOUT = 0x4;
    private static final int EPOLLERR = 0x8;
    private static final int EPOLLHUP = 0x10;
    private static final int EPOLLRDHUP = 0x2000;
    private static final int EPOLLET = 1 << 31;
    private static final int PR_SET_TIMERSLACK = 29;
    private static final int CLOCK_THREAD_CPUTIME_ID = 3;

    private static final int BACKLOG = 4096;
    private static final int EVENTS = 512;
    /// `struct epoll_event` is packed on x86-64 only: the tag follows the 32-bit mask at once there.
    private static final boolean PACKED = System.getProperty("os.arch", "").equals("amd64");
    private static final int EVENT_INTS = PACKED ? 3 : 4;
    private static final int TAG_INT = PACKED ? 1 : 2;
    private static final int WAKE_UP_TAG = -1;

    /// Collected with this object: a closeable arena costs two atomic operations for every argument of every call.
    private final Arena arena = Arena.ofAuto();
    private final LibC libc = new LibC(arena);
    private final LibC wakeUpLibc = new LibC(arena);
    private final MemorySegment events = arena.allocate((long) EVENTS * EVENT_INTS * Integer.BYTES, 8);
    /// The events of the last wait, in an array: an access to it is an access and not a call.
    private final int[] ready = new int[EVENTS * EVENT_INTS];
    private final MemorySegment event = arena.allocate(16, 8);
    private final MemorySegment time = arena.allocate(16, 8);
    private final MemorySegment number = arena.allocate(8, 8);
    private final MemorySegment length = arena.allocate(JAVA_INT);
    private final MemorySegment one = arena.allocateFrom(JAVA_LONG, 1);
    private final int epoll;
    private final int wakeUp;
    private byte[] readArray = new byte[0];
    private byte[] writeArray = new byte[0];
    private MemorySegment readSegment = MemorySegment.ofArray(readArray);
    private MemorySegment writeSegment = MemorySegment.ofArray(writeArray);
    private boolean closed;

    public EpollSockets() {
        epoll = check(libc.epollCreate(0x80000), "cannot create an epoll descriptor");
        wakeUp = check(libc.eventfd(NONBLOCK_CLOEXEC), "cannot create an event descriptor");
        add(wakeUp, WAKE_UP_TAG);
    }

    @Override
    public int connect(InetSocketAddress address, int tag) {
        int socket = check(
                libc.socket(family(address), SOCK_STREAM | NONBLOCK_CLOEXEC), "cannot open a socket to " + address);
        noDelay(socket);
        int result;
        try (Arena scratch = Arena.ofConfined()) {
            result = libc.connect(socket, encode(address, scratch));
        }
        if (result < 0 && result != -LibC.EINPROGRESS) {
            libc.close(socket);
            return FAILED;
        }
        add(socket, tag);
        return socket;
    }

    @Override
    public String connectError(int socket) {
        length.set(JAVA_INT, 0, 4);
        int asked = libc.getsockopt(socket, SOL_SOCKET, SO_ERROR, number, length);
        int error = asked == 0 ? number.get(JAVA_INT, 0) : -asked;
        return error == 0 ? "" : reason(error);
    }

    @Override
    public int listen(InetSocketAddress address, int tag) {
        String what = "cannot listen on " + address.getHostString() + " port " + address.getPort();
        int socket = check(libc.socket(family(address), SOCK_STREAM | NONBLOCK_CLOEXEC), what);
        number.set(JAVA_INT, 0, 1);
        check(libc.setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, number.asSlice(0, 4)), what);
        int bound;
        try (Arena scratch = Arena.ofConfined()) {
            bound = libc.bind(socket, encode(address, scratch));
        }
        if (bound < 0) {
            libc.close(socket);
        }
        check(bound, what);
        check(libc.listen(socket, BACKLOG), what);
        add(socket, tag);
        return socket;
    }

    @Override
    public int port(int listener) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment address = scratch.allocate(28, 4);
            length.set(JAVA_INT, 0, 28);
            check(libc.getsockname(listener, address, length), "cannot read a socket's own address");
            return Short.toUnsignedInt(address.get(JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), 2));
        }
    }

    @Override
    public int accept(int listener) {
        int socket = libc.accept4(listener, NONBLOCK_CLOEXEC);
        if (socket == -LibC.EMFILE || socket == -LibC.ENFILE) {
            check(socket, "cannot accept a connection");
        }
        if (socket < 0) {
            return -1;
        }
        noDelay(socket);
        return socket;
    }

    @Override
    public void watch(int socket, int tag) {
        add(socket, tag);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // the same array, so that its segment can be used again
    public int read(int socket, byte[] into, int offset, int length) {
        if (into != readArray) {
            readArray = into;
            readSegment = MemorySegment.ofArray(into);
        }
        MemorySegment target = offset == 0 ? readSegment : readSegment.asSlice(offset);
        int result = libc.recv(socket, target, Math.min(length, target.byteSize()));
        if (result > 0) {
            return result;
        }
        return result == 0 ? END : idleOrFailed(result);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // the same array, so that its segment can be used again
    public int write(int socket, byte[] from, int offset, int length) {
        if (from != writeArray) {
            writeArray = from;
            writeSegment = MemorySegment.ofArray(from);
        }
        MemorySegment source = offset == 0 ? writeSegment : writeSegment.asSlice(offset);
        int result = libc.send(socket, source, Math.min(length, source.byteSize()), MSG_NOSIGNAL);
        return result >= 0 ? result : idleOrFailed(result);
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
        check(count, "cannot wait for sockets");
        MemorySegment.copy(events, JAVA_INT, 0, ready, 0, count * EVENT_INTS);
        for (int i = 0; i < count; i++) {
            if (readyTag(i) == WAKE_UP_TAG) {
                libc.read(wakeUp, number);
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
    public synchronized void wakeUp() {
        if (!closed) {
            wakeUpLibc.write(wakeUp, one);
        }
    }

    @Override
    public long threadCpuNanos() {
        libc.clockGettime(CLOCK_THREAD_CPUTIME_ID, time);
        return time.get(JAVA_LONG, 0) * 1_000_000_000 + time.get(JAVA_LONG, 8);
    }

    @Override
    public void exactTimers() {
        libc.prctl(PR_SET_TIMERSLACK, 1);
    }

    /// Closes the polling descriptors; open sockets are the caller's to close first.
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            libc.close(wakeUp);
            libc.close(epoll);
        }
    }

    private void add(int descriptor, int tag) {
        event.set(JAVA_INT, 0, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
        event.set(JAVA_INT, (long) TAG_INT * Integer.BYTES, tag);
        check(libc.epollCtl(epoll, EPOLL_CTL_ADD, descriptor, event), "cannot watch a socket");
    }

    private void noDelay(int socket) {
        number.set(JAVA_INT, 0, 1);
        libc.setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, number.asSlice(0, 4));
    }

    private static int idleOrFailed(int result) {
        return result == -LibC.EAGAIN || result == -LibC.EINTR ? NOTHING : FAILED;
    }

    private static int family(InetSocketAddress address) {
        return address.getAddress() instanceof Inet4Address ? AF_INET : AF_INET6;
    }

    /// `sockaddr_in` or `sockaddr_in6`: family, port in network order, then the address.
    private static MemorySegment encode(InetSocketAddress address, Arena arena) {
        byte[] host = address.getAddress().getAddress();
        boolean four = host.length == 4;
        MemorySegment encoded = arena.allocate(four ? 16 : 28, 4);
        encoded.set(JAVA_SHORT, 0, (short) (four ? AF_INET : AF_INET6));
        encoded.set(JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), 2, (short) address.getPort());
        MemorySegment.copy(host, 0, encoded, JAVA_BYTE, four ? 4 : 8, host.length);
        return encoded;
    }

    private static int check(int result, String what) {
        if (result >= 0) {
            return result;
        }
        String message = what + ": " + reason(-result);
        throw new UncheckedIOException(message, new IOException(message));
    }

    private static String reason(int errno) {
        return switch (errno) {
            case LibC.EMFILE, LibC.ENFILE -> "no more open files allowed, raise the limit (ulimit -n)";
            case LibC.EACCES -> "permission denied";
            case LibC.EADDRINUSE -> "already in use, choose another port or end the process that holds it";
            case LibC.EADDRNOTAVAIL -> "this machine does not have that address, or no free port is left on it";
            case LibC.ENETUNREACH -> "network unreachable";
            case LibC.ECONNRESET -> "connection reset";
            case LibC.ETIMEDOUT -> "connection timed out";
            case LibC.ECONNREFUSED -> "connection refused";
            case LibC.EHOSTUNREACH -> "host unreachable";
            default -> "error " + errno + " from the kernel";
        };
    }
}
