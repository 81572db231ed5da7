// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.util.List;
import java.util.Optional;

/// What runs of a [Trigger] took in a trial: one window for each [Stage], in the order in which they ran. A baseline
/// has [Stage#BARE] alone.
///
/// @param windows one of each stage
/// @param stealShare share of the CPUs, 0 to 1, that the hypervisor took from the first window to the last
public record TriggerFigures(List<TriggerWindow> windows, double stealShare) implements TrafficFigures {
    public TriggerFigures {
        windows = List.copyOf(windows);
        if (windows.stream().map(TriggerWindow::stage).distinct().count() != windows.size()) {
            throw new IllegalArgumentException("a trial has one window of each stage");
        }
    }

    public Optional<TriggerWindow> window(Stage stage) {
        return windows.stream().filter(window -> window.stage() == stage).findFirst();
    }
}
