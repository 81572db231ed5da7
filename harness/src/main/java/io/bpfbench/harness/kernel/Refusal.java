// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.kernel;

/// Why a setting does not take a value, or cannot be read.
///
/// @param setting the setting
/// @param value the value asked for; empty when it could not even be read
/// @param reason the kind, for programs
/// @param cause a few words for a table, such as `BPF_JIT_ALWAYS_ON`
/// @param detail what is known beyond that, as the second half of a sentence; may be empty
/// @param remedy what to do in a run, as the last part of a sentence
public record Refusal(Setting setting, String value, Reason reason, String cause, String detail, String remedy) {
    /// The kinds of refusal.
    public enum Reason {
        /// The kernel is built without the interpreter.
        JIT_ALWAYS_ON,
        /// No kernel, or not this one, takes the value.
        OUT_OF_RANGE,
        /// The process may not.
        NO_PERMISSION,
        /// The kernel does not have the setting.
        NOT_IN_KERNEL,
        /// The setting exists in the initial network namespace and we are in another.
        OTHER_NETWORK_NAMESPACE,
        /// `/proc/sys` is mounted read-only.
        READ_ONLY,
        /// The kernel took the write, and yet reads back something else.
        NOT_TAKEN,
        /// Anything else that the system reported.
        FAILED
    }

    /// As a finding of a run: `jit=0 unavailable: BPF_JIT_ALWAYS_ON`.
    public String finding() {
        return setting.word() + (value.isEmpty() ? "" : "=" + value) + " unavailable: " + cause;
    }

    /// As one sentence for the user of a run, who may measure elsewhere.
    public String sentence() {
        return what() + "; " + advice();
    }

    /// What is known beyond the cause, and what to do in a run.
    public String advice() {
        return detail.isEmpty() ? remedy : detail + ": " + remedy;
    }

    /// What happened to what, without advice.
    public String fact() {
        return what() + (detail.isEmpty() ? "" : "; " + detail);
    }

    private String what() {
        return setting.sysctl() + (value.isEmpty() ? " cannot be read: " : " cannot be set to " + value + ": ") + cause;
    }
}
