// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.util.List;

/// A program's code as the kernel runs it, for people to read.
///
/// @param program its name
/// @param xlatedBytes bytecode after the verifier's rewriting and, where constants are blinded, after that
/// @param jitedBytes native code, 0 when the interpreter runs it
/// @param xlated the bytecode, an instruction a line: its place, a colon, a blank, its text
/// @param jited the native code in the same way; empty when there is none, or no disassembler was there
public record ProgramCode(String program, long xlatedBytes, long jitedBytes, List<String> xlated, List<String> jited) {
    public ProgramCode {
        xlated = List.copyOf(xlated);
        jited = List.copyOf(jited);
    }
}
