// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import io.bpfbench.harness.matrix.Slot;
import io.bpfbench.harness.probe.LatencyProbe;
import io.bpfbench.harness.probe.ProbeException;
import io.bpfbench.harness.probe.ProbeSpec;
import io.bpfbench.reports.result.Attestation;
import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.CpuFigures;
import io.bpfbench.reports.result.HistogramData;
import io.bpfbench.reports.result.HttpFigures;
import io.bpfbench.reports.result.HttpTraffic;
import io.bpfbench.reports.result.LoadFigures;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.Program;
import io.bpfbench.reports.result.Stage;
import io.bpfbench.reports.result.StageCpu;
import io.bpfbench.reports.result.Trial;
import io.bpfbench.workloads.http.HttpLoad;
import io.bpfbench.workloads.http.LoadSpec;
import io.bpfbench.workloads.http.LoadWindow;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/// Runs trials one after the other: settings, probe, load, warm-up, measurement window, attribution window, proof.
public final class TrialRunner {
    private static final Duration CATCH_UP = Duration.ofMillis(50);
    /// Where no latency is measured, what a reading delays may be caught up in the window: the reading at its end
    /// delays as much.
    private static final Duration BRIEF_CATCH_UP = Duration.ofMillis(20);

    private static final Duration REHEARSED = Duration.ofMillis(50);
    /// Enough to go through everything; in a guest, what a rehearsal costs is its requests.
    private static final double REHEARSED_PER_SECOND = 1_000;
    /// A target that fails more than this share of requests before the run begins would void every trial of it.
    private static final double MOST_FAILING = 0.01;

    private final Workbench bench;
    private final HttpTraffic traffic;
    private final ProbeSpec usual;
    private final double ratePerSecond;

    /// @param usual the probe of every cell that says nothing of it
    public TrialRunner(Workbench bench, HttpTraffic traffic, ProbeSpec usual) {
        this(bench, traffic, usual, traffic.ratePerSecond());
    }

    private TrialRunner(Workbench bench, HttpTraffic traffic, ProbeSpec usual, double ratePerSecond) {
        this.bench = bench;
        this.traffic = traffic;
        this.usual = usual;
        this.ratePerSecond = ratePerSecond;
    }

    /// Runs the load without a probe until the virtual machine itself is warm, then everything that a probed trial
    /// does, with short windows, few requests and without keeping any of it. Once per process, before the first
    /// trial: code that is compiled while a trial runs competes with it for the CPU, in a guest for the only one.
    ///
    /// @throws TrialException when the target cannot be loaded, or answers with errors
    public void warmUpProcess(Duration atMost, Cell rehearsed) {
        try (HttpLoad load = startLoad()) {
            WarmUp.ofProcess(load, atMost);
            requireAnswers(WarmUp.step(load));
        }
        double rate = Math.min(REHEARSED_PER_SECOND, ratePerSecond);
        new TrialRunner(bench, traffic.withWindows(REHEARSED, REHEARSED, REHEARSED), usual, rate)
                .run(new Slot(1, 1, rehearsed));
    }

