// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfbench.reports.MicroRun;
import io.bpfbench.reports.result.JournalException;
import io.bpfbench.reports.result.JournalText;
import io.bpfbench.reports.stats.MicroFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    void writesEveryFileFromTheJournalAlone() throws IOException {
        JournalText journal = journal();
        assertThat(ReportFiles.write(directory.resolve("one"), figures(), journal.bytes()))
                .extracting(file -> file.getFileName().toString())
                .containsExactly("jmh.json", "summary.json", "report.html");
        Path page = directory.resolve("one/report.html");
        JournalText carried = JournalText.read(page);
        ReportFiles.write(directory.resolve("two"), MicroFigures.of(carried.micro()), carried.bytes());
        assertThat(directory.resolve("two/report.html")).hasSameTextualContentAs(page);
    }

    @Test
    void isNoRunOfTrials() throws IOException {
        JournalText journal = journal();
        assertThatThrownBy(journal::record).isInstanceOf(JournalException.class).hasMessageContaining("bench micro");
    }

    private MicroFigures figures() throws IOException {
        return MicroFigures.of(journal().micro());
    }

    private JournalText journal() throws IOException {
        return JournalText.read(
                Files.writeString(directory.resolve("run.jsonl"), MicroRun.of(3).journal()));
    }
}
