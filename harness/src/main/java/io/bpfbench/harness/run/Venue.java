// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.run;

import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Place;
import io.bpfbench.reports.result.RunEvent;
import java.util.function.Consumer;

/// Somewhere a plan can be run: this machine, or a lab of guests. All trials of a run share one venue.
public interface Venue extends AutoCloseable {
    Place place();

    Clock clock();

    /// Runs the plan's slots and tells what happens; events may come from several threads.
    ///
    /// @return whether every slot that can be run here gave a trial
    /// @throws RunException when no trial can be run at all
    boolean run(Plan plan, Consumer<RunEvent> events);

    /// Leaves everything as it was found.
    @Override
    void close();
}
