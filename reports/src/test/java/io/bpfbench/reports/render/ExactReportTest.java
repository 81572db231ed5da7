// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.ExactRun;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Distribution;
import io.bpfbench.reports.result.MessageWindow;
import io.bpfbench.reports.result.PingPongFigures;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.result.Stage;
import io.bpfbench.reports.result.Trial;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.Contrast;
import io.bpfbench.reports.stats.Inference;
import io.bpfbench.reports.stats.Interval;
import io.bpfbench.reports.stats.Metric;
import io.bpfbench.reports.stats.Row;
import io.bpfbench.reports.stats.StageMessages;
import io.bpfbench.reports.stats.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// The exact lane, from its trials to what a reader gets.
class ExactReportTest {
    private static final RunRecord RECORD = ExactRun.record(6);
    private static final Comparison COMPARISON = Comparison.of(RECORD);

    @Test
    void theTable() throws IOException {
        String table = TerminalTable.render(COMPARISON);
        Path golden = Path.of("src/test/resources/golden/exact-table.txt");
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(golden, table);
        }
        assertThat(table).isEqualTo(Files.readString(golden));
    }

    @Test
    void whatTheLaneDoesNotMeasureIsAbsent() {
        assertThat(COMPARISON.metrics()).containsExactly(Metric.MESSAGE_ADDED, Metric.COST_PER_EVENT, Metric.LOAD_TIME);
        assertThat(COMPARISON.arms()).isEmpty();
        assertThat(HtmlReport.render(COMPARISON, new byte[0]))
                .doesNotContain("<h2>CPU overhead", "<h2>HTTP latency", "Rate held");
        assertThat(TrialsCsv.render(COMPARISON))
                .contains("message_probe_p50_instructions")
                .doesNotContain("busy_share");
        assertThat(JmhJson.render(COMPARISON))
                .contains("io.bpfbench.cost_per_event.jit_1_harden_0")
                .doesNotContain("cpu_overhead");
    }

    @Test
    void costPerEventIsExact() {
        assertExactly(SyntheticRun.JIT, (303 + 86 + 362) / 3.0 - 66);
        assertExactly(SyntheticRun.HARDEN_2, (341 + 98 + 448) / 3.0 - 66);
        assertExactly(SyntheticRun.INTERPRETER, (900 + 313 + 1_631) / 3.0 - 128);
        assertThat(contrast(SyntheticRun.HARDEN_1).verdict()).isEqualTo(Verdict.WITHIN_NOISE);
        Inference slower = contrast(SyntheticRun.INTERPRETER).inference().orElseThrow();
        assertThat(slower.verdict()).isEqualTo(Verdict.HIGHER);
        assertThat(slower.test()).isEqualTo(Inference.Test.EXACT);
        assertThat(slower.p()).isZero();
    }

    private static Row contrast(Cell cell) {
        return COMPARISON.contrasts().stream()
                .map(Contrast::row)
                .filter(row -> row.cell().equals(cell) && row.metric() == Metric.COST_PER_EVENT)
                .findFirst()
                .orElseThrow();
    }

    private static void assertExactly(Cell cell, double cost) {
        Row row = COMPARISON.row(cell, Metric.COST_PER_EVENT);
        assertThat(row.estimate().orElseThrow().value()).isCloseTo(cost, within(1e-9));
        Interval interval = row.estimate().orElseThrow().ci95().orElseThrow();
        assertThat(interval.low()).isEqualTo(interval.high());
    }

    /// A program more at each hook: 384 instructions to get there and 553 in the probe's programs.
    @Test
    void aFurtherProbeHasALineAndResiduals() {
        Comparison stacked = Comparison.of(ExactRun.stacked(6));
        assertThat(stacked.doses()).singleElement().satisfies(dose -> {
            assertThat(dose.metric()).isEqualTo(Metric.MESSAGE_ADDED);
            assertThat(dose.slope().estimate().orElseThrow().value()).isCloseTo(937, within(1e-9));
        });
        assertThat(HtmlReport.render(stacked, new byte[0]))
                .contains("id=\"dose-message_added-1\"", "id=\"residuals-message_added-1\"");
    }

    @Test
    void aTrialWithTooManyInterruptsIsVoid() {
        Distribution few = new Distribution(List.of(new Distribution.Count(10_844, 940)));
        RunRecord record = Altered.trial(
                RECORD,
                2,
                SyntheticRun.JIT,
                trial -> new Trial(
                        trial.block(),
                        trial.position(),
                        trial.arm(),
                        trial.startedAt(),
                        new PingPongFigures(List.of(new MessageWindow(Stage.BARE, 1_000, 60, few, List.of())), 0),
                        trial.probe(),
                        trial.attestation(),
                        trial.marks()));
        Comparison comparison = Comparison.of(record);
        assertThat(comparison.row(SyntheticRun.JIT, Metric.COST_PER_EVENT).blocks())
                .isEqualTo(5);
        assertThat(comparison.voids())
                .containsExactly(
                        "block 2, jit=1 harden=0 is void: 60 of 1000 messages were interrupted, 6.00 % and more"
                                + " than 5.00 %");
    }

    /// A void trial is in none of the page's figures, and the messages are those that the medians are of.
    @Test
    void onlyTrialsThatCountAreShown() {
        Distribution slow = new Distribution(List.of(new Distribution.Count(77_777, 997)));
        MessageWindow.Runs runs = new MessageWindow.Runs("tcp_sendmsg", slow);
        RunRecord record =
                windows(2, window -> new MessageWindow(window.stage(), window.messages(), 900, slow, List.of(runs)));
        Comparison comparison = Comparison.of(record);
        StageMessages counted = messages(comparison, Stage.PROBE_COUNTED);
        assertThat(counted.median().orElseThrow().value()).isEqualTo(11_468 + 303 + 86 + 362 - 3 * 66);
        assertThat(counted.median().orElseThrow().blocks()).isEqualTo(5);
        assertThat(counted.messages()).isEqualTo(5 * 997);
        assertThat(counted.interruptedShare()).isEqualTo(0.003);
        assertThat(messages(comparison, Stage.PROBE).messages()).isEqualTo(5 * 997);
        assertThat(counted.runs())
                .containsEntry("tcp_sendmsg", new Distribution(List.of(new Distribution.Count(303, 5 * 997))));
        String page = HtmlReport.render(comparison, new byte[0]);
        assertThat(page).contains("4,985");
        // Among the trials alone, where it is said to be void.
        assertThat(page.replaceAll("(?s)<section id=\"trials\">.*?</section>", ""))
                .doesNotContain("77,777");
    }

    private static StageMessages messages(Comparison comparison, Stage stage) {
        return comparison.messages().stream()
                .filter(each -> each.arm().equals(SyntheticRun.JIT) && each.stage() == stage)
                .findFirst()
                .orElseThrow();
    }

    private static RunRecord windows(int block, UnaryOperator<MessageWindow> change) {
        return Altered.trial(
                RECORD,
                block,
                SyntheticRun.JIT,
                trial -> new Trial(
                        trial.block(),
                        trial.position(),
                        trial.arm(),
                        trial.startedAt(),
                        new PingPongFigures(
                                trial.pingPong().orElseThrow().windows().stream()
                                        .map(change)
                                        .toList(),
                                0),
                        trial.probe(),
                        trial.attestation(),
                        trial.marks()));
    }

    /// When other traffic's runs fall into every message, the programs ran all the same.
    @Test
    void trafficThatMeetsEveryMessageIsNamedForWhatItIs() {
        MessageWindow.Runs met =
                new MessageWindow.Runs("tcp_sendmsg", Distribution.EMPTY, 2_000, OptionalLong.of(400_000));
        RunRecord shared = windows(
                2,
                window -> new MessageWindow(
                        window.stage(),
                        window.messages(),
                        window.interrupted(),
                        window.elapsedNanos(),
                        window.stage() == Stage.PROBE_COUNTED ? List.of(met) : window.runs()));
        RunRecord record = Altered.attributedRuns(shared, 2, SyntheticRun.JIT, 0);
        assertThat(Comparison.of(record).voids())
                .containsExactly("block 2, jit=1 harden=0 is void: other TCP traffic met every message: what the"
                        + " probe's run takes at tcp_sendmsg is not known alone; end what else uses TCP on this"
                        + " machine");
    }

    @Test
    void everyRunIsShown() {
        assertThat(HtmlReport.render(COMPARISON, new byte[0])).contains("362 × 5,982", "Every run of a program");
    }
}
