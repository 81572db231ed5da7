// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

/// A program as the compiler made it, and what the verifier had to do for it.
///
/// @param built compiler and flags, such as `Debian Clang 14.0.6 -O2 -mcpu=v3`, as the object says itself; empty when
/// it
///     does not
/// @param tag the kernel's digest of the bytecode as it was handed over (`bpf_prog_calc_tag`, kernel/bpf/core.c):
/// programs
///     of one tag are of one bytecode
/// @param instructions instructions of that bytecode
/// @param verifiedInstructions instructions that the verifier walked through, over all paths
/// @param totalStates states that it remembered
/// @param peakStates of them the most at a time
public record Compiled(
        String built, String tag, long instructions, long verifiedInstructions, long totalStates, long peakStates) {}
