// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.harness.kernel.MachineLock;
import io.bpfbench.harness.kernel.SettingRefusedException;
import io.bpfbench.harness.kernel.SettingsLease;
import io.bpfbench.harness.micro.JmhSettings;
import io.bpfbench.harness.micro.MicroExperiment;
import io.bpfbench.harness.micro.MicroPreset;
import io.bpfbench.harness.run.ProjectFiles;
import io.bpfbench.harness.trial.CellSettings;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.MicroDesign;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.workloads.micro.LoadedProgram;
import io.bpfbench.workloads.micro.MicroException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A micro run on this machine's own kernel, which may be a guest's.
///
/// @param lock held by the caller
record MicroHost(MachineLock lock, MicroRequest request) {
    /// What this kernel lacks for the cells asked for: the first thing that is found by applying the settings of each
    /// and loading a
    /// program under them.
    Optional<String> lacks() {
        try (SettingsLease lease = SettingsLease.open(lock)) {
            for (Cell cell : request.cells()) {
                CellSettings.of(cell).apply(lease);
                LoadedProgram.load(ProjectFiles.microPrograms(), MicroDesign.FLOOR)
                        .close();
            }
            return Optional.empty();
        } catch (SettingRefusedException refused) {
            return Optional.of(refused.refusal().cause());
        } catch (MicroException refused) {
            return Optional.of(refused.getMessage());
        }
    }

    /// Runs everything and tells what happens.
    ///
    /// @param clock what this machine's nanoseconds are
    /// @param words where JMH's own output goes
    /// @return whether every program that can be had gave a figure
    boolean run(long seed, Clock clock, OutputStream words, Consumer<RunEvent> events) {
        try (SettingsLease lease = SettingsLease.open(lock)) {
            Path work = Files.createTempDirectory("bpfbench-micro");
            try {
                JmhSettings jmh = new JmhSettings(
                        request.jmh(),
                        MicroPreset.of(request.preset(), clock),
                        ProjectFiles.microPrograms(),
                        work,
                        words);
                boolean complete =
                        new MicroExperiment(request.design(clock), lease, jmh, request.repeat(), events).run(seed);
                lease.notices().forEach(notice -> events.accept(new RunEvent.Warning(notice)));
                return complete;
            } finally {
                for (String file : List.of("loads", "fork.json")) {
                    Files.deleteIfExists(work.resolve(file));
                }
                Files.deleteIfExists(work);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
