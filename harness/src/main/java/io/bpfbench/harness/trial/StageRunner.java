// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import io.bpfbench.harness.kernel.KernelFiles;
import io.bpfbench.harness.kernel.SettingsLease;
import io.bpfbench.harness.matrix.Slot;
import io.bpfbench.harness.probe.LatencyProbe;
import io.bpfbench.harness.probe.ProbeException;
import io.bpfbench.harness.probe.ProbeSpec;
import io.bpfbench.reports.result.Attestation;
import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Chain;
import io.bpfbench.reports.result.MessageWindow;
import io.bpfbench.reports.result.PingPong;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.Program;
import io.bpfbench.reports.result.Stage;
import io.bpfbench.reports.result.TrafficFigures;
import io.bpfbench.reports.result.Trial;
import io.bpfbench.reports.result.Trigger;
import io.bpfbench.reports.result.TriggerWindow;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Runs trials of windows that another process fills, one for each stage: settings, then a window with nothing, with
/// empty programs and with the probe attached. No thread of this process has a part in a window.
///
/// @param <W> what is seen of a window
public final class StageRunner<W> {
    private final Steal steal;
    private final SettingsLease lease;
    private final Path probe;
    private final Supplier<Exercise<W>> exercises;
    private final ProbeSpec usual;

    private StageRunner(
            KernelFiles files, SettingsLease lease, Path probe, ProbeSpec usual, Supplier<Exercise<W>> exercises) {
        this.steal = new Steal(files);
        this.lease = lease;
        this.probe = probe;
        this.usual = usual;
        this.exercises = exercises;
    }

    /// Trials of the exact lane.
    ///
    /// @param probe the `latency-probe` executable, with `message-exchange` beside it
    /// @param usual the probe of every cell that says nothing of it
    public static StageRunner<MessageWindow> of(
            PingPong traffic, KernelFiles files, SettingsLease lease, Path probe, ProbeSpec usual) {
        return new StageRunner<>(files, lease, probe, usual, () -> Messages.start(traffic, probe));
    }

    /// Trials of the user's command.
    ///
    /// @param trigger its first word is the path of a program
    /// @param probe the `latency-probe` executable, with `trigger-runner` beside it
    /// @param usual the probe of every cell that says nothing of it
    public static StageRunner<TriggerWindow> of(
            Trigger trigger, KernelFiles files, SettingsLease lease, Path probe, ProbeSpec usual) {
        return new StageRunner<>(files, lease, probe, usual, () -> TriggerRuns.start(trigger, probe));
    }

    /// Runs one trial.
    ///
    /// @throws TrialException when it gave no figures; the settings may be left as the trial had them
    public Trial run(Slot slot) {
        Instant startedAt = Instant.now();
        try {
            return switch (slot.arm()) {
                case Baseline ignored -> baseline(slot, startedAt);
                case Cell cell -> probed(slot, cell, startedAt);
            };
        } catch (ProbeException failed) {
            throw new TrialException(failed.getMessage());
        } catch (UncheckedIOException failed) {
            throw new TrialException("the trial broke off: " + failed.getMessage());
        }
    }

    private Trial baseline(Slot slot, Instant startedAt) {
        lease.setAsFound();
        Map<String, String> before = CellSettings.readAll(lease);
        try (Exercise<W> exercise = exercises.get()) {
            Steal.Reading begin = steal.read();
            W bare = exercise.uncounted(Stage.BARE);
            double stealShare = steal.read().shareSince(begin);
            Map<String, String> after = CellSettings.readAll(lease);
            Attestation proof = new Attestation(before, after, List.of());
            return trial(slot, startedAt, exercise.figures(List.of(bare), stealShare), Optional.empty(), proof);
        }
    }

    private Trial probed(Slot slot, Cell cell, Instant startedAt) {
        CellSettings wanted = CellSettings.of(cell);
        wanted.apply(lease);
        Map<String, String> before = CellSettings.readAll(lease);
        ProbeSpec spec = wanted.probe(usual);
        List<W> windows = new ArrayList<>();
        try (Exercise<W> exercise = exercises.get()) {
            Steal.Reading begin = steal.read();
            windows.add(exercise.uncounted(Stage.BARE));
            Attached empty = attached(exercise, spec.emptied(), Stage.EMPTY, Stage.EMPTY_COUNTED, windows);
            Attached full = attached(exercise, spec, Stage.PROBE, Stage.PROBE_COUNTED, windows);
            double stealShare = steal.read().shareSince(begin);
            Map<String, String> after = CellSettings.readAll(lease);
            ProbeFigures figures = new ProbeFigures(
                    full.kind(),
                    full.programs(),
                    empty.programs(),
                    full.measured(),
                    full.attributed(),
                    empty.attributed(),
                    List.of(),
                    full.chain());
            Attestation proof = wanted.attest(before, after);
            return trial(slot, startedAt, exercise.figures(windows, stealShare), Optional.of(figures), proof);
        }
    }

    private static Trial trial(
            Slot slot, Instant startedAt, TrafficFigures traffic, Optional<ProbeFigures> figures, Attestation proof) {
        return new Trial(slot.block(), slot.position(), slot.arm(), startedAt, traffic, figures, proof, List.of());
    }

    private record Attached(
            String kind, List<Program> programs, ProbeWindow measured, ProbeWindow attributed, Optional<Chain> chain) {}

    /// A probe's two windows: statistics off, then on.
    private Attached attached(Exercise<W> exercise, ProbeSpec spec, Stage off, Stage on, List<W> windows) {
        try (LatencyProbe child = LatencyProbe.start(probe, spec)) {
            child.mark("begin");
            windows.add(exercise.uncounted(off));
            ProbeWindow measured = child.mark("measured");
            child.statistics(true);
            List<Program> programs = child.ready().programs();
            Yardstick yardstick = new Yardstick(child, spec);
            yardstick.time();
            W counted = exercise.counted(
                    on, programs.stream().filter(program -> program.copy() == 1).toList());
            windows.add(counted);
            ProbeWindow attributed = exercise.attributed(measured, child.mark("attributed"), counted);
            yardstick.time();
            return new Attached(child.ready().attach(), programs, measured, attributed, yardstick.chain());
        }
    }
}
