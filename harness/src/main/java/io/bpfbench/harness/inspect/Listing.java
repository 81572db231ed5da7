// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.inspect;

import io.bpfbench.reports.result.ProgramCode;

/// A program's code for people to read.
///
/// @param noNative why the native code is not among it; empty when it is, or there is none
public record Listing(ProgramCode code, String noNative) {
    static Listing of(LoadedProgram program) {
        LoadedCode code =
                program.code().orElseThrow(() -> new IllegalStateException("a list of programs comes without code"));
        NativeCode.Listing jited = NativeCode.of(code);
        ProgramCode lines = new ProgramCode(
                program.name(), program.xlatedBytes(), program.jitedBytes(), Bytecode.lines(code), jited.lines());
        return new Listing(lines, jited.missing());
    }
}
