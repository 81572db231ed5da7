// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.kernel;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// An exclusive `flock(2)` on a file that is only opened for reading.
///
/// Java's own file locks are record locks (`fcntl(2)`): they want the file open for writing, and the kernel drops them
/// when the process closes *any* descriptor of that file. `flock` belongs to the one descriptor that took it.
final class Flock implements AutoCloseable {
    // The same on x86-64, arm64, s390x and riscv64: include/uapi/asm-generic/fcntl.h and errno-base.h.
    private static final int O_CLOEXEC = 0_2000000;
    private static final int LOCK_EX = 2;
    private static final int LOCK_NB = 4;
    private static final int EWOULDBLOCK = 11;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final FunctionDescriptor OPEN =
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    private static final FunctionDescriptor FLOCK =
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    private static final FunctionDescriptor CLOSE = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);

    private final int descriptor;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private Flock(int descriptor) {
        this.descriptor = descriptor;
    }

    /// Locks the file, without waiting; empty when somebody, this process included, has it locked.
    ///
    /// @throws IOException when it cannot be opened or locked
    static Optional<Flock> tryExclusive(Path file) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int descriptor = (int) function("open", OPEN, Linker.Option.firstVariadicArg(2))
                    .invokeExact(state, arena.allocateFrom(file.toString()), O_CLOEXEC);
            if (descriptor < 0) {
                throw new IOException("cannot open " + file + ": errno " + error(state));
            }
            int locked = (int) function("flock", FLOCK).invokeExact(state, descriptor, LOCK_EX | LOCK_NB);
            if (locked == 0) {
                return Optional.of(new Flock(descriptor));
            }
            int error = error(state);
            new Flock(descriptor).close();
            if (error == EWOULDBLOCK) {
                return Optional.empty();
            }
            throw new IOException("cannot lock " + file + ": errno " + error);
        } catch (IOException failed) {
            throw failed;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @SuppressWarnings("restricted") // native access is switched on where bench starts its virtual machine
    private static MethodHandle function(String name, FunctionDescriptor shape, Linker.Option... options) {
        Linker.Option[] all = new Linker.Option[options.length + 1];
        all[0] = Linker.Option.captureCallState("errno");
        System.arraycopy(options, 0, all, 1, options.length);
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape, all);
    }

    private static int error(MemorySegment state) {
        return state.get(ValueLayout.JAVA_INT, STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno")));
    }

    /// Unlocks; a second call does nothing, for the descriptor's number may be somebody else's by then.
    @Override
    public void close() {
        if (open.getAndSet(false)) {
            try (Arena arena = Arena.ofConfined()) {
                int ignored = (int) function("close", CLOSE).invokeExact(arena.allocate(STATE), descriptor);
            } catch (Throwable impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }
}
