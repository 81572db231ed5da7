// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.util.List;

/// A window of a trigger's runs, each of which ended with exit code 0.
///
/// @param elapsedNanos what a run took, from before its fork to its end
/// @param cpuNanos what CPU time a run took, user and system, of its process and of the children that it waited for
/// @param events one entry per hook, only where statistics were on
public record TriggerWindow(Stage stage, Distribution elapsedNanos, Distribution cpuNanos, List<Events> events) {
    public TriggerWindow {
        events = List.copyOf(events);
    }

    public long runs() {
        return elapsedNanos.total();
    }

    /// How often one hook's program ran.
    ///
    /// @param perRun runs of the program while the trigger ran once, also those for what else the machine did
    /// @param runTimeNanos what all these took together
    public record Events(String hook, Distribution perRun, long runTimeNanos) {}
}
