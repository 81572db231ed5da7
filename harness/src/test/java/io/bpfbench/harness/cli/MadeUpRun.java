// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.reports.result.Arm;
import io.bpfbench.reports.result.Attestation;
import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.CpuFigures;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/// A journal as a run of one cell would leave it, its cost per event chosen.
final class MadeUpRun {
    private static final Cell CELL = new Cell(List.of(new Level("jit", "1")));
    private static final long SECOND = 1_000_000_000;
    private static final int BLOCKS = 6;

    private MadeUpRun() {}

    /// @param costNanos cost per event, which varies by ±1 from block to block
    static Path write(Path directory, Clock clock, long costNanos) throws IOException {
        List<RunEvent> events = new ArrayList<>(List.of(started(clock, costNanos)));
        for (int block = 1; block <= BLOCKS; block++) {
            long cost = costNanos + block % 3 - 1;
            events.add(new RunEvent.TrialFinished(trial(block, 1, new Baseline(1), Optional.empty())));
            events.add(new RunEvent.TrialFinished(trial(block, 2, new Baseline(2), Optional.empty())));
            events.add(new RunEvent.TrialFinished(trial(block, 3, CELL, Optional.of(probe(cost)))));
        }
        events.add(new RunEvent.RunFinished(Instant.EPOCH, true, "", OptionalLong.empty()));
        Files.createDirectories(directory);
        return Files.writeString(
                directory.resolve("run.jsonl"),
                events.stream().map(Journal::encode).collect(Collectors.joining("\n", "", "\n")));
    }

    private static RunEvent.RunStarted started(Clock clock, long seed) {
        HttpTraffic http = new HttpTraffic(SECOND, SECOND, SECOND, 1_000, 4, 4, 100_000, "");
        Design design = new Design(List.of(CELL), BLOCKS, "quick", http, "auto");
        Environment machine = new Environment("6.1.0", "x86_64", "CPU", 2, 1 << 30, "Debian", "25", Map.of(), Map.of());
        Place place = clock == Clock.WALL ? Place.HOST : Place.LAB;
        return new RunEvent.RunStarted(
                Journal.SCHEMA, "0.1", Instant.EPOCH, "bench run", place, clock, "", seed, design, machine);
    }

    private static Trial trial(int block, int position, Arm arm, Optional<ProbeFigures> probe) {
        Histogram latency = new Histogram(3);
        latency.recordValue(50_000 + block);
        HistogramData data = HistogramData.of(latency);
        double busy = 0.4 + (probe.isPresent() ? 0.01 : 0) + (block * position % 5) / 1e4;
        return new Trial(
                block,
                position,
                arm,
                Instant.EPOCH,
                new HttpFigures(
                        SECOND,
                        new LoadFigures(SECOND, 1_000, 1_000, 1_000, Map.of(), data, data, 0.1),
                        new CpuFigures(SECOND, List.of(new CpuFigures.Share(0, busy, 0, 0, 0)), 0, 0)),
                probe,
                new Attestation(Map.of(), Map.of(), List.of()),
                List.of());
    }

    private static ProbeFigures probe(long costNanos) {
        Program program = new Program("send", 1, "tcp_sendmsg", "fentry", 1, 300, 200, 1_000, OptionalLong.empty());
        return new ProbeFigures(
                "fentry",
                List.of(program),
                List.of(program),
                window(0, 0),
                window(1_000, 50 + costNanos),
                window(1_000, 50),
                List.of(),
                Optional.empty());
    }

    /// @param runs runs that the kernel's statistics, where they are on, count of as many events
    private static ProbeWindow window(long runs, long meanNanos) {
        return new ProbeWindow(
                SECOND,
                List.of(new ProbeWindow.Hook("tcp_sendmsg", 1_000, runs, runs * meanNanos, 0, runs > 0 ? 1 : 0)),
                List.of(),
                Map.of());
    }
}
