// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.kernel;

/// What reading a setting gave.
public sealed interface Reading {
    /// The setting's value, without white space around it.
    record Value(String text) implements Reading {}

    /// It cannot be read, and why.
    record Unreadable(Refusal refusal) implements Reading {}

    /// For tables: the value, or why there is none.
    default String label() {
        return switch (this) {
            case Value value -> value.text();
            case Unreadable none -> "unreadable: " + none.refusal().cause();
        };
    }
}
