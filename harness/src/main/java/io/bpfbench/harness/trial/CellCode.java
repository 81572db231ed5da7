// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import io.bpfbench.harness.inspect.ProgramReader;
import io.bpfbench.harness.kernel.SettingsLease;
import io.bpfbench.harness.probe.LatencyProbe;
import io.bpfbench.harness.probe.ProbeException;
import io.bpfbench.harness.probe.ProbeSpec;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.RunEvent;
import java.nio.file.Path;
import java.util.Optional;

/// What code a cell's settings make of the probe's send program, or of the first one in an object of others. Looked at
/// between two trials, in a load of its own: reading all of `/proc/kallsyms` for the names in it takes CPU time, which
/// no
/// window is to see.
public final class CellCode {
    private CellCode() {}

    /// Loads the probe once more. The settings are left as the cell has them.
    ///
    /// @param usual the probe of every cell that says nothing of it
    /// @return what was seen, or why nothing was; nothing for a cell in which another program stands in the probe's
    ///     place, or the same one several times over
    public static Optional<RunEvent> of(Cell cell, ProbeSpec usual, SettingsLease lease, Path probe) {
        CellSettings wanted = CellSettings.of(cell);
        if (wanted.length() > 0 || wanted.stack() > 1) {
            return Optional.empty();
        }
        wanted.apply(lease);
        try (LatencyProbe loaded = LatencyProbe.start(probe, wanted.probe(usual))) {
            long first = loaded.ready().programs().getFirst().id();
            return Optional.of(
                    new RunEvent.ProbeCodeSeen(cell, ProgramReader.beside(probe).line(first)));
        } catch (ProbeException refused) {
            return Optional.of(new RunEvent.Warning(
                    "the probe's code under " + cell.label() + " could not be read: " + refused.getMessage()));
        }
    }
}
