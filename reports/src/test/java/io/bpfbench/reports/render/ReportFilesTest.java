// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import static io.bpfbench.reports.render.Golden.golden;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.CalibrationRun;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.CpuFigures;
import io.bpfbench.reports.result.Program;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.result.Trial;
import io.bpfbench.reports.stats.Calibration;
import io.bpfbench.reports.stats.ClaimFinding;
import io.bpfbench.reports.stats.Comparison;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Isolated("changes the defaults of the whole JVM")
class ReportFilesTest {
    private static final RunRecord LAB = SyntheticRun.lab(6).record();
    private static final RunRecord HOST = SyntheticRun.host(6, 7).record();

    @TempDir
    Path dir;

    @Test
    void theTableOfTheLab() throws IOException {
        golden("lab-table.txt", TerminalTable.render(Comparison.of(LAB)));
    }

    @Test
    void theTableOfTheHost() throws IOException {
        golden("host-table.txt", TerminalTable.render(Comparison.of(HOST)));
    }

    @Test
    void theTableOfARunInTrouble() throws IOException {
        golden("troubled-table.txt", TerminalTable.render(Comparison.of(Troubled.record())));
    }

    /// One trial in six with a latency of three seconds: an interval of 27 characters.
    @Test
    void aWideIntervalDoesNotWidenTheTable() {
        RunRecord record = Altered.latency(LAB, 2, SyntheticRun.JIT, 1_000, 3_000_000_000L);
        String table = TerminalTable.render(Comparison.of(record));
        assertThat(table.lines()).allMatch(line -> line.length() <= 80);
        assertThat(table.lines()).anyMatch(line -> line.matches(" +constant +-[0-9,]+\\.\\. +constant +constant"));
        assertThat(table.lines()).anyMatch(line -> line.matches(" +1,[0-9]{3},[0-9]{3},[0-9]{3}"));
    }

    @Test
    void anUnverifiedCellsPartsAreMarkedAndNotDrawn() {
        RunRecord record = HOST;
        for (int block = 1; block <= 6; block++) {
            record = Altered.programs(record, block, SyntheticRun.INTERPRETER, ReportFilesTest::jited);
        }
        Comparison comparison = Comparison.of(record);
        assertThat(PartTable.rows(comparison, PartTable.all(comparison)))
                .extracting(List::getFirst)
                .contains("jit=0\nunverified", "jit=1 harden=0");
        assertThat(PartTable.loadRows(comparison))
                .extracting(List::getFirst)
                .contains("jit=0\nunverified", "jit=1 harden=0");
        // Three parts of each cell and their sum, and the line at 0.
        int drawn = 4 * (comparison.cells().size() - 1) + 1;
        assertThat(PartCharts.stacked(comparison, PartTable.stacked(comparison), "CPU")
                        .orElseThrow()
                        .getSeriesCollection())
                .hasSize(drawn);
    }

    private static Program jited(Program p) {
        return new Program(
                p.name(),
                p.copy(),
                p.hook(),
                p.attach(),
                p.id(),
                640,
                p.xlatedBytes(),
                p.loadNanos(),
                p.verifierNanos());
    }

    @Test
    void theCalibrationOfTheLab() throws IOException {
        golden("lab-calibration.txt", calibration(Clock.INSTRUCTIONS, 1));
    }

    @Test
    void theCalibrationOfAHostThatFails() throws IOException {
        golden("host-calibration.txt", calibration(Clock.WALL, 1.03));
    }

    private static String calibration(Clock clock, double fault) {
        return CalibrationTable.render(
                Calibration.of(new CalibrationRun(clock, 6, fault, clock == Clock.WALL ? 0.002 : 0, 3).record()));
    }

    @Test
    void theSummaryForPrograms() throws IOException {
        golden(
                "lab-summary.json",
                SummaryJson.render(Comparison.of(SyntheticRun.lab(2).record())));
    }

