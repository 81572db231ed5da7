// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import static io.bpfbench.harness.cli.SavedRun.INTERPRETER;
import static io.bpfbench.harness.cli.SavedRun.JIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Place;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `bench report` on journals that cannot be taken at their word: each is refused, or says in one sentence what
/// was left out. Nothing is averaged over.
class BadJournalTest {
    @TempDir
    private Path root = Path.of("");

    @Test
    void aGoodJournalHasNothingToSay() throws IOException {
        Outcome outcome = report(new SavedRun(3).text());
        assertThat(outcome.code()).isEqualTo(ExitCode.DONE);
        assertThat(outcome.out()).doesNotContain("warning", "unverified");
        assertThat(blocks("cpu_overhead", 1)).isEqualTo(3);
    }

    @Test
    void aBlockMissingACell() throws IOException {
        SavedRun run = new SavedRun(3);
        run.drop(2, INTERPRETER);
        assertThat(report(run.text()).out())
                .contains("block 2 has no jit=0 (it was not run): this cell goes without this block");
        assertThat(blocks("cpu_overhead", 1)).isEqualTo(3);
        assertThat(blocks("cpu_overhead", 0)).isEqualTo(2);
    }

    @Test
    void aBlockMissingABaseline() throws IOException {
        SavedRun run = new SavedRun(3);
        run.drop(2, new Baseline(1));
        assertThat(report(run.text()).out())
                .contains("block 2 has no baseline 1 (it was not run): nothing in this block can be paired");
        assertThat(blocks("cpu_overhead", 1)).isEqualTo(2);
        assertThat(blocks("cost_per_event", 1)).isEqualTo(3);
    }

    @Test
    void aFigureThatIsNoNumber() throws IOException {
        SavedRun run = new SavedRun(3);
        run.busy(2, JIT, Double.NaN);
        assertThat(report(run.text()).out())
                .contains("block 2 gives no cpu_overhead for jit=1: the CPU's busy share is NaN, not a number to reckon"
                        + " with");
        assertThat(blocks("cpu_overhead", 1)).isEqualTo(2);
        assertThat(blocks("latency_added_p99", 1)).isEqualTo(3);
        Outcome bare = report(new SavedRun(3).text().replaceFirst("\"busy\":[0-9.]+", "\"busy\":NaN"));
        assertThat(bare.code()).isEqualTo(ExitCode.FAILED);
        assertThat(bare.err()).contains("is damaged").contains("'NaN'");
        assertThat(bare.err().strip().lines()).hasSize(1);
    }

    @Test
    void aNegativeLatency() throws IOException {
        SavedRun run = new SavedRun(3);
        run.latency(3, new Baseline(2), -40_000);
        assertThat(report(run.text()).out())
                .contains(
                        "block 3 gives no latency_added_p99 for jit=1 (baseline 2): a latency is negative (-40000 ns):"
                                + " the clock went backwards");
        assertThat(blocks("latency_added_p99", 1)).isEqualTo(2);
        assertThat(blocks("cpu_overhead", 1)).isEqualTo(3);
    }

    @Test
    void oneBlock() throws IOException {
        Outcome outcome = report(new SavedRun(1).text());
        assertThat(outcome.code()).isEqualTo(ExitCode.DONE);
        assertThat(outcome.out()).contains("One block shows that the chain works; nothing may be claimed from it.");
        assertThat(summary()
                        .get("rows")
                        .valueStream()
                        .map(row -> row.get("verdict").asString()))
                .containsOnly("no claim");
        assertThat(summary()
                        .get("claims")
                        .valueStream()
                        .map(claim -> claim.get("verdict").asString()))
                .containsOnly("not measurable here");
    }

    @Test
    void everyBlockVoid() throws IOException {
        SavedRun run = new SavedRun(3);
        run.rate(40_000);
        Outcome outcome = report(run.text());
        assertThat(outcome.code()).isEqualTo(ExitCode.DONE);
        assertThat(outcome.out())
                .contains("jit=1 has no cpu_overhead: no complete block is left (3 void)")
                .contains("it held 40,000 of 100,000 requests/s, 40.00 % of the rate and less than 99.50 %");
        assertThat(blocks("cpu_overhead", 1)).isEqualTo(0);
        assertThat(blocks("cost_per_event", 1)).isEqualTo(3);
    }

