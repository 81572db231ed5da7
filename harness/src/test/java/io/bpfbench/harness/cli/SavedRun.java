// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.reports.result.Arm;
import io.bpfbench.reports.result.Attestation;
import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.CpuFigures;
import io.bpfbench.reports.result.Declarations;
import io.bpfbench.reports.result.Design;
import io.bpfbench.reports.result.Environment;
import io.bpfbench.reports.result.HistogramData;
import io.bpfbench.reports.result.HttpFigures;
import io.bpfbench.reports.result.HttpTraffic;
import io.bpfbench.reports.result.Journal;
import io.bpfbench.reports.result.Level;
import io.bpfbench.reports.result.LoadFigures;
import io.bpfbench.reports.result.Place;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.Program;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.Trial;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/// The journal of a made-up run of two cells, to be spoilt.
final class SavedRun {
    static final Cell JIT = new Cell(List.of(new Level("jit", "1")));
    static final Cell INTERPRETER = new Cell(List.of(new Level("jit", "0")));

    private static final double RATE = 100_000;

    private final int blocks;
    private final Place place;
    private final Clock clock;
    private final List<String> guestKernels;
    private List<Trial> trials = new ArrayList<>();
    private Declarations declared = Declarations.NONE;

    SavedRun(int blocks) {
        this(blocks, Place.HOST, Clock.WALL, List.of());
    }

    SavedRun(int blocks, Place place, Clock clock, List<String> guestKernels) {
        this.blocks = blocks;
        this.place = place;
        this.clock = clock;
        this.guestKernels = guestKernels;
        for (int block = 1; block <= blocks; block++) {
            replacement(block);
        }
    }

    String text() {
        List<RunEvent> events = new ArrayList<>();
        Design design = new Design(
                List.of(JIT, INTERPRETER),
                blocks,
                "quick",
                new HttpTraffic(1, 2, 3, RATE, 64, 4, 100_000, ""),
                "auto",
                declared);
        events.add(new RunEvent.RunStarted(
                Journal.SCHEMA,
                "0.1",
                Instant.EPOCH,
                "bench run",
                place,
                clock,
                "asked for",
                5,
                design,
                machine("6.1")));
        for (String kernel : guestKernels) {
            events.add(new RunEvent.GuestReady(events.size(), 10, machine(kernel)));
        }
        trials.forEach(trial -> events.add(new RunEvent.TrialFinished(trial)));
        events.add(new RunEvent.RunFinished(Instant.EPOCH, true, "", OptionalLong.empty()));
        return events.stream().map(event -> Journal.encode(event) + "\n").collect(Collectors.joining());
    }

    void declare(int replacements, Map<String, Double> margins) {
        declared = new Declarations(replacements, margins);
    }

    /// Runs one more block.
    void replacement(int block) {
        int position = 0;
        for (Arm arm : List.of(JIT, new Baseline(1), INTERPRETER, new Baseline(2))) {
            trials.add(trial(block, ++position, arm));
        }
    }

    void drop(int block, Arm arm) {
        trials.removeIf(trial -> trial.block() == block && trial.arm().equals(arm));
    }

    void twice(int block, Arm arm) {
        trials.addAll(trials.stream()
                .filter(trial -> trial.block() == block && trial.arm().equals(arm))
                .toList());
    }

    void busy(int block, Arm arm, double share) {
        change(block, arm, t -> with(t, http(t).load(), cpu(share), t.probe()));
    }

    void latency(int block, Arm arm, long nanos) {
        HistogramData spoilt = new HistogramData(1, nanos, nanos, nanos, nanos, nanos, nanos, "");
        change(block, arm, t -> with(t, load(RATE, spoilt), http(t).cpu(), t.probe()));
    }

    /// What one trial achieved.
    void rate(int block, Arm arm, double perSecond) {
        change(block, arm, t -> with(t, load(perSecond, http(t).load().latency()), http(t).cpu(), t.probe()));
    }

    /// What every trial achieved.
    void rate(double perSecond) {
        trials = trials.stream()
                .map(t -> with(t, load(perSecond, http(t).load().latency()), http(t).cpu(), t.probe()))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /// Somebody set a setting during one trial.
    void changedMeanwhile(int block, Arm arm) {
        Attestation attestation = new Attestation(Map.of("a", "1"), Map.of("a", "0"), List.of());
        change(
                block,
                arm,
                t -> new Trial(
                        t.block(), t.position(), t.arm(), t.startedAt(), http(t), t.probe(), attestation, t.marks()));
    }

    void attach(int block, Cell cell, String kind) {
        change(block, cell, t -> with(t, http(t).load(), http(t).cpu(), Optional.of(probe(cell, kind))));
    }

    private void change(int block, Arm arm, UnaryOperator<Trial> change) {
        trials.replaceAll(trial -> trial.block() == block && trial.arm().equals(arm) ? change.apply(trial) : trial);
    }

    private static Environment machine(String kernel) {
        return new Environment(kernel, "x86_64", "CPU", 2, 1 << 30, "Debian", "25", Map.of(), Map.of());
    }

    private static Trial trial(int block, int position, Arm arm) {
        Optional<ProbeFigures> probe = switch (arm) {
            case Baseline ignored -> Optional.empty();
            case Cell cell -> Optional.of(probe(cell, "fentry"));
        };
        // Blocks differ a little, as they do.
        double busy = 0.4 + 0.0003 * block * position + (probe.isPresent() ? 0.01 : 0);
        Histogram latency = new Histogram(3);
        latency.recordValueWithCount(40_000 + 10L * block * position, 100);
        Attestation attestation = new Attestation(Map.of("a", "1"), Map.of("a", "1"), List.of());
        LoadFigures load = load(RATE, HistogramData.of(latency));
        HttpFigures http = new HttpFigures(1, load, cpu(busy));
        return new Trial(block, position, arm, Instant.EPOCH, http, probe, attestation, List.of());
    }

    private static LoadFigures load(double achieved, HistogramData latency) {
        HistogramData lag = HistogramData.of(new Histogram(3));
        return new LoadFigures(1_000_000_000, RATE, achieved, (long) RATE, Map.of(), latency, lag, 0.5);
    }

    private static CpuFigures cpu(double busy) {
        return new CpuFigures(1_000_000_000, List.of(new CpuFigures.Share(0, busy, 0, 0, 0)), 1, 1);
    }

    private static ProbeFigures probe(Cell cell, String attach) {
        int nativeBytes = cell.equals(JIT) ? 300 : 0;
        List<Program> programs =
                List.of(new Program("p", 1, "tcp_sendmsg", attach, 1, nativeBytes, 200, 1_000, OptionalLong.empty()));
        return new ProbeFigures(attach, programs, programs, window(0, 0), window(1_000, 90), window(1_000, 50));
    }

    private static ProbeWindow window(long runs, long meanNanos) {
        return new ProbeWindow(
                1_000_000_000,
                List.of(new ProbeWindow.Hook("tcp_sendmsg", 1_000, runs, runs * meanNanos, 0, runs > 0 ? 1 : 0)),
                List.of(),
                Map.of());
    }

    private static HttpFigures http(Trial trial) {
        return trial.http().orElseThrow();
    }

    private static Trial with(Trial t, LoadFigures load, CpuFigures cpu, Optional<ProbeFigures> probe) {
        return new Trial(
                t.block(),
                t.position(),
                t.arm(),
                t.startedAt(),
                new HttpFigures(http(t).warmUpNanos(), load, cpu),
                probe,
                t.attestation(),
                t.marks());
    }
}
