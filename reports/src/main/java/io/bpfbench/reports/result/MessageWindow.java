// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.util.List;
import java.util.OptionalLong;

/// A window of messages. A message into which the timer's interrupt fell, or in which the thread left the CPU, is
/// counted and kept out of everything else.
///
/// @param messages messages passed, interrupted ones too; with statistics on these are two rounds, one for what a
/// message
///     takes and one, with the kernel's figures read after each message, for what a run takes
/// @param interrupted messages kept out
/// @param elapsedNanos what a message took, sending and reading it, reading the clock once included
/// @param runs one entry per hook, only where statistics were on
public record MessageWindow(Stage stage, long messages, long interrupted, Distribution elapsedNanos, List<Runs> runs) {
    public MessageWindow {
        runs = List.copyOf(runs);
    }

    /// What one hook's program took, a run at a time (`run_time_ns`).
    ///
    /// @param nanos only of messages in which the program ran once
    /// @param shared runs in messages in which it ran more often, of which the kernel tells the sum alone: because it
    ///     does, or because it met other TCP traffic on the machine
    /// @param sharedNanos what these took together; empty in journals of earlier versions
    public record Runs(String hook, Distribution nanos, long shared, OptionalLong sharedNanos) {
        /// Of a program that ran once in each message.
        public Runs(String hook, Distribution nanos) {
            this(hook, nanos, 0, OptionalLong.of(0));
        }

        /// How often it ran, in all undisturbed messages.
        public long count() {
            return nanos.total() + shared;
        }
    }
}
