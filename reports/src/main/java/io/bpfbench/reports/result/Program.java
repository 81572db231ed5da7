// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.util.Optional;
import java.util.OptionalLong;

/// One BPF program as the kernel describes it after loading (`BPF_OBJ_GET_INFO_BY_FD`).
///
/// @param name the program's name in its object
/// @param copy which of the stacked copies it belongs to, from 1
/// @param hook the kernel function or tracepoint it stands on; where several programs of an object stand on one, with
///     what tells them apart
/// @param attach how it is attached, such as `fentry`, `kprobe` or `raw_tp`
/// @param id the kernel's id of it
/// @param jitedBytes native code, 0 when the interpreter runs it
/// @param xlatedBytes bytecode after the verifier's rewriting; constant blinding makes it longer
/// @param loadNanos duration of the `BPF_PROG_LOAD` system call: verifier and JIT together
/// @param verifierNanos the verifier's part of it, in whole thousands, where the kernel tells
/// @param inKallsyms whether `/proc/kallsyms` had its name, where that was looked up
/// @param compiled how it was made, where the probe told
/// @param shape what decides how constant blinding shows, where the probe told
public record Program(
        String name,
        int copy,
        String hook,
        String attach,
        long id,
        long jitedBytes,
        long xlatedBytes,
        long loadNanos,
        OptionalLong verifierNanos,
        Optional<Boolean> inKallsyms,
        Optional<Compiled> compiled,
        Optional<Shape> shape) {
    /// A program that was not looked up, and of whose making nothing is known.
    public Program(
            String name,
            int copy,
            String hook,
            String attach,
            long id,
            long jitedBytes,
            long xlatedBytes,
            long loadNanos,
            OptionalLong verifierNanos) {
        this(
                name,
                copy,
                hook,
                attach,
                id,
                jitedBytes,
                xlatedBytes,
                loadNanos,
                verifierNanos,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// What constant blinding can do to a program.
    ///
    /// @param blindable instructions of its bytecode that blinding would make longer, where the kernel told; none are
    /// left
    ///     where it has
    /// @param functions into how many the JIT divided it; of more than one, the kernel blinds each by itself and leaves
    ///     the bytecode that it tells of as it was (`jit_subprogs`, kernel/bpf/verifier.c)
    public record Shape(OptionalLong blindable, int functions) {}
}