    @Test
    void mixedClocksOrPlaces() throws IOException {
        SavedRun host = new SavedRun(2);
        SavedRun lab = new SavedRun(2, Place.LAB, Clock.INSTRUCTIONS, List.of("6.1.0"));
        refused(host.text() + lab.text(), "holds two runs");
        refused(
                new SavedRun(2, Place.HOST, Clock.WALL, List.of("6.1.0")).text(),
                "is of a run on the host and holds guest 1 of a lab: figures of two places are never averaged");
        refused(
                new SavedRun(2, Place.HOST, Clock.INSTRUCTIONS, List.of()).text(),
                "says that the host ran on the instruction clock, which only the lab has");
        refused(
                new SavedRun(2, Place.LAB, Clock.WALL, List.of("6.1.0", "6.12.0")).text(),
                "holds guests of two kernels (6.1.0 and 6.12.0): their figures are never averaged");
    }

    @Test
    void mixedAttachKinds() throws IOException {
        SavedRun run = new SavedRun(3);
        run.attach(2, INTERPRETER, "kprobe");
        assertThat(report(run.text()).out())
                .contains("the probe was attached in different ways (fentry, kprobe), which cost different things: name"
                        + " one with --attach");
        assertThat(blocks("cost_per_event", 0)).isEqualTo(0);
        assertThat(summary()
                        .get("rows")
                        .valueStream()
                        .map(row -> row.get("verdict").asString()))
                .containsOnly("no claim");
    }

    @Test
    void oneSlotTwice() throws IOException {
        SavedRun run = new SavedRun(2);
        run.twice(1, JIT);
        refused(run.text(), "block 1 holds jit=1 twice, and two trials of one slot are never averaged");
    }

    /// A void block is shown, and its replacement stands beside it.
    @Test
    void aReplacedBlock() throws IOException {
        SavedRun run = new SavedRun(3);
        run.declare(2, Map.of("cpu_overhead", 30.0));
        run.rate(2, JIT, 40_000);
        run.replacement(4);
        assertThat(report(run.text()).out())
                .contains("3 (preset quick), at most 2 replacements of void blocks, margin of cpu_overhead 30.0")
                .contains("block 2, jit=1 is void but for cost per event and load");
        assertThat(blocks("cpu_overhead", 1)).isEqualTo(3);
        assertThat(blocks("cpu_overhead", 0)).isEqualTo(4);
        assertThat(summary()
                        .get("rows")
                        .valueStream()
                        .filter(row -> row.get("metric").asString().equals("cpu_overhead"))
                        .map(row -> row.get("verdict").asString()))
                .containsOnly("equivalent");
        run.declare(0, Map.of("colour", 1.0));
        refused(run.text(), "the run declares a margin of colour, and there is no such metric");
        run.declare(0, Map.of("cpu_overhead", -1.0));
        refused(run.text(), "the margin of cpu_overhead is -1.0: name a number above 0");
    }

    private void refused(String journal, String sentence) throws IOException {
        Outcome outcome = report(journal);
        assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.err()).startsWith("bench: ").contains(sentence).doesNotContain("\tat ");
        assertThat(outcome.err().strip().lines()).hasSize(1);
        assertThat(outcome.out()).isEmpty();
    }

    private record Outcome(int code, String out, String err) {}

    private Outcome report(String journal) throws IOException {
        Path file = Files.writeString(root.resolve("run.jsonl"), journal);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(root, new PrintWriter(out, true), new PrintWriter(err, true), "report", file.toString());
        // As one line: where the table's notes break is no part of what they say.
        return new Outcome(code, out.toString().replaceAll("\\s+", " "), err.toString());
    }

    private JsonNode summary() throws IOException {
        return JsonMapper.shared().readTree(Files.readString(root.resolve("summary.json")));
    }

    /// How many blocks a figure stands on.
    private int blocks(String metric, int jit) throws IOException {
        return summary()
                .get("rows")
                .valueStream()
                .filter(row -> row.get("metric").asString().equals(metric)
                        && row.get("cell").get("jit").asInt() == jit)
                .findFirst()
                .orElseThrow()
                .get("blocks")
                .asInt();
    }
}
