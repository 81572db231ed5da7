// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.ExactRun;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.Attestation;
import io.bpfbench.reports.result.Program;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.LatencyCurve;
import io.bpfbench.reports.stats.Metric;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYSeries;

/// What stands where in `report.html`, and that every picture has its words and numbers.
class HtmlReportTest {
    private static final RunRecord HOST = SyntheticRun.host(6, 7).record();

    @Test
    void theVerdictComesFirstAndHowToRepeatItLast() {
        String page = page(SyntheticRun.stacked(6, 7, 1).record());
        assertThat(all(page, "<(?:section|p class=\"verdict\"|p class=\"facts\")(?: id=\"([a-z]+)\")?>"))
                .startsWith("", "", "results")
                .containsSubsequence(
                        "results",
                        "effects",
                        "parts",
                        "latency",
                        "trials",
                        "dose",
                        "load",
                        "cpu",
                        "attestation",
                        "claims",
                        "environment",
                        "method",
                        "repeat");
        assertThat(page.indexOf("class=\"verdict\"")).isLessThan(page.indexOf("class=\"facts\""));
        assertThat(page).contains("<p class=\"verdict\">Against jit=1 harden=0 stack=1, harden=2 costs");
    }

    @Test
    void theExactLaneHasWhatItMeasuresAndNoMore() {
        assertThat(all(page(ExactRun.record(6)), "<section id=\"([a-z]+)\">"))
                .containsExactly(
                        "results",
                        "effects",
                        "parts",
                        "trials",
                        "load",
                        "attestation",
                        "claims",
                        "environment",
                        "method",
                        "repeat");
    }

    /// Every picture is named and described, and ids are there once.
    @Test
    void everyChartIsToldInWordsToo() {
        String page = page(HOST);
        assertThat(all(page, "<svg ([^>]*)>"))
                .hasSizeGreaterThan(7)
                .allMatch(svg -> svg.matches("role=\"img\" aria-label=\"[^\"]{20,}\".*"));
        assertThat(all(page, " id=\"([^\"]+)\"")).doesNotHaveDuplicates();
        assertThat(all(page, "role=\"region\" aria-label=\"([^\"]+)\"")).doesNotHaveDuplicates();
        assertThat(all(page, "(<figure>)")).hasSameSizeAs(all(page, "(<figcaption>)"));
    }

    @Test
    void aVoidTrialIsListedAsOne() {
        String sentence = "block 3, jit=1 harden=0 is void but for cost per event";
        assertThat(page(HOST)).doesNotContain(sentence);
        assertThat(page(Altered.rate(HOST, 3, SyntheticRun.JIT, 0.9)))
                .containsOnlyOnce(sentence)
                .contains("<li>1 trial breaks a rule declared before the run");
    }

    /// Wherever its figures stand or are drawn.
    @Test
    void anUnverifiedCellIsMarked() {
        RunRecord record = HOST;
        for (int block = 1; block <= 6; block++) {
            Attestation failed = new Attestation(Map.of(), Map.of(), block == 1 ? List.of() : List.of("not as asked"));
            record = Altered.attestation(record, block, SyntheticRun.JIT, failed);
        }
        record = Altered.programs(
                record,
                1,
                SyntheticRun.JIT,
                p -> new Program(
                        p.name(),
                        p.copy(),
                        p.hook(),
                        p.attach(),
                        p.id(),
                        0,
                        p.xlatedBytes(),
                        p.loadNanos(),
                        p.verifierNanos()));
        String page = page(record);
        for (String section : List.of("parts", "latency", "cpu")) {
            String whole = page.substring(page.indexOf("<section id=\"" + section), page.length());
            assertThat(whole.substring(0, whole.indexOf("</section>")))
                    .as(section)
                    .contains("jit=1 harden=0<br>unverified");
        }
        Comparison comparison = Comparison.of(record);
        assertThat(TrialCharts.order(comparison, Metric.CPU_OVERHEAD)
                        .orElseThrow()
                        .getSeriesCollection())
                .extracting(XYSeries::getName)
                .contains("jit=1 harden=0 unverified");
        assertThat(LatencyCharts.curves(comparison, LatencyCurve.all(comparison))
                        .getSeriesCollection())
                .extracting(XYSeries::getName)
                .contains("jit=1 harden=0 unverified");
    }

    private static String page(RunRecord record) {
        return HtmlReport.render(Comparison.of(record), new byte[0]);
    }

    private static List<String> all(String page, String pattern) {
        return Pattern.compile(pattern)
                .matcher(page)
                .results()
                .map((MatchResult found) -> found.group(1) == null ? "" : found.group(1))
                .toList();
    }
}
