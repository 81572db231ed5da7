// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class JournalTest {
    private static final Cell HARDENED = new Cell(List.of(new Level("jit", "1"), new Level("harden", "2")));

    @Test
    void everyEventComesBackAsItWasWritten() {
        for (RunEvent event : List.of(
                started(),
                new RunEvent.Finding("jit=0", "unavailable", "BPF_JIT_ALWAYS_ON"),
                new RunEvent.GuestReady(1, 12.5, environment()),
                new RunEvent.GuestAtWork(1, 24.5, 17.25),
                new RunEvent.TrialStarted(2, 1, 1, HARDENED),
                new RunEvent.TrialFinished(trial(new Baseline(2), Optional.empty())),
                new RunEvent.TrialFinished(trial(HARDENED, Optional.of(probe()))),
                new RunEvent.TrialFinished(exact()),
                new RunEvent.TrialFailed(1, 2, new Baseline(1), "the target refused connections"),
                new RunEvent.ProbeCodeSeen(HARDENED, "{}"),
                new RunEvent.ProbeCode(
                        HARDENED, new ProgramCode("send", 16, 9, List.of("0: r0 = 0", "1: exit"), List.of("0: ret"))),
                new RunEvent.Warning("short"),
                new RunEvent.RunFinished(Instant.EPOCH, false, "interrupted", OptionalLong.of(1 << 28)))) {
            String line = Journal.encode(event);
            assertThat(line).doesNotContain("\n");
            assertThat(Journal.decode(line)).isEqualTo(event);
        }
    }

    @Test
    void wholeNumbersOfACellAreNumbersInJson() {
        assertThat(Journal.encode(new RunEvent.TrialStarted(0, 1, 1, HARDENED)))
                .isEqualTo(
                        "{\"type\":\"trial_started\",\"guest\":0,\"block\":1,\"position\":1,\"arm\":{\"cell\":{\"jit\":1,\"harden\":2}}}");
    }

    @Test
    void aCutLastLineIsLeftOutAndSaidSo() {
        String text = Journal.encode(started()) + "\n" + "{\"type\":\"warn";
        RunRecord record = parse(text);
        assertThat(record.complete()).isFalse();
        assertThat(record.warnings()).anyMatch(w -> w.contains("cut off")).anyMatch(w -> w.contains("--resume"));
    }

    @Test
    void whatIsNoJournalIsRefusedInOneSentence() {
        assertThatThrownBy(() -> parse("hello\n"))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("not a journal of bpfbench");
        assertThatThrownBy(() -> parse("")).hasMessageContaining("no complete line");
        assertThatThrownBy(() -> Journal.read(Path.of("/nonexistent/run.jsonl")))
                .hasMessageContaining("no journal at");
        String newer = Journal.encode(started()).replace(Journal.SCHEMA, "bpfbench/run/9");
        assertThatThrownBy(() -> parse(newer + "\n")).hasMessageContaining("bpfbench/run/9");
        String headless = Journal.encode(new RunEvent.Warning("x")) + "\n";
        assertThatThrownBy(() -> parse(headless)).hasMessageContaining("head is missing");
        String twice = Journal.encode(started()) + "\n" + Journal.encode(started()) + "\n";
        assertThatThrownBy(() -> parse(twice)).hasMessageContaining("two runs");
    }

    /// Lines are read side by side; which of the damaged ones is told of does not hang on which was read first.
    @Test
    void theFirstDamagedLineIsNamed() {
        String warning = Journal.encode(new RunEvent.Warning("x")) + "\n";
        String damaged = "{\"type\":\"trial_started\",\"block\":1}\n";
        String text = Journal.encode(started()) + "\n" + warning.repeat(500) + damaged.repeat(500);
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(JournalException.class)
                .hasMessageStartingWith("line 502 of run.jsonl is damaged: this is not a bpfbench event");
    }

    @Test
    void aBucketHasThreeNumbers() {
        String line = Journal.encode(new RunEvent.TrialFinished(trial(HARDENED, Optional.of(probe()))));
        for (String damaged : List.of("[1,2]", "[1,2,3,4]", "[1,2.5,3]", "[1,null,3]", "4")) {
            assertThatThrownBy(() -> Journal.decode(line.replace("[1,2,3]", damaged)))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("a bucket is [low, high, count], three whole numbers");
        }
    }

    /// More than are usual.
    @Test
    void everyBucketComesBack() {
        List<Bucket> many = LongStream.range(0, 1_000)
                .mapToObj(i -> new Bucket(i, i + 1, 1_000 - i))
                .toList();
        ProbeWindow window = new ProbeWindow(1, List.of(), many, Map.of());
        ProbeFigures probe = new ProbeFigures("fentry", List.of(), List.of(), window, window, window);
        RunEvent event = new RunEvent.TrialFinished(trial(HARDENED, Optional.of(probe)));
        assertThat(Journal.decode(Journal.encode(event))).isEqualTo(event);
    }

    /// Pieces of a long journal are looked through side by side, and a piece does not end where a line does.
    @Test
    void theLinesOfALongJournalComeInTheirOrder() {
        List<String> written = IntStream.range(0, 3_000)
                .mapToObj(i -> i + "-" + "x".repeat(i % 1_500))
                .toList();
        String text = lines(Stream.concat(Stream.of(started()), written.stream().map(RunEvent.Warning::new))
                .toArray(RunEvent[]::new));
        assertThat(text).hasSizeGreaterThan(2 << 20);
        assertThat(parse(text).warnings()).startsWith(written.toArray(String[]::new));
    }

    @Test
    void aTrialRemembersItsGuest() {
        Trial trial = trial(new Baseline(2), Optional.empty());
        RunEvent.TrialStarted cutOff = new RunEvent.TrialStarted(1, trial.block(), trial.position(), trial.arm());
        RunEvent.TrialStarted again = new RunEvent.TrialStarted(2, trial.block(), trial.position(), trial.arm());
        assertThat(parse(lines(started(), cutOff, again, new RunEvent.TrialFinished(trial)))
                        .guestsOfTrials()
                        .apply(trial))
                .hasValue(2);
        RunEvent.TrialStarted onTheHost = new RunEvent.TrialStarted(0, trial.block(), trial.position(), trial.arm());
        assertThat(parse(lines(started(), onTheHost, new RunEvent.TrialFinished(trial)))
                        .guestsOfTrials()
                        .apply(trial))
                .isEmpty();
    }

    private static RunRecord parse(String text) {
        return Journal.parse("run.jsonl", text.getBytes(StandardCharsets.UTF_8));
    }

    private static String lines(RunEvent... events) {
        return Stream.of(events).map(Journal::encode).collect(Collectors.joining("\n", "", "\n"));
    }

    @Test
    void aHistogramSurvivesTheJournal() {
        Histogram histogram = new Histogram(3);
        for (long value = 1; value < 100_000; value += 7) {
            histogram.recordValue(value);
        }
        assertThat(HistogramData.of(histogram).toHistogram()).isEqualTo(histogram);
    }

    static RunEvent.RunStarted started() {
        Design design =
                new Design(List.of(HARDENED), 1, "smoke", new HttpTraffic(1, 2, 3, 100_000, 8, 4, 100_000, ""), "auto");
        return new RunEvent.RunStarted(
                Journal.SCHEMA,
                "0.1",
                Instant.EPOCH,
                "bench run",
                Place.LAB,
                Clock.INSTRUCTIONS,
                "no root",
                42,
                design,
                environment());
    }

    @Test
    void aDistributionIsWrittenAsPairs() {
        assertThat(Journal.encode(new RunEvent.TrialFinished(exact())))
                .contains("\"stage\":\"probe_counted\"")
                .contains("\"elapsedNanos\":[[10760,1990],[16071,4]]");
    }

    private static Environment environment() {
        return new Environment(
                "6.1.0", "x86_64", "QEMU", 1, 1 << 30, "Debian", "25", Map.of("bpf_jit_enable", "1"), Map.of());
    }

    private static Trial trial(Arm arm, Optional<ProbeFigures> probe) {
        HistogramData empty = HistogramData.of(new Histogram(3));
        LoadFigures load =
                new LoadFigures(1_000_000_000, 100_000, 99_990.5, 99_991, Map.of("timeout", 1L), empty, empty, 0.4);
        Attestation attestation = new Attestation(Map.of("harden", "2"), Map.of("harden", "2"), List.of());
        return new Trial(
                1, 1, arm, Instant.EPOCH, new HttpFigures(5, load, cpu()), probe, attestation, List.of("not settled"));
    }

    private static Trial exact() {
        Distribution elapsed =
                new Distribution(List.of(new Distribution.Count(10_760, 1_990), new Distribution.Count(16_071, 4)));
        Distribution runs = new Distribution(List.of(new Distribution.Count(86, 1_994)));
        PingPongFigures figures = new PingPongFigures(
                List.of(
                        new MessageWindow(Stage.BARE, 2_000, 6, elapsed, List.of()),
                        new MessageWindow(
                                Stage.PROBE_COUNTED,
                                4_000,
                                12,
                                elapsed,
                                List.of(new MessageWindow.Runs("tcp_recvmsg", runs)))),
                0.002);
        Attestation attestation = new Attestation(Map.of(), Map.of(), List.of());
        return new Trial(1, 1, HARDENED, Instant.EPOCH, figures, Optional.of(probe()), attestation, List.of());
    }

    private static CpuFigures cpu() {
        return new CpuFigures(1_000_000_000, List.of(new CpuFigures.Share(0, 0.5, 0.1, 0, 0)), 10, 20);
    }

    private static ProbeFigures probe() {
        ProbeWindow window = new ProbeWindow(
                1_000_000_000,
                List.of(new ProbeWindow.Hook("tcp_sendmsg", 100, 0, 0, 0, 0)),
                List.of(new Bucket(1, 2, 3)),
                Map.of("map_full", 0L));
        Program program =
                new Program("tcp_sendmsg", 1, "tcp_sendmsg", "fentry", 7, 300, 200, 1_000, OptionalLong.empty());
        return new ProbeFigures(
                "fentry",
                List.of(program),
                List.of(program),
                window,
                window,
                window,
                List.of(new StageCpu(Stage.EMPTY, cpu(), 0.999)));
    }
}
