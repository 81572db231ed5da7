// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.inspect;

import java.util.List;

/// A program's code as bytes.
///
/// @param hidden whether the kernel keeps some of it back (`kernel.kptr_restrict`)
/// @param xlated bytecode as the verifier left it, in hexadecimal digits
/// @param functions the compiled functions, the program itself first; empty under the interpreter
/// @param calls what calls of the kernel mean; empty where `/proc/kallsyms` shows no addresses
public record LoadedCode(boolean hidden, String xlated, List<Function> functions, List<Call> calls) {
    public LoadedCode {
        functions = List.copyOf(functions);
        calls = List.copyOf(calls);
    }

    /// One compiled function.
    ///
    /// @param address where it stands, in hexadecimal digits; `0` when the kernel hides it
    /// @param kallsyms its name in `/proc/kallsyms`; empty when it has none
    /// @param jited native code in hexadecimal digits
    public record Function(String address, String kallsyms, String jited) {}

    /// A function of the kernel that the program calls.
    ///
    /// @param distance from `__bpf_call_base`, as calls in bytecode name it
    /// @param address in hexadecimal digits, as native code names it
    public record Call(String name, long distance, String address) {}

    /// The names that the compiled functions have.
    public List<String> symbols() {
        return functions.stream()
                .map(Function::kallsyms)
                .filter(symbol -> !symbol.isEmpty())
                .toList();
    }
}
