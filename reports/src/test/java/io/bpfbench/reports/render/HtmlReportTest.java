// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.ExactRun;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.HistogramData;
import io.bpfbench.reports.result.LoadFigures;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.LatencyCurve;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

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

    /// The floor is drawn in each row that has one: a band and its two ends.
    @Test
    void theForestShowsTheNoiseFloor() {
        assertThat(page(HOST)).contains("var(--band)");
        assertThat(page(SyntheticRun.lab(6).record())).doesNotContain("rgb(209,210,211)");
    }

    @Test
    void aVoidTrialIsListedAsOne() {
        assertThat(page(HOST)).doesNotContain("harden=0 is void");
        RunRecord late = Altered.load(
                HOST,
                3,
                SyntheticRun.JIT,
                load -> new LoadFigures(
                        load.windowNanos(),
                        load.targetPerSecond(),
                        load.targetPerSecond() * 0.9,
                        load.requests(),
                        load.errors(),
                        load.latency(),
                        load.scheduleLag(),
                        load.busiestThreadShare()));
        assertThat(page(late)).contains("block 3, jit=1 harden=0 is void but for cost per event");
    }

    @Test
    void theCurveHasEveryRequestOfTheTrialsThatCount() {
        List<LatencyCurve> curves = LatencyCurve.all(Comparison.of(HOST));
        assertThat(curves).hasSize(6);
        LatencyCurve jit = curves.get(2);
        HistogramData trial =
                HOST.trials().getFirst().http().orElseThrow().load().latency();
        assertThat(jit.arm()).isEqualTo(SyntheticRun.JIT);
        assertThat(jit.requests()).isEqualTo(6 * trial.count());
        assertThat(jit.medianNanos()).isBetween(0.95 * trial.p50Nanos(), 1.05 * trial.p50Nanos());
        assertThat(jit.at(2).orElseThrow()).isBetween(0.95 * trial.p99Nanos(), 1.05 * trial.p99Nanos());
        assertThat(jit.at(4)).isEmpty();
        assertThat(jit.points()).isSortedAccordingTo((a, b) -> Double.compare(a.nines(), b.nines()));
        assertThat(jit.maxNanos()).isGreaterThanOrEqualTo(jit.at(3).orElseThrow());
    }

    /// Ten thousand points would be a black chart on a page of many megabytes.
    @Test
    void ofVeryManyTrialsAFewAreShown() {
        assertThat(TrialCharts.shown(36)).hasSize(36);
        assertThat(TrialCharts.shown(10_000)).hasSize(500).startsWith(0, 20).endsWith(9_980);
    }

    private static String page(RunRecord record) {
        return HtmlReport.render(Comparison.of(record), "");
    }

    private static List<String> all(String page, String pattern) {
        return Pattern.compile(pattern)
                .matcher(page)
                .results()
                .map((MatchResult found) -> found.group(1) == null ? "" : found.group(1))
                .toList();
    }
}