    private void requireAnswers(LoadWindow window) {
        long errors =
                window.errors().values().stream().mapToLong(Long::longValue).sum();
        if (window.responses() == 0) {
            throw new TrialException("the target at " + bench.target().uri() + " does not answer " + window.errors()
                    + ": start it, or leave --url out to use the embedded one");
        }
        if (errors > window.responses() * MOST_FAILING) {
            throw new TrialException(
                    "the target at " + bench.target().uri() + " answers with errors " + window.errors()
                            + ": no cost can be read from failing requests; mend it, or leave --url out to use the embedded one");
        }
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
        } catch (UncheckedIOException failed) {
            throw new TrialException("the trial broke off: " + failed.getMessage());
        }
    }

    private Trial baseline(Slot slot, Instant startedAt) {
        bench.lease().setAsFound();
        Map<String, String> before = CellSettings.readAll(bench.lease());
        try (HttpLoad load = startLoad()) {
            WarmUp warmUp = WarmUp.ofTrial(load, Duration.ofNanos(traffic.maxWarmUpNanos()));
            Window window = measure(load, Optional.empty());
            Map<String, String> after = CellSettings.readAll(bench.lease());
            Attestation proof = new Attestation(before, after, List.of());
            return trial(slot, startedAt, warmUp, window, Optional.empty(), proof);
        }
    }

    private Trial probed(Slot slot, Cell cell, Instant startedAt) {
        CellSettings wanted = CellSettings.of(cell);
        wanted.apply(bench.lease());
        Map<String, String> before = CellSettings.readAll(bench.lease());
        ProbeSpec spec = wanted.probe(usual);
        try (LatencyProbe probe = LatencyProbe.start(bench.probe(), spec);
                HttpLoad load = startLoad()) {
            WarmUp warmUp = WarmUp.ofTrial(load, Duration.ofNanos(traffic.maxWarmUpNanos()));
            Window window = measure(load, Optional.of(probe));
            Yardstick yardstick = new Yardstick(probe, spec);
            yardstick.time();
            Attribution attributed = attribute(load, probe, Stage.PROBE_COUNTED);
            yardstick.time();
            probe.end();
            Floor floor = floor(load, spec);
            Map<String, String> after = CellSettings.readAll(bench.lease());
            ProbeFigures figures = yardstick.beside(new ProbeFigures(
                    probe.ready().attach(),
                    probe.ready().programs(),
                    floor.programs(),
                    window.probe().orElseThrow(),
                    attributed.window(),
                    floor.counted().window(),
                    List.of(floor.empty(), attributed.stage(), floor.counted().stage())));
            Attestation proof = wanted.attest(before, after);
            return trial(slot, startedAt, warmUp, window, Optional.of(figures), proof);
        } catch (ProbeException failed) {
            throw new TrialException(failed.getMessage());
        }
    }

    private HttpLoad startLoad() {
        LoadSpec spec = LoadSpec.openLoop(bench.target().uri(), ratePerSecond)
                .withConnections(traffic.connections())
                .withPipeline(traffic.pipeline())
                .withWakeUp(Duration.ofNanos(traffic.wakeUpNanos()));
        try {
            return HttpLoad.start(spec);
        } catch (UncheckedIOException failed) {
            throw new TrialException("the load cannot begin: " + failed.getMessage());
        }
    }

    /// The measurement window. Reading the meters and the probe takes CPU time too, in a one-CPU guest from the load
    /// itself, so it is done outside the load's window, and what it delayed is caught up before the window begins.
    private Window measure(HttpLoad load, Optional<LatencyProbe> probe) {
        Meters meters = new Meters(bench.files(), bench.target(), load, probe);
        probe.ifPresent(p -> p.mark("begin"));
        Pause.of(CATCH_UP);
        Meters.Reading begin = meters.read();
        Pause.of(CATCH_UP);
        load.restartWindow();
        Pause.of(Duration.ofNanos(traffic.measurementNanos()));
        Supplier<LoadWindow> window = load.cut();
        Meters.Use use = meters.read().since(begin);
        Optional<ProbeWindow> seen = probe.map(p -> p.mark("measured"));
        return new Window(figures(window.get()), use.figures(), use.notes(), seen);
    }

    /// A further window with statistics on, from here to the probe's end.
    private Attribution attribute(HttpLoad load, LatencyProbe probe, Stage stage) {
        probe.statistics(true);
        Meters meters = new Meters(bench.files(), bench.target(), load, Optional.of(probe));
        probe.mark("statistics on");
        StageCpu cpu = meter(load, meters, stage);
        return new Attribution(probe.mark("attributed"), cpu);
    }

    private StageCpu meter(HttpLoad load, Meters meters, Stage stage) {
        Pause.of(BRIEF_CATCH_UP);
        Meters.Reading begin = meters.read();
        load.restartWindow();
        Pause.of(Duration.ofNanos(traffic.attributionNanos()));
        Supplier<LoadWindow> window = load.cut();
        CpuFigures cpu = meters.read().since(begin).figures();
        return new StageCpu(stage, cpu, figures(window.get()).achievedShare());
    }

    /// The same windows with the empty programs, under the settings and the load of the trial: first without
    /// statistics, for the CPUs alone, then with them. Ends the load.
    private Floor floor(HttpLoad load, ProbeSpec spec) {
        try (LatencyProbe empty = LatencyProbe.start(bench.probe(), spec.emptied())) {
            Meters meters = new Meters(bench.files(), bench.target(), load, Optional.of(empty));
            StageCpu cpu = meter(load, meters, Stage.EMPTY);
            Floor floor = new Floor(empty.ready().programs(), cpu, attribute(load, empty, Stage.EMPTY_COUNTED));
            // Detaching waits for the kernel, which in a guest is free without load and takes seconds under it.
            load.close();
            return floor;
        }
    }

    private static LoadFigures figures(LoadWindow window) {
        // What was due and never sent has no latency; as an error it cannot pass unseen.
        Map<String, Long> errors = new TreeMap<>(window.errors());
        if (window.omitted() > 0) {
            errors.put("omitted", window.omitted());
        }
        return new LoadFigures(
                window.windowNanos(),
                window.targetPerSecond().orElse(0),
                window.achievedPerSecond(),
                window.requests(),
                errors,
                HistogramData.of(window.latencyNanos()),
                HistogramData.of(window.scheduleLagNanos()),
                window.threadBusyFraction());
    }

    private static Trial trial(
            Slot slot,
            Instant startedAt,
            WarmUp warmUp,
            Window window,
            Optional<ProbeFigures> figures,
            Attestation proof) {
        List<String> marks = new ArrayList<>(window.notes());
        if (!warmUp.settled()) {
            marks.add(String.format(
                    Locale.ROOT, "the load had not settled after %.1f s of warm-up", warmUp.nanos() / 1e9));
        }
        return new Trial(
                slot.block(),
                slot.position(),
                slot.arm(),
                startedAt,
                new HttpFigures(warmUp.nanos(), window.load(), window.cpu()),
                figures,
                proof,
                marks);
    }

    private record Window(LoadFigures load, CpuFigures cpu, List<String> notes, Optional<ProbeWindow> probe) {}

    private record Attribution(ProbeWindow window, StageCpu stage) {}

    private record Floor(List<Program> programs, StageCpu empty, Attribution counted) {}
}
