// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.micro;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/// The `bpf(2)` system call and the few others that go with it, called without a C library's help beyond `syscall`.
///
/// Every call returns what the kernel does, or `-errno`.
@SuppressWarnings("restricted") // calling the kernel is what this class is for
final class BpfCalls {
    static final int EINTR = 4;

    // enum bpf_cmd, include/uapi/linux/bpf.h.
    private static final int BPF_PROG_TEST_RUN = 10;
    private static final int BPF_PROG_GET_FD_BY_ID = 13;
    private static final int BPF_MAP_GET_FD_BY_ID = 14;
    private static final int PROT_READ = 1;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    /// Not linked as *critical*: a run may take milliseconds, and no safepoint should wait for it.
    private static final MethodHandle SYSCALL = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("syscall"),
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG),
            ERRNO,
            Linker.Option.firstVariadicArg(1));
    private static final MethodHandle MMAP = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("mmap"),
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG),
            ERRNO);
    private static final MethodHandle CLOSE = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT), ERRNO);
    private static final long BPF = systemCallNumber(System.getProperty("os.arch"));

    private final MemorySegment errno;
    private final MemorySegment attributes;

    BpfCalls(Arena arena) {
        errno = arena.allocate(JAVA_INT);
        attributes = arena.allocate(TestRun.BYTES, 8);
    }

    /// Runs a loaded program.
    ///
    /// @param run what to run; its result is in it afterwards
    int testRun(TestRun run) {
        return bpf(BPF_PROG_TEST_RUN, run.attributes(), TestRun.BYTES);
    }

    int programById(int id) {
        return byId(BPF_PROG_GET_FD_BY_ID, id);
    }

    int mapById(int id) {
        return byId(BPF_MAP_GET_FD_BY_ID, id);
    }

    void close(int descriptor) {
        try {
            int ignored = (int) CLOSE.invokeExact(errno, descriptor);
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    /// Maps a page of a map into this process.
    ///
    /// @throws IllegalStateException when the kernel does not
    MemorySegment page(int descriptor, long offset, long bytes, boolean writable) {
        try {
            long address = (long) MMAP.invokeExact(
                    errno, 0L, bytes, writable ? PROT_READ_WRITE : PROT_READ, MAP_SHARED, descriptor, offset);
            if (address == -1) {
                throw new IllegalStateException("cannot map a ring buffer: errno " + errno.get(JAVA_INT, 0));
            }
            return MemorySegment.ofAddress(address).reinterpret(bytes);
        } catch (IllegalStateException refused) {
            throw refused;
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    private int byId(int command, int id) {
        attributes.fill((byte) 0);
        attributes.set(JAVA_INT, 0, id);
        return bpf(command, attributes, TestRun.BYTES);
    }

    private int bpf(int command, MemorySegment attributes, long bytes) {
        try {
            long returned = (long) SYSCALL.invokeExact(errno, BPF, (long) command, attributes, bytes);
            return returned == -1 ? -errno.get(JAVA_INT, 0) : (int) returned;
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    private static long systemCallNumber(String architecture) {
        return switch (architecture.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> 321; // arch/x86/entry/syscalls/syscall_64.tbl
            case "aarch64", "riscv64" -> 280; // include/uapi/asm-generic/unistd.h
            default ->
                throw new UnsupportedOperationException("the number of bpf(2) is not known for " + architecture
                        + ": bench micro runs on x86-64 and arm64");
        };
    }

    private static IllegalStateException unexpected(Throwable failure) {
        return new IllegalStateException("a system call failed to start", failure);
    }
}
