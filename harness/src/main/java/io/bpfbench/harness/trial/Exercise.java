// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.Program;
import io.bpfbench.reports.result.Stage;
import io.bpfbench.reports.result.TrafficFigures;
import java.util.List;

/// What goes through the hooks in each window of a trial, done by another process so and so often: messages, or runs of
/// a command. Open as long as the trial lasts.
///
/// @param <W> what is seen of a window
interface Exercise<W> extends AutoCloseable {
    /// A window with run statistics off.
    W uncounted(Stage stage);

    /// A window with them on.
    ///
    /// @param programs one of each kind that stands on the hooks
    W counted(Stage stage, List<Program> programs);

    /// What the probe counted in that window, as far as the window vouches for it.
    ///
    /// @param measured what it counted in the window with statistics off
    ProbeWindow attributed(ProbeWindow measured, ProbeWindow all, W counted);

    /// All windows of a trial, in the order in which they ran.
    TrafficFigures figures(List<W> windows, double stealShare);

    @Override
    void close();
}
