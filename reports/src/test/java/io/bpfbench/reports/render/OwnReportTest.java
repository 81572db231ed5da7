// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import static io.bpfbench.reports.render.Golden.golden;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.OwnRun;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.stats.Comparison;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/// What is told of a run of an object of the user's.
class OwnReportTest {
    private static final Comparison OWN =
            Comparison.of(OwnRun.of(SyntheticRun.host(6, 7).record()));

    @Test
    void theTableTellsWhatEachProgramCosts() throws IOException {
        golden("own-table.txt", TerminalTable.render(OWN));
    }

    @Test
    void theMarkdownTellsItFolded() throws IOException {
        golden("own-summary.md", SummaryMarkdown.render(OWN));
    }

    @Test
    void theSummaryNamesTheObjectAndItsPrograms() {
        assertThat(SummaryJson.render(OWN))
                .contains("\"name\" : \"my.bpf.o\"", "\"section\" : \"fentry/tcp_recvmsg\"", "\"share\" : ")
                .contains("\"run_rate\" : ");
    }
}
