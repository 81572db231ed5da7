// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import io.bpfbench.harness.kernel.KernelFiles;
import io.bpfbench.harness.kernel.SettingsLease;
import io.bpfbench.harness.matrix.Slot;
import io.bpfbench.harness.probe.LatencyProbe;
import io.bpfbench.harness.probe.MessageExchange;
import io.bpfbench.harness.probe.ProbeException;
import io.bpfbench.harness.probe.ProbeSpec;
import io.bpfbench.reports.result.Attestation;
import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Chain;
import io.bpfbench.reports.result.Distribution;
import io.bpfbench.reports.result.MessageWindow;
import io.bpfbench.reports.result.PingPong;
import io.bpfbench.reports.result.PingPongFigures;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.Program;
import io.bpfbench.reports.result.Stage;
import io.bpfbench.reports.result.Trial;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs the exact lane's trials: settings, then a window of messages for each stage, on one connection. No thread
/// of this process has a part in a window.
public final class PingPongRunner {
    private final Steal steal;
    private final SettingsLease lease;
    private final Path probe;
    private final PingPong traffic;
    private final ProbeSpec usual;

    /// @param probe the `latency-probe` executable, with `message-exchange` beside it
    /// @param usual the probe of every cell that says nothing of it
    public PingPongRunner(KernelFiles files, SettingsLease lease, Path probe, PingPong traffic, ProbeSpec usual) {
        this.steal = new Steal(files);
        this.lease = lease;
        this.probe = probe;
        this.traffic = traffic;
        this.usual = usual;
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
        try (MessageExchange exchange = MessageExchange.start(MessageExchange.beside(probe))) {
            Steal.Reading begin = steal.read();
            MessageWindow bare = uncounted(exchange, Stage.BARE);
            double stealShare = steal.read().shareSince(begin);
            Map<String, String> after = CellSettings.readAll(lease);
            Attestation proof = new Attestation(before, after, List.of());
            return trial(slot, startedAt, new PingPongFigures(List.of(bare), stealShare), Optional.empty(), proof);
        }
    }

    private Trial probed(Slot slot, Cell cell, Instant startedAt) {
        CellSettings wanted = CellSettings.of(cell);
        wanted.apply(lease);
        Map<String, String> before = CellSettings.readAll(lease);
        ProbeSpec spec = wanted.probe(usual);
        List<MessageWindow> windows = new ArrayList<>();
        try (MessageExchange exchange = MessageExchange.start(MessageExchange.beside(probe))) {
            Steal.Reading begin = steal.read();
            windows.add(uncounted(exchange, Stage.BARE));
            Attached empty = attached(exchange, spec.emptied(), Stage.EMPTY, Stage.EMPTY_COUNTED, windows);
            Attached full = attached(exchange, spec, Stage.PROBE, Stage.PROBE_COUNTED, windows);
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
            return trial(slot, startedAt, new PingPongFigures(windows, stealShare), Optional.of(figures), proof);
        }
    }

    private static Trial trial(
            Slot slot, Instant startedAt, PingPongFigures messages, Optional<ProbeFigures> figures, Attestation proof) {
        return new Trial(slot.block(), slot.position(), slot.arm(), startedAt, messages, figures, proof, List.of());
    }

    private record Attached(
            String kind, List<Program> programs, ProbeWindow measured, ProbeWindow attributed, Optional<Chain> chain) {}

    /// A probe's two windows: statistics off, then on.
    private Attached attached(
            MessageExchange exchange, ProbeSpec spec, Stage off, Stage on, List<MessageWindow> windows) {
        try (LatencyProbe child = LatencyProbe.start(probe, spec)) {
            child.mark("begin");
            windows.add(uncounted(exchange, off));
            ProbeWindow measured = child.mark("measured");
            child.statistics(true);
            List<Program> programs = child.ready().programs();
            Yardstick yardstick = new Yardstick(child, spec);
            yardstick.time();
            MessageWindow counted = counted(
                    exchange,
                    on,
                    programs.stream().filter(program -> program.copy() == 1).toList());
            windows.add(counted);
            ProbeWindow attributed = undisturbed(child.mark("attributed"), counted);
            yardstick.time();
            return new Attached(child.ready().attach(), programs, measured, attributed, yardstick.chain());
        }
    }

    private MessageWindow uncounted(MessageExchange exchange, Stage stage) {
        MessageExchange.Passed passed = exchange.pass(traffic.messages(), List.of());
        return new MessageWindow(stage, passed.messages(), passed.interrupted(), passed.elapsedNanos(), List.of());
    }

    /// Reading the kernel's figures between two messages leaves caches colder, so what a message takes is told by
    /// a round without it.
    private MessageWindow counted(MessageExchange exchange, Stage stage, List<Program> programs) {
        MessageExchange.Passed whole = exchange.pass(traffic.messages(), List.of());
        MessageExchange.Passed read = exchange.pass(traffic.messages(), programs);
        return new MessageWindow(
                stage,
                whole.messages() + read.messages(),
                whole.interrupted() + read.interrupted(),
                whole.elapsedNanos(),
                read.runs());
    }

    /// The window with the kernel's figures of the undisturbed runs alone in place of those of all.
    private static ProbeWindow undisturbed(ProbeWindow all, MessageWindow counted) {
        List<ProbeWindow.Hook> hooks = all.hooks().stream()
                .map(hook -> {
                    Distribution undisturbed = counted.runs().stream()
                            .filter(each -> each.hook().equals(hook.hook()))
                            .map(runs -> runs.nanos().withoutRounding())
                            .findFirst()
                            .orElse(Distribution.EMPTY);
                    return new ProbeWindow.Hook(
                            hook.hook(),
                            hook.events(),
                            undisturbed.total(),
                            undisturbed.sum(),
                            hook.recursionMisses(),
                            hook.copiesRun());
                })
                .toList();
        return new ProbeWindow(all.elapsedNanos(), hooks, all.latency(), all.lost());
    }
}
