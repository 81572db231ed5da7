// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports;

import io.bpfbench.reports.result.Arm;
import io.bpfbench.reports.result.Attestation;
import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Bucket;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Compiled;
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
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.result.Stage;
import io.bpfbench.reports.result.StageCpu;
import io.bpfbench.reports.result.Trial;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/// Makes up a run whose truth is known: cells with fixed true costs, and noise of a fixed size on top.
/// Everything comes from the seed, so a run can be made again, byte for byte.
///
/// @param noise 1 for noise as on a quiet machine, 0 for none: every block then repeats
public record SyntheticRun(Place place, Clock clock, int blocks, long seed, double noise, List<Cell> cells) {
    public static final Cell JIT = cell("jit", "1", "harden", "0");
    public static final Cell HARDEN_1 = cell("jit", "1", "harden", "1");
    public static final Cell HARDEN_2 = cell("jit", "1", "harden", "2");
    public static final Cell INTERPRETER = cell("jit", "0");

    private static final long SECOND = 1_000_000_000L;
    private static final double RATE = 100_000;
    private static final List<String> HOOKS = List.of("tcp_sendmsg", "tcp_recvmsg", "tcp_cleanup_rbuf");

    /// What a cell truly costs.
    ///
    /// @param cpuPoints percentage points of the machine
    /// @param p50Nanos added to the median latency
    /// @param p99Nanos added to the 99th percentile
    /// @param eventNanos the probe's body, an event
    public record Truth(double cpuPoints, double p50Nanos, double p99Nanos, double eventNanos, long loadNanos) {}

    public static SyntheticRun lab(int blocks) {
        return new SyntheticRun(Place.LAB, Clock.INSTRUCTIONS, blocks, 42, 0);
    }

    public static SyntheticRun host(int blocks, long seed) {
        return new SyntheticRun(Place.HOST, Clock.WALL, blocks, seed, 1);
    }

