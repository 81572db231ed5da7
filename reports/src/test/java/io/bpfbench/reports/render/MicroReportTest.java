// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfbench.reports.MicroRun;
import io.bpfbench.reports.result.JournalException;
import io.bpfbench.reports.result.JournalText;
import io.bpfbench.reports.result.MicroScore;
import io.bpfbench.reports.stats.MicroFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MicroReportTest {
    @TempDir
    Path directory = Path.of("");

    @Test
    void printsTheTable() throws IOException {
        Golden.golden("micro-table.txt", MicroTable.render(figures()));
    }

    @Test
    void writesTheSummaryForAComment() throws IOException {
        Golden.golden("micro-summary.md", MicroMarkdown.render(figures()));
    }

    /// One line a measured iteration, and a header.
    @Test
    void writesEveryScore() throws IOException {
        List<String> lines = MicroCsv.render(figures()).lines().toList();
        assertThat(lines).hasSize(1 + 3 * 3 * 5 * 5);
        assertThat(lines.getFirst()).startsWith("round,program,jit,harden,repeat,iteration,call_instructions,");
        assertThat(lines.get(1)).startsWith("1,empty,1,0,1,1,6040.0,2,0,1500,4128,4128,500000,400000,TRUE,NA,lab,");
        assertThat(lines.getLast()).startsWith("3,latency,0,NA,512,5,487280.0,NA,0,0,");
        MicroScore unproven = MicroRun.score(1, MicroRun.INTERPRETED, "arithmetic", 256, 9);
        String compiled = MicroRun.of(1)
                .with(new MicroScore(
                        1,
                        MicroRun.INTERPRETED,
                        256,
                        unproven.scores(),
                        MicroRun.program(MicroRun.JIT, "arithmetic"),
                        unproven.attestation()))
                .journal();
        assertThat(MicroCsv.render(figures(compiled))).contains(",FALSE,the kernel compiled it with jit=0,");
    }

    @Test
    void writesEveryFileFromTheJournalAlone() throws IOException {
        JournalText journal = journal(MicroRun.of(3).journal());
        EnumSet<ReportFormat> all = EnumSet.allOf(ReportFormat.class);
        assertThat(ReportFiles.write(directory.resolve("one"), figures(), journal.bytes(), all))
                .extracting(file -> file.getFileName().toString())
                .containsExactly("summary.json", "summary.md", "scores.csv", "jmh.json", "report.html");
        JournalText carried = JournalText.read(directory.resolve("one/report.html"));
        ReportFiles.write(directory.resolve("two"), MicroFigures.of(carried.micro()), carried.bytes(), all);
        for (ReportFormat format : ReportFormat.values()) {
            assertThat(directory.resolve("two").resolve(format.fileOfMicro()))
                    .hasSameBinaryContentAs(directory.resolve("one").resolve(format.fileOfMicro()));
        }
    }

    @Test
    void writesOnlyWhatIsAskedFor() throws IOException {
        JournalText journal = journal(MicroRun.of(1).journal());
        assertThat(ReportFiles.write(directory, figures(), journal.bytes(), EnumSet.of(ReportFormat.CSV)))
                .containsExactly(directory.resolve("scores.csv"));
    }

    /// JMH's own results are the journal's last line but one.
    @Test
    void aRunThatBrokeOffHasNoResultsOfJmhs() throws IOException {
        List<String> lines = MicroRun.of(1).journal().lines().toList();
        JournalText journal = journal(String.join("\n", lines.subList(0, lines.size() - 2)) + "\n");
        MicroFigures figures = MicroFigures.of(journal.micro());
        assertThat(ReportFiles.write(directory, figures, journal.bytes(), EnumSet.allOf(ReportFormat.class)))
                .doesNotContain(directory.resolve("jmh.json"))
                .hasSize(4);
        assertThatThrownBy(() -> ReportFiles.write(
                        directory.resolve("two"),
                        figures,
                        journal.bytes(),
                        EnumSet.of(ReportFormat.JMH, ReportFormat.CSV)))
                .isInstanceOf(ReportException.class)
                .hasMessageContaining("there is no jmh.json to write");
        assertThat(directory.resolve("two")).doesNotExist();
    }

    @Test
    void isNoRunOfTrials() throws IOException {
        JournalText journal = journal(MicroRun.of(1).journal());
        assertThatThrownBy(journal::record).isInstanceOf(JournalException.class).hasMessageContaining("bench micro");
    }

    private MicroFigures figures() throws IOException {
        return figures(MicroRun.of(3).journal());
    }

    private MicroFigures figures(String journal) throws IOException {
        return MicroFigures.of(journal(journal).micro());
    }

    private JournalText journal(String text) throws IOException {
        return JournalText.read(Files.writeString(directory.resolve("run.jsonl"), text));
    }
}
