// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.net;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// System calls that the C library has no functions for, and mappings.
@SuppressWarnings("restricted") // memory that the kernel shares with us has no other way in
final class RingCalls {
    private static final long PROTECTION_READ_WRITE = 3;
    private static final long MAP_SHARED_POPULATE = 0x1 | 0x8000;
    private static final long MAP_PRIVATE_ANONYMOUS = 0x2 | 0x20;
    private static final long LARGEST_ERRNO = 4095;

    /// `syscall`, and whatever takes fewer arguments.
    private static final FunctionDescriptor CALL = FunctionDescriptor.of(
            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final MethodHandle SILENT = LINKER.downcallHandle(LibC.symbol("syscall"), CALL);
    private static final MethodHandle SYSCALL = LINKER.downcallHandle(LibC.symbol("syscall"), CALL, ERRNO);
    private static final MethodHandle MMAP = LINKER.downcallHandle(LibC.symbol("mmap"), CALL, ERRNO);

    private final MemorySegment errno;

    RingCalls(Arena arena) {
        errno = arena.allocate(JAVA_INT);
    }

    /// @return what the system call returns, or -1 for any error: keeping errno would allocate
    long silently(long number, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) SILENT.invokeExact(number, a, b, c, d, e, f);
        } catch (Throwable failure) {
            throw LibC.unexpected(failure);
        }
    }

    /// @return what the system call returns, or `-errno`
    long system(long number, long a, long b, long c, long d, long e, long f) {
        return call(SYSCALL, number, a, b, c, d, e, f);
    }

    /// Memory that the file and we share.
    ///
    /// @throws UnsupportedOperationException where it cannot be had
    MemorySegment shared(long bytes, int file, long offset) {
        return map(bytes, MAP_SHARED_POPULATE, file, offset);
    }

    /// Memory of our own, in whole pages.
    ///
    /// @throws UnsupportedOperationException where it cannot be had
    MemorySegment memory(long bytes) {
        return map(bytes, MAP_PRIVATE_ANONYMOUS, -1, 0);
    }

    private MemorySegment map(long bytes, long flags, int file, long offset) {
        long address = call(MMAP, 0, bytes, PROTECTION_READ_WRITE, flags, file, offset, 0);
        if (address < 0 && address >= -LARGEST_ERRNO) {
            throw new UnsupportedOperationException("the rings of io_uring cannot be mapped, error " + -address);
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
