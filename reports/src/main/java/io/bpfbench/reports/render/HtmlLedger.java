// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.stats.Claim;
import io.bpfbench.reports.stats.ClaimFinding;
import io.bpfbench.reports.stats.Comparison;
import java.util.List;

/// The part of `report.html` on the guide's claims: all of them in every report, judged or not, and their arithmetic.
final class HtmlLedger {
    private final Comparison comparison;
    private final Html html;

    HtmlLedger(Comparison comparison, Html html) {
        this.comparison = comparison;
        this.html = html;
    }

    void write() {
        html.open("section", "id", "claims").element("h2", "What a guide claims, and what was measured");
        html.element("p", ClaimTable.counts(comparison) + ".");
        claims();
        arithmetic();
        html.close("section");
    }

    private void claims() {
        table(
                html,
                ClaimTable.caption(comparison.clock()),
                comparison.claims().stream()
                        .map(finding -> new Line(
                                finding.claim(),
                                finding.word(),
                                finding.reason(),
                                ClaimTable.measured(finding, comparison.clock())))
                        .toList());
    }

    /// A claim, what may be said of it and why, and what was measured, a line each.
    record Line(Claim claim, ClaimFinding.Word word, String reason, String measured) {}

    static void table(Html html, String caption, List<Line> lines) {
        html.open("div", "class", "scroll words", "tabindex", "0", "role", "region", "aria-label", "Claims");
        html.open("table", "class", "claims").element("caption", caption);
        html.open("thead").open("tr");
        ClaimTable.heads().forEach(head -> html.element("th", head, "scope", "col"));
        html.close("tr").close("thead").open("tbody");
        for (Line line : lines) {
            html.open("tr").element("th", line.claim().statement(), "scope", "row");
            html.open("td").element("span", line.word().word(), "class", style(line.word()));
            if (!line.reason().isEmpty()) {
                html.element("div", line.reason(), "class", "soft");
            }
            html.close("td").open("td");
            line.measured().lines().forEach(each -> html.open("div").text(each).close("div"));
            html.close("td")
                    .element("td", line.claim().section(), "class", "soft")
                    .close("tr");
        }
        html.close("tbody").close("table").close("div");
    }

    private static String style(ClaimFinding.Word word) {
        return switch (word) {
            case CONFIRMED -> "good";
            case REFUTED -> "bad";
            case INCONCLUSIVE, NOT_MEASURABLE -> "soft";
        };
    }

    private void arithmetic() {
        html.element("h3", "The arithmetic between the figures");
        html.element(
                "p", ClaimTable.FORMULA + ". Two of the guide's tables do not agree with it, nor with each other:");
        html.list(ClaimTable.contradictions());
        html.table(
                "The guide's results by the formula; it does not say how many CPUs its machine had",
                ClaimTable.publishedHeads(),
                ClaimTable.published());
        List<List<String>> worked = ClaimTable.worked(comparison);
        if (!worked.isEmpty()) {
            html.table(
                    "This run by the same formula. What was measured above it surrounds the programs: trampoline or"
                            + " kprobe, caches, the probe's own process",
                    ClaimTable.workedHeads(comparison),
                    worked);
        }
    }
}
