// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.util.List;

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
    /// @param shared runs in messages in which it ran more often, of which the kernel tells the sum alone: other TCP
    ///     traffic on the machine
    public record Runs(String hook, Distribution nanos, long shared) {}
}
