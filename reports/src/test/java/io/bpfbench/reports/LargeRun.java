// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports;

import io.bpfbench.reports.render.ReportFiles;
import io.bpfbench.reports.render.ReportFormat;
import io.bpfbench.reports.result.Bucket;
import io.bpfbench.reports.result.HistogramData;
import io.bpfbench.reports.result.Journal;
import io.bpfbench.reports.result.JournalText;
import io.bpfbench.reports.result.LoadFigures;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.result.Trial;
import io.bpfbench.reports.stats.Comparison;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/// A journal of ten thousand trials, each as long as a real one, two blocks in three void and every trial marked, and
/// the reports over it in a process of its own: `java -Xmx512m … LargeRun JOURNAL DIRECTORY`.
public final class LargeRun {
    /// Six trials each: 10,002.
    public static final int BLOCKS = 1_667;

    private LargeRun() {}

    public static void write(Path journal) throws IOException {
        RunRecord record = SyntheticRun.host(BLOCKS, 7).record();
        Random random = new Random(7);
        HistogramData[] histograms =
                IntStream.range(0, 16).mapToObj(ignored -> histogram(random)).toArray(HistogramData[]::new);
        try (Writer out = Files.newBufferedWriter(journal)) {
            line(out, record.started());
            for (int i = 0; i < record.trials().size(); i++) {
                Trial trial = record.trials().get(i);
                HistogramData shape = histograms[i % histograms.length];
                line(out, new RunEvent.TrialStarted(0, trial.block(), trial.position(), trial.arm()));
                line(out, new RunEvent.TrialFinished(full(record, trial, shape)));
            }
        }
    }

    private static void line(Writer out, RunEvent event) throws IOException {
        out.write(Journal.encode(event));
        out.write('\n');
    }

    /// With histograms of the length that those of a real trial on a host have.
    private static Trial full(RunRecord record, Trial trial, HistogramData shape) {
        RunRecord one = Altered.trials(record, List.of(trial));
        one = Altered.load(one, trial.block(), trial.arm(), load -> {
            HistogramData own = load.latency();
            return new LoadFigures(
                    load.windowNanos(),
                    load.targetPerSecond(),
                    load.achievedPerSecond(),
                    load.requests(),
                    trial.block() % 3 == 0 ? load.errors() : Map.of("closed by the target", 3L),
                    new HistogramData(
                            own.count(),
                            own.meanNanos(),
                            own.p50Nanos(),
                            own.p90Nanos(),
                            own.p99Nanos(),
                            own.p999Nanos(),
                            own.maxNanos(),
                            shape.hdr()),
                    shape,
                    load.busiestThreadShare());
        });
        one = Altered.probe(
                one,
                trial.block(),
                trial.arm(),
                p -> new ProbeFigures(
                        p.attach(),
                        p.programs(),
                        p.floorPrograms(),
                        buckets(p.measured()),
                        buckets(p.attributed()),
                        p.floor(),
                        p.stages()));
        String mark = "the latency had not settled when the warm-up ended (p99 by " + trial.position()
                + " above the last one)";
        one = Altered.mark(one, trial.block(), trial.arm(), mark, 0);
        return one.trials().getFirst();
    }

    private static ProbeWindow buckets(ProbeWindow window) {
        List<Bucket> buckets = IntStream.range(0, 120)
                .mapToObj(i -> new Bucket(32_768 + 1_024L * i, 33_792 + 1_024L * i, 1_000 - i))
                .toList();
        return new ProbeWindow(window.elapsedNanos(), window.hooks(), buckets, window.lost());
    }

    private static HistogramData histogram(Random random) {
        Histogram histogram = new Histogram(10_000_000_000L, 3);
        for (int i = 0; i < 3_000; i++) {
            histogram.recordValue(Math.round(45_000 * Math.exp(0.8 * random.nextGaussian())));
        }
        return HistogramData.of(histogram);
    }

    public static void main(String[] args) {
        long start = System.nanoTime();
        JournalText text = JournalText.read(Path.of(args[0]));
        RunRecord record = text.record();
        long read = System.nanoTime();
        Comparison comparison = Comparison.of(record);
        long compared = System.nanoTime();
        ReportFiles.write(Path.of(args[1]), comparison, text.bytes(), EnumSet.allOf(ReportFormat.class));
        long written = System.nanoTime();
        try {
            System.out.printf(
                    "%d trials, journal of %d MiB: read %.1f s, compared %.1f s, written %.1f s%n",
                    record.trials().size(),
                    Files.size(Path.of(args[0])) >> 20,
                    (read - start) / 1e9,
                    (compared - read) / 1e9,
                    (written - compared) / 1e9);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
