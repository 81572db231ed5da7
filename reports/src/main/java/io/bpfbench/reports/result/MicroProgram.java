// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.util.OptionalInt;
import java.util.OptionalLong;

/// One micro program as the kernel describes it after loading.
///
/// @param name its name; `additions` for a chain of a chosen length
/// @param id the kernel's id of it
/// @param jitedBytes native code, 0 when the interpreter runs it
/// @param xlatedBytes bytecode after the verifier's rewriting; constant blinding makes it longer
/// @param functions into how many the JIT divided it, where `micro-programs` told; see [Program.Shape#functions]
/// @param bytecodeBytes bytecode as it was handed to the kernel
/// @param executed BPF instructions that a run executes, as they were handed to the kernel; empty where that is decided
///     while it runs
/// @param helperCalls how many of them call into the kernel
/// @param loadNanos duration of the `BPF_PROG_LOAD` system call: verifier and JIT together
/// @param verifierNanos the verifier's part of it, in whole thousands, where the kernel tells
public record MicroProgram(
        String name,
        long id,
        long jitedBytes,
        long xlatedBytes,
        OptionalInt functions,
        long bytecodeBytes,
        OptionalLong executed,
        OptionalLong helperCalls,
        long loadNanos,
        OptionalLong verifierNanos) {}
