// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import static io.bpfbench.reports.render.Golden.golden;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Place;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.stats.Comparison;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryMarkdownTest {
    private static final RunRecord LAB = SyntheticRun.lab(6).record();
    private static final RunRecord HOST = SyntheticRun.host(6, 7).record();

    @Test
    void theSummaryForPeople() throws IOException {
        golden("host-summary.md", SummaryMarkdown.render(Comparison.of(HOST)));
        golden("troubled-summary.md", SummaryMarkdown.render(Comparison.of(Troubled.record())));
    }

    /// GitHub keeps details, summary and br, and strips most other HTML; it refuses comments of 65,536 characters.
    @Test
    void aSummaryFitsIntoAComment() {
        for (RunRecord each : List.of(LAB, HOST, Troubled.record(), talkative(), large(36))) {
            String text = assertFits(each);
            assertThat(text.indexOf("| Configuration"))
                    .isBetween(0, text.indexOf("<details>"))
                    .isLessThan(700);
        }
        assertThat(assertFits(talkative())).endsWith("stands in report.html.\n");
    }

    /// Even where the table alone is too long.
    @Test
    void aSummaryOfHundredsOfCellsFitsAndSaysWhatIsMissing() {
        assertThat(assertFits(large(400))).endsWith("stands in report.html.\n");
    }

    private static String assertFits(RunRecord record) {
        String text = SummaryMarkdown.render(Comparison.of(record));
        assertThat(text.length()).isLessThan(65_000);
        assertThat(text.replaceAll("</?(details|summary)>|<br>", "")).doesNotContain("<");
        assertThat(text.split("<details>", -1)).hasSameSizeAs(text.split("</details>", -1));
        return text;
    }

    /// With long marks, many of them, of the kind that must not become HTML.
    private static RunRecord talkative() {
        RunRecord record = SyntheticRun.host(20, 7).record();
        for (int block = 1; block <= 20; block++) {
            record = Altered.mark(record, block, SyntheticRun.JIT, "<script>alert(1)</script> ".repeat(80), 3);
        }
        return record;
    }

    /// So many cells, each unverified, each with a finding of several thousand characters.
    private static RunRecord large(int count) {
        List<Cell> cells = new ArrayList<>();
        for (int copies = 1; copies <= count; copies++) {
            cells.add(SyntheticRun.cell("jit", "1", "harden", "2", "stack", Integer.toString(copies)));
        }
        RunRecord record = new SyntheticRun(Place.HOST, Clock.WALL, 2, 7, 1, cells).record();
        List<RunEvent.Finding> findings = cells.stream()
                .map(cell -> new RunEvent.Finding(cell.label(), "unavailable", "the verifier said | no\n".repeat(200)))
                .toList();
        return new RunRecord(
                record.started(),
                record.guests(),
                findings,
                record.begun(),
                record.trials(),
                record.failures(),
                record.warnings(),
                record.complete());
    }
}
