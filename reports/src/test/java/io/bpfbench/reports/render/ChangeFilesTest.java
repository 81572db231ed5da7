// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import static io.bpfbench.reports.render.Golden.golden;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.Changed;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.stats.Bound;
import io.bpfbench.reports.stats.ChangeRules;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.Gate;
import io.bpfbench.reports.stats.Metric;
import io.bpfbench.reports.stats.RunChange;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a reader of two runs gets. The golden files are written again with `-Dgolden.update=true`.
class ChangeFilesTest {
    private static final ChangeRules RULES = new ChangeRules(
            List.of(Gate.parse("cost_per_event<=+5%"), Gate.parse("cpu_overhead<=+1")),
            Map.of(Metric.LATENCY_ADDED_P50, new Bound(5, false)),
            List.of());
    private static final RunRecord BASE = SyntheticRun.host(6, 7).record();
    private static final RunChange CHANGE =
            change(BASE, Changed.slower(SyntheticRun.host(6, 8).record(), 20), RULES);
    private static final RunChange OPEN = change(BASE, SyntheticRun.host(6, 8).record(), ChangeRules.DEFAULT);
    private static final RunChange LAB = change(
            SyntheticRun.lab(6).record(), Changed.slower(SyntheticRun.lab(6).record(), 3), ChangeRules.DEFAULT);

    @Test
    void theTableOfARegression() throws IOException {
        golden("change-table.txt", ChangeTable.render(CHANGE, Ink.NONE));
    }

    @Test
    void theTableOfNothingFound() throws IOException {
        golden("change-open-table.txt", ChangeTable.render(OPEN, Ink.NONE));
        golden("change-lab-table.txt", ChangeTable.render(LAB, Ink.NONE));
    }

    @Test
    void theComment() throws IOException {
        golden("change.md", ChangeMarkdown.render(CHANGE));
    }

    @Test
    void tablesFitATerminalAndColoursChangeNoColumn() {
        for (RunChange change : List.of(CHANGE, OPEN, LAB)) {
            String plain = ChangeTable.render(change, Ink.NONE);
            assertThat(plain.lines()).allMatch(line -> line.length() <= 80);
            assertThat(plain).doesNotContain("\u001b");
            String coloured = ChangeTable.render(change, Ink.ANSI);
            assertThat(coloured).contains("\u001b[");
            assertThat(coloured.replaceAll("\u001b\\[[0-9]*m", "")).isEqualTo(plain);
        }
        assertThat(ChangeTable.render(OPEN, Ink.NONE)).contains("~ inconclusive");
    }

    @Test
    void whyACellHasNoDifferenceIsSaidOnce() {
        RunRecord without = TerminalTableTest.unavailable();
        assertThat(notes(change(without, without, ChangeRules.DEFAULT)))
                .singleElement()
                .asString()
                .startsWith("jit=0: BASE is unverified: unavailable: BPF_JIT_ALWAYS_ON");
        // Of one metric only.
        RunRecord some = BASE;
        for (int block = 1; block <= 6; block++) {
            some = Altered.busy(some, block, SyntheticRun.JIT, Double.NaN);
        }
        assertThat(notes(change(some, BASE, ChangeRules.DEFAULT)))
                .singleElement()
                .asString()
                .startsWith("jit=1 harden=0, cpu_overhead: BASE has no figure: ");
    }

    private static List<String> notes(RunChange change) {
        return ChangeFacts.notes(change).stream()
                .filter(note -> !note.startsWith("note: "))
                .toList();
    }

    @Test
    void programsReadTheSame() {
        JsonNode node = JsonMapper.shared().readTree(ChangeJson.render(CHANGE));
        assertThat(node.get("schema").asString()).isEqualTo("bpfbench/compare/1");
        assertThat(node.get("outcome").asString()).isEqualTo("regression");
        assertThat(node.get("gates").get(0).toString())
                .isEqualTo("{\"metric\":\"cost_per_event\",\"limit\":0.05,\"relative\":true}");
        JsonNode row = node.get("rows").get(0);
        assertThat(row.get("cell").toString()).isEqualTo("{\"jit\":1,\"harden\":0}");
        assertThat(row.get("difference").get("ci95").size()).isEqualTo(2);
        assertThat(row.get("base").get("blocks").asInt()).isEqualTo(6);
    }

    private static RunChange change(RunRecord base, RunRecord changed, ChangeRules rules) {
        return RunChange.of(Comparison.of(base), Comparison.of(changed), rules);
    }
}
