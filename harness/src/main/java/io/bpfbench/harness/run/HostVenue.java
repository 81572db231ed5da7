// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.run;

import io.bpfbench.harness.kernel.KernelFiles;
import io.bpfbench.harness.kernel.MachineLock;
import io.bpfbench.harness.kernel.SettingsLease;
import io.bpfbench.harness.probe.ProbeSpec;
import io.bpfbench.harness.trial.Feasibility;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Place;
import io.bpfbench.reports.result.RunEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/// This machine's own kernel.
public final class HostVenue implements Venue {
    private final KernelFiles files;
    private final Path probe;
    private final SettingsLease lease;
    private final Feasibility feasibility;

    private HostVenue(KernelFiles files, Path probe, SettingsLease lease, Feasibility feasibility) {
        this.files = files;
        this.probe = probe;
        this.lease = lease;
        this.feasibility = feasibility;
    }

    /// Takes the settings and finds out which cells this kernel can run.
    ///
    /// @param wanted the probe, by an attach kind or `auto`
    /// @throws io.bpfbench.harness.kernel.KernelException when the settings cannot be taken
    public static HostVenue open(KernelFiles files, MachineLock lock, Path probe, List<Cell> cells, ProbeSpec wanted) {
        SettingsLease lease = SettingsLease.open(lock);
        try {
            return new HostVenue(files, probe, lease, Feasibility.check(cells, wanted, lease, probe));
        } catch (RuntimeException failed) {
            lease.restore();
            throw failed;
        }
    }

    /// What this kernel can do of what was asked for.
    public Feasibility feasibility() {
        return feasibility;
    }

    @Override
    public Place place() {
        return Place.HOST;
    }

    @Override
    public Clock clock() {
        return Clock.WALL;
    }

    @Override
    public boolean run(Plan plan, Consumer<RunEvent> events) {
        boolean all = new Experiment(plan, files, lease, probe, events).run(feasibility);
        lease.notices().forEach(notice -> events.accept(new RunEvent.Warning(notice)));
        return all;
    }

    @Override
    public void close() {
        lease.close();
    }
}