    @Test
    void aStackedRun() throws IOException {
        Comparison stacked = Comparison.of(SyntheticRun.stacked(6, 7, 1).record());
        golden("stacked-table.txt", TerminalTable.render(stacked));
        golden("stacked-summary.md", SummaryMarkdown.render(stacked));
        String page = page(SyntheticRun.stacked(6, 7, 1).record());
        assertThat(page)
                .contains("What one more probe costs", "residuals", "The cost taken apart", "Where the load time goes")
                .contains("id=\"dose-cpu_overhead-1\"", "id=\"residuals-latency_added_p99-1\"", "id=\"parts-1\"");
        JsonNode rows =
                JsonMapper.shared().readTree(SummaryJson.render(stacked)).get("rows");
        List<String> metrics = rows.valueStream()
                .map(row -> row.get("metric").asString())
                .distinct()
                .toList();
        assertThat(metrics)
                .contains("cpu_overhead_per_probe", "latency_added_p50_per_probe", "latency_added_p99_per_probe")
                .contains("cpu_dispatch", "cpu_body", "cpu_statistics", "load_verifier", "load_rest")
                .contains("dispatch_per_event", "body_per_event", "statistics_per_event");
    }

    @Test
    void underVerdictStandsAVerdict() {
        Comparison comparison = Comparison.of(HOST);
        int verdict = ClaimTable.heads().indexOf("Verdict");
        List<String> words = Arrays.stream(ClaimFinding.Word.values())
                .map(ClaimFinding.Word::word)
                .toList();
        assertThat(ClaimTable.rows(comparison))
                .hasSameSizeAs(comparison.claims())
                .allSatisfy(row -> assertThat(words).anyMatch(row.get(verdict)::startsWith));
        int section = ClaimTable.heads().indexOf("Where in the guide");
        assertThat(ClaimTable.rows(comparison).getFirst().get(section))
                .isEqualTo(comparison.claims().getFirst().claim().section());
    }

