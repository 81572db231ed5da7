// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.net;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// The C library's socket and polling calls.
///
/// Every call returns what the C function returns, or `-errno` where that is -1, like the system call itself.
///
/// Calls that cannot block are linked as *critical*: no thread state change, and byte arrays are handed over where
/// they lie. The price is that a safepoint waits for them, at most the few microseconds of one non-blocking send.
///
/// Linking one call shape costs a cold JVM some milliseconds, so only three shapes exist: transfer (recv, send),
/// wait, and one of five register-wide integers for everything else. A C function of fewer or narrower integer
/// arguments ignores what it was not declared with in every 64-bit Linux calling convention.
@SuppressWarnings("restricted") // calling C is what this class is for
final class LibC {
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int ENFILE = 23;
    static final int EMFILE = 24;
    static final int ENOSYS = 38;
    static final int EADDRINUSE = 98;
    static final int EADDRNOTAVAIL = 99;
    static final int ENETUNREACH = 101;
    static final int ECONNRESET = 104;
    static final int ETIMEDOUT = 110;
    static final int ECONNREFUSED = 111;
    static final int EHOSTUNREACH = 113;
    static final int EINPROGRESS = 115;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final FunctionDescriptor TRANSFER =
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final FunctionDescriptor WAIT =
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS);
    private static final FunctionDescriptor WIDE =
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    private static final MethodHandle RECV =
            LINKER.downcallHandle(symbol("recv"), TRANSFER, Linker.Option.critical(true));
    private static final MethodHandle SEND =
            LINKER.downcallHandle(symbol("send"), TRANSFER, Linker.Option.critical(true));
    private static final MethodHandle SOCKET = critical("socket", WIDE);
    private static final MethodHandle BIND = critical("bind", WIDE);
    private static final MethodHandle LISTEN = critical("listen", WIDE);
    private static final MethodHandle ACCEPT4 = critical("accept4", WIDE);
    private static final MethodHandle CONNECT = critical("connect", WIDE);
    private static final MethodHandle GETSOCKNAME = critical("getsockname", WIDE);
    private static final MethodHandle SETSOCKOPT = critical("setsockopt", WIDE);
    private static final MethodHandle GETSOCKOPT = critical("getsockopt", WIDE);
    private static final MethodHandle CLOSE = critical("close", WIDE);
    private static final MethodHandle EPOLL_CREATE1 = critical("epoll_create1", WIDE);
    private static final MethodHandle EPOLL_CTL = critical("epoll_ctl", WIDE);
    private static final MethodHandle EVENTFD = critical("eventfd", WIDE);
    private static final MethodHandle READ = critical("read", WIDE);
    private static final MethodHandle WRITE = critical("write", WIDE);
    private static final MethodHandle PRCTL = critical("prctl", WIDE);
    private static final MethodHandle CLOCK_GETTIME = critical("clock_gettime", WIDE);

    /// Where errno lands; one per thread that calls, so that threads do not read each other's.
    private final MemorySegment errno;

    LibC(Arena arena) {
        errno = arena.allocate(JAVA_INT);
    }

    /// Where a transfer or a wait failed, it is tried again by a handle that keeps errno. Keeping it costs every call
    /// as much as the rest of the crossing into C, and an object of 40 bytes wherever the optimising compiler has not
    /// been. What cannot be done now cannot be done a moment later either, or else it is done; an error that the
    /// kernel reports once is followed by the end of the stream.
    private static final class Diagnosed {
        static final MethodHandle RECV = critical("recv", TRANSFER);
        static final MethodHandle SEND = critical("send", TRANSFER);
        static final MethodHandle EPOLL_PWAIT2 = LINKER.downcallHandle(symbol("epoll_pwait2"), WAIT, ERRNO);
        static final MemorySegment AT_ONCE = Arena.global().allocate(16, 8);

        private Diagnosed() {}
    }

    /// Linked where it is used: one shape of call less for those who wait otherwise.
    private static final class Polling {
        static final MethodHandle EPOLL_PWAIT2 = LINKER.downcallHandle(symbol("epoll_pwait2"), WAIT);

        private Polling() {}
    }

    int recv(int socket, MemorySegment into, long bytes) {
        try {
            long received = (long) RECV.invokeExact(socket, into, bytes, 0);
            return received >= 0
                    ? (int) received
                    : result((long) Diagnosed.RECV.invokeExact(errno, socket, into, bytes, 0));
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    int send(int socket, MemorySegment from, long bytes, int flags) {
        try {
            long sent = (long) SEND.invokeExact(socket, from, bytes, flags);
            return sent >= 0
                    ? (int) sent
                    : result((long) Diagnosed.SEND.invokeExact(errno, socket, from, bytes, flags));
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    /// Blocks up to `timeout` (a C `timespec`), with nanosecond resolution; the one call here that is not critical.
    int epollWait(int epoll, MemorySegment events, int maximum, MemorySegment timeout) {
        try {
            int ready = (int) Polling.EPOLL_PWAIT2.invokeExact(epoll, events, maximum, timeout, MemorySegment.NULL);
            return ready >= 0
                    ? ready
                    : result((int) Diagnosed.EPOLL_PWAIT2.invokeExact(
                            errno, epoll, events, maximum, Diagnosed.AT_ONCE, MemorySegment.NULL));
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    int socket(int domain, int type) {
        return wide(SOCKET, domain, type, 0, 0, 0);
    }

    int bind(int socket, MemorySegment address) {
        return wide(BIND, socket, address.address(), address.byteSize(), 0, 0);
    }

    int listen(int socket, int backlog) {
        return wide(LISTEN, socket, backlog, 0, 0, 0);
    }

    int accept4(int socket, int flags) {
        return wide(ACCEPT4, socket, 0, 0, flags, 0);
    }

    int connect(int socket, MemorySegment address) {
        return wide(CONNECT, socket, address.address(), address.byteSize(), 0, 0);
    }

    int getsockname(int socket, MemorySegment address, MemorySegment length) {
        return wide(GETSOCKNAME, socket, address.address(), length.address(), 0, 0);
    }

    int setsockopt(int socket, int level, int option, MemorySegment value) {
        return wide(SETSOCKOPT, socket, level, option, value.address(), value.byteSize());
    }

    int getsockopt(int socket, int level, int option, MemorySegment value, MemorySegment length) {
        return wide(GETSOCKOPT, socket, level, option, value.address(), length.address());
    }

    int close(int descriptor) {
        return wide(CLOSE, descriptor, 0, 0, 0, 0);
    }

    int epollCreate(int flags) {
        return wide(EPOLL_CREATE1, flags, 0, 0, 0, 0);
    }

    int epollCtl(int epoll, int operation, int descriptor, MemorySegment event) {
        return wide(EPOLL_CTL, epoll, operation, descriptor, event.address(), 0);
    }

    int eventfd(int flags) {
        return wide(EVENTFD, 0, flags, 0, 0, 0);
    }

    int read(int descriptor, MemorySegment into) {
        return wide(READ, descriptor, into.address(), into.byteSize(), 0, 0);
    }

    int write(int descriptor, MemorySegment from) {
        return wide(WRITE, descriptor, from.address(), from.byteSize(), 0, 0);
    }

    int prctl(int option, long argument) {
        return wide(PRCTL, option, argument, 0, 0, 0);
    }

    int clockGettime(int clock, MemorySegment time) {
        return wide(CLOCK_GETTIME, clock, time.address(), 0, 0, 0);
    }

    private int wide(MethodHandle function, long a, long b, long c, long d, long e) {
        try {
            // All these functions return a C int: the register's upper half means nothing.
            int returned = (int) (long) function.invokeExact(errno, a, b, c, d, e);
            return result(returned);
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    private int result(long returned) {
        return returned == -1 ? -errno.get(JAVA_INT, 0) : (int) returned;
    }

    static IllegalStateException unexpected(Throwable failure) {
        return new IllegalStateException("a call into the C library failed to start", failure);
    }

    private static MethodHandle critical(String name, FunctionDescriptor shape) {
        return LINKER.downcallHandle(symbol(name), shape, ERRNO, Linker.Option.critical(true));
    }

    static MemorySegment symbol(String name) {
        Optional<MemorySegment> address = LINKER.defaultLookup().find(name);
        if (address.isEmpty()) {
            throw new UnsupportedOperationException(
                    "this C library has no " + name + ": bpfbench needs Linux 5.11 or newer with glibc 2.35 or newer");
        }
        return address.get();
    }
}
