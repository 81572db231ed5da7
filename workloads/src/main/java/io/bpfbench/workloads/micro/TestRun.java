// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.micro;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// What `BPF_PROG_TEST_RUN` is asked, in the layout of `union bpf_attr` (member `test`, include/uapi/linux/bpf.h): a
/// program, a packet of 64 zero bytes for it, and how often the kernel is to run it before it returns.
///
/// @param attributes the structure, which the kernel writes its results into
record TestRun(MemorySegment attributes) {
    static final long BYTES = 80;

    private static final int PACKET_BYTES = 64;
    private static final long RETURN_VALUE = 4;

    static TestRun of(Arena arena, int program, int repeat) {
        MemorySegment attributes = arena.allocate(BYTES, 8);
        attributes.set(JAVA_INT, 0, program);
        attributes.set(JAVA_INT, 8, PACKET_BYTES);
        attributes.set(JAVA_LONG, 16, arena.allocate(PACKET_BYTES, 8).address());
        attributes.set(JAVA_INT, 32, repeat);
        return new TestRun(attributes);
    }

    /// What the last of the runs returned.
    int returned() {
        return attributes.get(JAVA_INT, RETURN_VALUE);
    }
}