    @Test
    void theSameRecordGivesTheSameBytesInEveryLocale() throws IOException {
        List<Path> first = write(dir.resolve("first"), HOST);
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG"));
        try {
            List<Path> second = write(dir.resolve("second"), HOST);
            for (int i = 0; i < first.size(); i++) {
                assertThat(second.get(i)).hasSameBinaryContentAs(first.get(i));
            }
        } finally {
            Locale.setDefault(before);
        }
        try (var files = Files.list(dir.resolve("first"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("summary.json", "summary.md", "trials.csv", "jmh.json", "report.html");
        }
    }

    @Test
    void summaryJsonHasTheAgreedShape() {
        JsonNode summary = JsonMapper.shared().readTree(SummaryJson.render(Comparison.of(LAB)));
        assertThat(summary.get("schema").asString()).isEqualTo("bpfbench/summary/1");
        assertThat(summary.get("where").asString()).isEqualTo("lab");
        assertThat(summary.get("clock").asString()).isEqualTo("instructions");
        assertThat(summary.get("seed").isIntegralNumber()).isTrue();
        assertThat(summary.get("environment").isObject()).isTrue();
        JsonNode row = summary.get("rows").get(0);
        assertThat(row.get("cell").toString()).isEqualTo("{\"jit\":1,\"harden\":0}");
        assertThat(row.get("metric").asString()).isEqualTo("cpu_overhead");
        assertThat(row.get("ci95").size()).isEqualTo(2);
        assertThat(row.get("attested").asBoolean()).isTrue();
    }

    @Test
    void thePageIsWholeAndEscapesWhatItIsGiven() {
        String page = page(LAB);
        assertThat(page.length()).isLessThan(2_000_000);
        // The journal rides along as data that no browser runs; there is no script.
        assertThat(page.split("<script", -1)).hasSize(2);
        String read = page.replaceFirst("(?s)<script type=\"application/gzip\" id=\"run.jsonl\">.*</script>", "");
        assertThat(read).contains("42 times as efficient", "refuted", "212 times as much");
        assertThat(withoutTheGuide(read))
                .startsWith("<!DOCTYPE html>")
                .endsWith("</html>\n")
                .contains("Model of a &lt;CPU&gt; &amp; &quot;more&quot;")
                .doesNotContain("<CPU>")
                .doesNotContain("<script")
                .contains("+4,696", "role=\"img\"", "var(--series-0)")
                .doesNotContainPattern("(src|href)=")
                .doesNotContainPattern("[^0-9a-z]ns[^0-9a-z]")
                .doesNotContain("µs");
        assertThat(page(Troubled.record())).contains("Missing or unverified", "Findings", "Warnings");
    }

    @Test
    void whatTheHarnessItselfTookIsAFact() {
        RunRecord ended = new RunRecord(
                HOST.started(),
                HOST.guests(),
                HOST.findings(),
                HOST.begun(),
                HOST.trials().stream().map(ReportFilesTest::withHarness).toList(),
                HOST.failures(),
                HOST.warnings(),
                true,
                OptionalLong.of(200L << 20),
                HOST.codes());
        assertThat(TerminalTable.render(Comparison.of(ended)))
                .contains("Harness     200 MiB at most, 0.50 % of one CPU outside load and target");
        assertThat(TerminalTable.render(Comparison.of(HOST))).doesNotContain("Harness");
    }

    private static Trial withHarness(Trial t) {
        CpuFigures cpu =
                new CpuFigures(1_000_000_000, t.http().orElseThrow().cpu().cpus(), 0, 5_000_000);
        return Altered.cpu(Altered.trials(HOST, List.of(t)), t.block(), t.arm(), cpu)
                .trials()
                .getFirst();
    }

    @Test
    void nothingCountedInInstructionsIsCalledTime() {
        Comparison comparison = Comparison.of(LAB);
        String said = TerminalTable.render(comparison) + withoutTheGuide(SummaryMarkdown.render(comparison));
        assertThat(said).doesNotContain("µs").doesNotContain("Load time").doesNotContain("ts/s");
        assertThat(TrialsCsv.render(comparison).lines().findFirst().orElseThrow())
                .doesNotContain("_ns");
        assertThat(ClaimTable.worked(comparison).toString() + ClaimTable.workedHeads(comparison))
                .doesNotContain(" ns")
                .doesNotContain("/s");
    }

    /// The guide's own figures are of another machine's clock.
    private static String withoutTheGuide(String text) {
        String cut = text.replaceAll("(?s)<section id=\"claims\">.*?</section>", "")
                .replaceAll("(?s)<details><summary>The guide's claims.*?</details>", "");
        assertThat(cut).isNotEqualTo(text);
        return cut;
    }

    @Test
    void aTableFitsAnyTerminal() {
        for (RunRecord record : List.of(LAB, HOST, Troubled.record())) {
            assertThat(TerminalTable.render(Comparison.of(record)).lines()).allMatch(line -> line.length() <= 80);
        }
        String plain = TerminalTable.fit("12 µs per 10⁹ …", StandardCharsets.US_ASCII);
        assertThat(plain).isEqualTo("12 us per 10^9 ...");
        assertThat(TerminalTable.fit("12 µs", StandardCharsets.UTF_8)).isEqualTo("12 µs");
    }

    @Test
    void aRunThatNeverBeganIsReportedToo() {
        RunRecord record = Altered.trials(LAB, List.of());
        write(dir, record);
        assertThat(page(record)).contains("Nothing may be claimed");
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsNamed() throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "");
        assertThatThrownBy(() -> write(file, LAB))
                .isInstanceOf(ReportException.class)
                .hasMessageContaining("cannot write " + file.resolve("summary.json"));
    }

    @Test
    void aFileThatCannotBePlacedLeavesNothingBehind() throws IOException {
        Files.createDirectories(dir.resolve("trials.csv/occupied"));
        assertThatThrownBy(() -> write(dir, LAB))
                .isInstanceOf(ReportException.class)
                .hasMessageContaining("trials.csv");
        try (var files = Files.list(dir)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("summary.json", "summary.md", "trials.csv");
        }
    }

    private static List<Path> write(Path dir, RunRecord record) {
        return ReportFiles.write(
                dir,
                Comparison.of(record),
                SyntheticRun.journal(record).getBytes(StandardCharsets.UTF_8),
                EnumSet.allOf(ReportFormat.class));
    }

    private static String page(RunRecord record) {
        return HtmlReport.render(
                Comparison.of(record), SyntheticRun.journal(record).getBytes(StandardCharsets.UTF_8));
    }
}
