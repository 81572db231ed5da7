// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.harness.matrix.Slot;
import io.bpfbench.harness.run.Plan;
import io.bpfbench.reports.result.Journal;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.Trial;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// How far a run is, by a clock that the test sets.
class ProgressTest {
    private static final long SECOND = 1_000_000_000L;

    private final StringWriter written = new StringWriter();
    private final List<RunEvent> events =
            new SavedRun(2).text().lines().map(Journal::decode).toList();
    private final RunEvent.RunStarted started = (RunEvent.RunStarted) events.getFirst();
    private final List<Trial> trials = events.stream()
            .filter(RunEvent.TrialFinished.class::isInstance)
            .map(event -> ((RunEvent.TrialFinished) event).trial())
            .toList();
    private long nanos;

    @Test
    void aTerminalShowsBlockCellAndTimeLeft() {
        Progress progress = progress(OptionalInt.of(80), 0);
        nanos = 30 * SECOND; // boot and warm-up are no trial
        begin(progress, 0);
        assertThat(bar()).matches("\\[-+]   0/8  block 1 of 2  jit=1 *");
        end(progress, 0, 10);
        assertThat(bar()).endsWith("1:10 left");
        begin(progress, 1);
        end(progress, 1, 20);
        // 15 s a trial so far, and six to come.
        assertThat(bar()).contains("2/8", "block 1 of 2  baseline 1").endsWith("1:30 left");
        for (int i = 2; i < 8; i++) {
            begin(progress, i);
            end(progress, i, 1);
            assertThat(bar()).contains(" " + (i + 1) + "/8  block " + (i < 4 ? 1 : 2) + " of 2");
        }
        assertThat(bar()).matches("\\[#+] .*0:00 left");
        assertThat(written.toString()).doesNotContain("\n");
    }

    @Test
    void theBarIsAsWideAsTheTerminalAllows() {
        for (int columns : new int[] {20, 40, 79, 80, 81, 200}) {
            written.getBuffer().setLength(0);
            Progress progress = progress(OptionalInt.of(columns), 0);
            begin(progress, 0);
            end(progress, 0, 10);
            assertThat(bar().length()).isLessThan(columns);
            assertThat(bar()).contains("1/8");
        }
        assertThat(bar()).matches("\\[#{5}-{35}] .*");
    }

    @Test
    void elsewhereATrialIsOneLine() {
        Progress progress = progress(OptionalInt.empty(), 0);
        for (int i = 0; i < 8; i++) {
            begin(progress, i);
            end(progress, i, 10);
        }
        assertThat(written.toString()).doesNotContain("\r", "\u001b");
        assertThat(written.toString().lines())
                .hasSize(9)
                .first()
                .isEqualTo("the first trial begins, 0.0 s into the run");
        assertThat(written.toString().lines().skip(1).findFirst().orElseThrow())
                .matches("\\[  1/8] block 1, jit=1 +100,000 req/s, CPU +[0-9.]+ %, p99 40 µs  \\(1:10 left\\)");
        assertThat(written.toString()).endsWith("40 µs\n");
    }

    @Test
    void aCellThatCannotBeHadTakesNoTime() {
        Progress progress = progress(OptionalInt.of(80), 0);
        RunEvent.Finding finding = new RunEvent.Finding("jit=0", "unavailable", "no interpreter");
        progress.accept(finding);
        progress.accept(finding); // as every guest tells it
        begin(progress, 0);
        end(progress, 0, 10);
        assertThat(bar()).contains("1/6").endsWith("0:50 left");
        assertThat(written.toString()).containsOnlyOnce("finding: jit=0 unavailable: no interpreter\n");
    }

    @Test
    void failuresAndWarningsStandAboveTheBar() {
        Progress progress = progress(OptionalInt.of(80), 0);
        begin(progress, 0);
        progress.accept(new RunEvent.Warning("the disk is nearly full"));
        progress.accept(new RunEvent.TrialFailed(1, 1, trials.getFirst().arm(), "the probe ended"));
        assertThat(written.toString().replaceAll("[^\n]*\r\u001b\\[K", ""))
                .startsWith("warning: the disk is nearly full\n[  1/8] block 1, jit=1 failed: the probe ended\n");
        assertThat(bar()).contains("1/8");
    }

    @Test
    void aVoidTrialIsCounted() {
        SavedRun run = new SavedRun(2);
        run.rate(1, SavedRun.JIT, 40_000);
        Trial slow = ((RunEvent.TrialFinished) run.text()
                        .lines()
                        .map(Journal::decode)
                        .filter(event -> event instanceof RunEvent.TrialFinished done
                                && done.trial().block() == 1
                                && done.trial().arm().equals(SavedRun.JIT))
                        .findFirst()
                        .orElseThrow())
                .trial();
        Progress bar = progress(OptionalInt.of(80), 0);
        bar.accept(new RunEvent.TrialFinished(slow));
        assertThat(bar()).contains("1 void");
        written.getBuffer().setLength(0);
        progress(OptionalInt.empty(), 0).accept(new RunEvent.TrialFinished(slow));
        assertThat(written.toString())
                .contains("does not count but for cost per event and load: it held 40,000 of 100,000 requests/s");
    }

    /// Nothing is claimed from it, so nothing is left out.
    @Test
    void ofOneBlockEveryTrialIsShownAsItIs() {
        SavedRun run = new SavedRun(1);
        run.rate(1, SavedRun.JIT, 40_000);
        List<RunEvent> events = run.text().lines().map(Journal::decode).toList();
        RunEvent.RunStarted smoke = (RunEvent.RunStarted) events.getFirst();
        LiveLine line = new LiveLine(new PrintWriter(written, true), OptionalInt.empty());
        Progress progress = new Progress(line, smoke, new Plan(smoke.design(), List.of()), 0, () -> nanos);
        events.stream().filter(RunEvent.TrialFinished.class::isInstance).forEach(progress);
        assertThat(written.toString()).contains("40,000 req/s").doesNotContain("does not count");
    }

    /// What an interrupted session has brought in counts as done and says nothing of how long a trial takes.
    @Test
    void aResumedRunGoesOnCounting() {
        Progress progress = progress(OptionalInt.of(80), 100);
        begin(progress, 0);
        assertThat(bar()).contains("100/108").doesNotContain("left");
        end(progress, 0, 10);
        assertThat(bar()).contains("101/108").endsWith("1:10 left");
    }

    private Progress progress(OptionalInt columns, int before) {
        List<Slot> slots = trials.stream()
                .map(trial -> new Slot(trial.block(), trial.position(), trial.arm()))
                .toList();
        LiveLine line = new LiveLine(new PrintWriter(written, true), columns);
        return new Progress(line, started, new Plan(started.design(), slots), before, () -> nanos);
    }

    private void begin(Progress progress, int trial) {
        Trial of = trials.get(trial);
        progress.accept(new RunEvent.TrialStarted(0, of.block(), of.position(), of.arm()));
    }

    private void end(Progress progress, int trial, int seconds) {
        nanos += seconds * SECOND;
        progress.accept(new RunEvent.TrialFinished(trials.get(trial)));
    }

    /// What the terminal's last line shows.
    private String bar() {
        String text = written.toString();
        return text.substring(text.lastIndexOf("\u001b[K") + 3);
    }
}
