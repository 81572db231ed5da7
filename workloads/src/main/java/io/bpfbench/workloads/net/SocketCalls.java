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

/// What is done to one socket at a time, whoever waits for it: making and closing it, reading and writing at once.
///
/// Constants are those of the Linux user-space headers, the same on every 64-bit architecture that the JDK runs on.
final class SocketCalls {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCK_STREAM = 1;
    private static final int NONBLOCK_CLOEXEC = 0x800 | 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_REUSEADDR = 2;
    private static final int SO_ERROR = 4;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_NODELAY = 1;
    static final int MSG_NOSIGNAL = 0x4000;
    private static final int PR_SET_TIMERSLACK = 29;
    private static final int CLOCK_THREAD_CPUTIME_ID = 3;
    private static final int BACKLOG = 4096;

    private final LibC libc;
    private final MemorySegment time;
    private final MemorySegment number;
    private final MemorySegment length;
    private byte[] readArray = new byte[0];
    private byte[] writeArray = new byte[0];
    private MemorySegment readSegment = MemorySegment.ofArray(readArray);
    private MemorySegment writeSegment = MemorySegment.ofArray(writeArray);

    SocketCalls(LibC libc, Arena arena) {
        this.libc = libc;
        time = arena.allocate(16, 8);
        number = arena.allocate(8, 8);
        length = arena.allocate(JAVA_INT);
    }

    /// Opens a socket and starts to connect it.
    ///
    /// @return the socket, or [Sockets#FAILED] when the connection was refused at once
    int connect(InetSocketAddress address) {
        int socket = check(
                libc.socket(family(address), SOCK_STREAM | NONBLOCK_CLOEXEC), "cannot open a socket to " + address);
        noDelay(socket);
        int result;
        try (Arena scratch = Arena.ofConfined()) {
            result = libc.connect(socket, encode(address, scratch));
        }
        if (result < 0 && result != -LibC.EINPROGRESS) {
            libc.close(socket);
            return Sockets.FAILED;
        }
        return socket;
    }

    /// Why a connect that ended did not succeed, in a few words; empty when it did.
    String connectError(int socket) {
        length.set(JAVA_INT, 0, 4);
        int asked = libc.getsockopt(socket, SOL_SOCKET, SO_ERROR, number, length);
        int error = asked == 0 ? number.get(JAVA_INT, 0) : -asked;
        return error == 0 ? "" : reason(error);
    }

    /// Listens on the address; port 0 takes a free one.
    int listen(InetSocketAddress address) {
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
        return socket;
    }

    /// The local port of a listening socket.
    int port(int listener) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment address = scratch.allocate(28, 4);
            length.set(JAVA_INT, 0, 28);
            check(libc.getsockname(listener, address, length), "cannot read a socket's own address");
            return Short.toUnsignedInt(address.get(JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), 2));
        }
    }

    /// @return a new connection of the listening socket; negative when there is none now
    int accept(int listener) {
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

    /// @return bytes read (> 0), [Sockets#NOTHING], [Sockets#END] or [Sockets#FAILED]
    @SuppressWarnings("ReferenceEquality") // the same array, so that its segment can be used again
    int read(int socket, byte[] into, int offset, int length) {
        if (into != readArray) {
            readArray = into;
            readSegment = MemorySegment.ofArray(into);
        }
        MemorySegment target = offset == 0 ? readSegment : readSegment.asSlice(offset);
        int result = libc.recv(socket, target, Math.min(length, target.byteSize()));
        if (result > 0) {
            return result;
        }
        return result == 0 ? Sockets.END : idleOrFailed(result);
    }

    /// @return bytes taken (> 0), [Sockets#NOTHING] or [Sockets#FAILED]
    @SuppressWarnings("ReferenceEquality") // the same array, so that its segment can be used again
    int write(int socket, byte[] from, int offset, int length) {
        if (from != writeArray) {
            writeArray = from;
            writeSegment = MemorySegment.ofArray(from);
        }
        MemorySegment source = offset == 0 ? writeSegment : writeSegment.asSlice(offset);
        int result = libc.send(socket, source, Math.min(length, source.byteSize()), MSG_NOSIGNAL);
        return result >= 0 ? result : idleOrFailed(result);
    }

    /// Processor time that the calling thread has used since it began, nanoseconds.
    long threadCpuNanos() {
        libc.clockGettime(CLOCK_THREAD_CPUTIME_ID, time);
        return time.get(JAVA_LONG, 0) * 1_000_000_000 + time.get(JAVA_LONG, 8);
    }

    /// Asks for timers as exact as the kernel can make them, for the calling thread.
    void exactTimers() {
        libc.prctl(PR_SET_TIMERSLACK, 1);
    }

    private void noDelay(int socket) {
        number.set(JAVA_INT, 0, 1);
        libc.setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, number.asSlice(0, 4));
    }

    private static int idleOrFailed(int result) {
        return result == -LibC.EAGAIN || result == -LibC.EINTR ? Sockets.NOTHING : Sockets.FAILED;
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

    static int check(int result, String what) {
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