    public static Cell cell(String... namesAndValues) {
        List<Level> levels = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            levels.add(new Level(namesAndValues[i], namesAndValues[i + 1]));
        }
        return new Cell(levels);
    }

    public SyntheticRun(Place place, Clock clock, int blocks, long seed, double noise) {
        this(place, clock, blocks, seed, noise, List.of(JIT, HARDEN_1, HARDEN_2, INTERPRETER));
    }

    /// A run on the host in which the probe, hardened and not, stands once, four and sixteen times.
    public static SyntheticRun stacked(int blocks, long seed, double noise) {
        List<Cell> cells = new ArrayList<>();
        for (String harden : List.of("0", "2")) {
            for (String stack : List.of("1", "4", "16")) {
                cells.add(cell("jit", "1", "harden", harden, "stack", stack));
            }
        }
        return new SyntheticRun(Place.HOST, Clock.WALL, blocks, seed, noise, cells);
    }

    public static Truth truth(Arm arm) {
        return switch (arm) {
            case Baseline none -> new Truth(0, 0, 0, 0, 0);
            case Cell cell -> {
                Truth once = once(cell);
                int copies = copies(cell);
                yield new Truth(
                        copies * once.cpuPoints(),
                        copies * once.p50Nanos(),
                        copies * once.p99Nanos(),
                        once.eventNanos(),
                        once.loadNanos());
            }
        };
    }

    private static Truth once(Cell cell) {
        if (interpreted(cell)) {
            return new Truth(4.5, 2_600, 21_000, 227, 610_000);
        }
        return blinded(cell) ? new Truth(1.1, 900, 5_200, 48, 1_900_000) : new Truth(0.9, 800, 4_700, 36, 1_400_000);
    }

    private static boolean interpreted(Cell cell) {
        return cell.value("jit").filter("0"::equals).isPresent();
    }

    private static boolean blinded(Cell cell) {
        return cell.value("harden").filter("2"::equals).isPresent();
    }

    private static int copies(Cell cell) {
        return cell.value("stack").map(Integer::parseInt).orElse(1);
    }

    public RunRecord record() {
        return record(cells(), Optional.empty());
    }

    /// The same run of other cells, whose probes are what one says.
    public RunRecord record(List<Cell> cells, Function<Cell, ProbeFigures> probes) {
        return record(cells, Optional.of(probes));
    }

    private RunRecord record(List<Cell> cells, Optional<Function<Cell, ProbeFigures>> own) {
        Random random = new Random(seed);
        List<Trial> trials = new ArrayList<>();
        for (int block = 1; block <= blocks; block++) {
            double drift = random.nextGaussian() * noise;
            List<Arm> arms = new ArrayList<>(cells);
            arms.add(new Baseline(1));
            arms.add(new Baseline(2));
            for (int position = 1; position <= arms.size(); position++) {
                trials.add(trial(block, position, arms.get(position - 1), drift, random, own));
            }
        }
        return new RunRecord(started(cells), guests(), List.of(), List.of(), trials, List.of(), List.of(), true);
    }

    /// A run's journal as the harness would have written it.
    public static String journal(RunRecord record) {
        List<RunEvent> events = new ArrayList<>(List.of(record.started()));
        events.addAll(record.guests());
        events.addAll(record.findings());
        record.trials().forEach(trial -> events.add(new RunEvent.TrialFinished(trial)));
        events.addAll(record.failures());
        events.add(new RunEvent.RunFinished(
                Instant.parse("2026-01-02T04:00:00Z"), record.complete(), "", record.peakMemoryBytes()));
        return events.stream().map(Journal::encode).collect(Collectors.joining("\n", "", "\n"));
    }

    public RunEvent.RunStarted started() {
        return started(cells());
    }

    private RunEvent.RunStarted started(List<Cell> cells) {
        Design design = new Design(
                cells,
                blocks,
                preset(),
                new HttpTraffic(10 * SECOND, 2 * SECOND, SECOND, RATE, 16, 8, 1_000_000, ""),
                "auto");
        String reason = place == Place.LAB
                ? "this kernel refuses jit=0 (BPF_JIT_ALWAYS_ON) and KVM did not start a guest"
                : "this kernel can run every cell";
        return new RunEvent.RunStarted(
                Journal.SCHEMA,
                "0.1.0",
                Instant.parse("2026-01-02T03:04:05Z"),
                "bench run --matrix " + String.join(",", dimensions()),
                place,
                clock,
                reason,
                seed,
                design,
                environment("6.18.0", 2));
    }

    private List<String> dimensions() {
        return cells.stream()
                .flatMap(cell -> cell.levels().stream())
                .map(Level::dimension)
                .distinct()
                .toList();
    }

    private String preset() {
        return blocks == 1 ? "smoke" : blocks < 20 ? "quick" : "full";
    }

    private List<RunEvent.GuestReady> guests() {
        return place == Place.LAB
                ? List.of(new RunEvent.GuestReady(1, 14.2, environment("6.1.0-41-cloud-amd64", 1)))
                : List.of();
    }

    private static Environment environment(String kernel, int cpus) {
        return new Environment(
                kernel,
                "x86_64",
                "Model of a <CPU> & \"more\"",
                cpus,
                2L << 30,
                "Debian GNU/Linux 12 (bookworm)",
                "25.0.1 (Temurin)",
                Map.of("bpf_jit_enable", "1", "bpf_jit_harden", "0"),
                Map.of("CONFIG_BPF_JIT_ALWAYS_ON", "n"));
    }

    private Trial trial(
            int block, int position, Arm arm, double drift, Random random, Optional<Function<Cell, ProbeFigures>> own) {
        Truth truth = truth(arm);
        double busy = 0.42 + 0.01 * drift + truth.cpuPoints() / 100 + 0.001 * noise * random.nextGaussian();
        HistogramData latency = histogram(
                45_000 + truth.p50Nanos() + 300 * noise * random.nextGaussian(),
                180_000 + truth.p99Nanos() + 1_500 * noise * random.nextGaussian());
        LoadFigures load = new LoadFigures(
                2 * SECOND,
                RATE,
                RATE * (1 - 0.0002 * noise * random.nextDouble()),
                (long) (2 * RATE),
                Map.of(),
                latency,
                histogram(9_000, 60_000),
                0.55);
        List<CpuFigures.Share> shares = new ArrayList<>();
        for (int cpu = 0; cpu < (place == Place.LAB ? 1 : 2); cpu++) {
            shares.add(new CpuFigures.Share(cpu, busy, 0.08, 0, 0.001));
        }
        CpuFigures cpu = new CpuFigures(2 * SECOND, shares, 1_000_000, 8_000_000);
        Random stages = new Random(seed + 100L * block + position);
        Optional<ProbeFigures> probe = switch (arm) {
            case Baseline none -> Optional.empty();
            case Cell cell ->
                Optional.of(own.map(probes -> probes.apply(cell))
                        .orElseGet(() -> probe(cell, truth, busy, random, stages)));
        };
        Map<String, String> settings = settings(arm);
        Attestation attestation = new Attestation(settings, settings, List.of());
        Instant startedAt = Instant.parse("2026-01-02T03:05:00Z").plusSeconds(20L * (6 * block + position));
        return new Trial(
                block, position, arm, startedAt, new HttpFigures(3 * SECOND, load, cpu), probe, attestation, List.of());
    }

    private static Map<String, String> settings(Arm arm) {
        return switch (arm) {
            case Baseline none -> Map.of("bpf_jit_enable", "1", "bpf_jit_harden", "0");
            case Cell cell ->
                Map.of(
                        "bpf_jit_enable", cell.value("jit").orElse("1"),
                        "bpf_jit_harden", cell.value("harden").orElse("0"));
        };
    }

    private ProbeFigures probe(Cell cell, Truth truth, double busy, Random random, Random stages) {
        String attach = cell.value("attach").orElse(place == Place.LAB ? "fentry" : "raw_tp");
        double bodyNanos = truth.eventNanos() + 0.8 * noise * random.nextGaussian();
        return new ProbeFigures(
                attach,
                programs("latency_", attach, cell, truth, 1),
                programs("empty_", attach, cell, truth, 10),
                window(2 * SECOND, 0, 0, random),
                window(SECOND, 50 + bodyNanos, copies(cell), random),
                window(SECOND, 50, copies(cell), random),
                List.of(
                        new StageCpu(Stage.EMPTY, cpu(SECOND, busy - 0.007 * truth.cpuPoints(), stages), 1),
                        new StageCpu(Stage.PROBE_COUNTED, cpu(SECOND, busy + 0.006, stages), 1),
                        new StageCpu(
                                Stage.EMPTY_COUNTED,
                                cpu(SECOND, busy + 0.006 - 0.007 * truth.cpuPoints(), stages),
                                1)));
    }

    /// Its own noise, so that what further windows show changes nothing that was drawn before.
    private CpuFigures cpu(long windowNanos, double busy, Random random) {
        double seen = busy + 0.001 * noise * random.nextGaussian();
        List<CpuFigures.Share> shares = new ArrayList<>();
        for (int cpu = 0; cpu < (place == Place.LAB ? 1 : 2); cpu++) {
            shares.add(new CpuFigures.Share(cpu, seen, 0.08, 0, 0.001));
        }
        return new CpuFigures(windowNanos, shares, 1_000_000, 4_000_000);
    }

    private static List<Program> programs(String prefix, String attach, Cell cell, Truth truth, int smaller) {
        boolean jited = !interpreted(cell);
        long xlated = (blinded(cell) ? 1_912 : 1_040) / smaller;
        List<Program> programs = new ArrayList<>();
        for (int copy = 1; copy <= copies(cell); copy++) {
            for (String hook : HOOKS) {
                long id = 100L + programs.size();
                programs.add(new Program(
                        prefix + hook,
                        copy,
                        hook,
                        attach,
                        id,
                        jited ? 640 / smaller : 0,
                        xlated,
                        truth.loadNanos() / 3,
                        OptionalLong.of(truth.loadNanos() / 12),
                        cell.value("kallsyms").map("1"::equals),
                        compiled(cell, hook),
                        Optional.empty()));
            }
        }
        return programs;
    }

    /// As clang does it: O3 and Os make what O2 makes.
    private static Optional<Compiled> compiled(Cell cell, String hook) {
        String opt = cell.value("opt").orElse("O2");
        String mcpu = cell.value("mcpu").orElse("v3");
        boolean first = opt.equals("O1");
        return cell.value("opt").isPresent() || cell.value("mcpu").isPresent()
                ? Optional.of(new Compiled(
                        "clang -" + opt + " -mcpu=" + mcpu,
                        hook + mcpu + (first ? " O1" : " O2"),
                        first ? 70 : 65,
                        first ? 99 : 90,
                        4,
                        3))
                : Optional.empty();
    }

    private ProbeWindow window(long elapsedNanos, double meanNanos, int copiesRun, Random random) {
        List<ProbeWindow.Hook> hooks = new ArrayList<>();
        for (String hook : HOOKS) {
            long events = Math.round(RATE * elapsedNanos / SECOND * (1 + 0.001 * noise * random.nextGaussian()));
            long runs = copiesRun == 0 ? 0 : events;
            hooks.add(new ProbeWindow.Hook(hook, events, runs, Math.round(runs * meanNanos), 0, copiesRun));
        }
        return new ProbeWindow(
                elapsedNanos, hooks, List.of(new Bucket(32_768, 40_960, 100_000)), Map.of("map_full", 0L));
    }

    /// A histogram whose 50th and 99th percentiles are near the given values.
    private static HistogramData histogram(double p50Nanos, double p99Nanos) {
        Histogram histogram = new Histogram(10 * SECOND, 4);
        for (int i = 1; i <= 1_000; i++) {
            double z = 2.3263 * (i - 500.0) / 490.0;
            histogram.recordValue(Math.max(1, Math.round(p50Nanos * Math.pow(p99Nanos / p50Nanos, z / 2.3263))));
        }
        return HistogramData.of(histogram);
    }
}
