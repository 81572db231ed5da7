// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.inspect;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// One program in the kernel.
///
/// @param type as libbpf names it: `raw_tracepoint`, `tracing`
/// @param name as its BTF has it, else the kernel's 15 characters
/// @param tag hash of its instructions before the verifier changed them
/// @param uid who loaded it
/// @param jitedBytes native code, 0 when the interpreter runs it
/// @param xlatedBytes bytecode after the verifier's rewriting; constant blinding makes it longer
/// @param verifiedInstructions instructions that the verifier went through, on all paths; 0 where the kernel does not
/// say
/// @param runs counted while run statistics were on, or in the time of `countedSeconds`
/// @param maps ids of the maps it uses
/// @param attached where, as far as links and perf events tell: `fentry tcp_sendmsg`
/// @param countedSeconds for how long runs were counted for us; empty when the counts are the kernel's from before
/// @param loadNanos duration of the `BPF_PROG_LOAD` call, of programs that were loaded for us
/// @param verifierNanos the verifier's part of it, where the kernel tells
/// @param code empty in a list
public record LoadedProgram(
        long id,
        String type,
        String name,
        String tag,
        Instant loadedAt,
        long uid,
        long jitedBytes,
        long xlatedBytes,
        long verifiedInstructions,
        long runs,
        long runTimeNanos,
        List<Long> maps,
        List<String> attached,
        OptionalDouble countedSeconds,
        OptionalLong loadNanos,
        OptionalLong verifierNanos,
        Optional<LoadedCode> code) {
    public LoadedProgram {
        maps = List.copyOf(maps);
        attached = List.copyOf(attached);
    }

    /// Whether the JIT has compiled it.
    public boolean jited() {
        return jitedBytes > 0;
    }

    /// What a run took on average; empty when none was counted.
    public OptionalDouble nanosPerRun() {
        return runs == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) runTimeNanos / runs);
    }

    /// The same program, loaded in a time that was taken.
    LoadedProgram loadedIn(long nanos, OptionalLong verifier) {
        return new LoadedProgram(
                id,
                type,
                name,
                tag,
                loadedAt,
                uid,
                jitedBytes,
                xlatedBytes,
                verifiedInstructions,
                runs,
                runTimeNanos,
                maps,
                attached,
                countedSeconds,
                OptionalLong.of(nanos),
                verifier,
                code);
    }
}
