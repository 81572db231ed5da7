// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.stats.CellProof;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.Metric;
import io.bpfbench.reports.stats.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The first screen of `report.html`: the verdict, where it is from, the table, and what speaks against believing it.
final class HtmlResults {
    private final Comparison comparison;
    private final Clock clock;
    private final Html html;

    HtmlResults(Comparison comparison, Html html) {
        this.comparison = comparison;
        this.clock = comparison.clock();
        this.html = html;
    }

    void write() {
        RunEvent.RunStarted started = comparison.record().started();
        html.open("header").element("h1", "What the eBPF JIT and its hardening cost" + RunFacts.of(started, " "));
        html.element("p", Verdicts.headline(comparison), "class", "verdict");
        html.element(
                "p",
                String.join(
                        " · ",
                        RunFacts.where(started),
                        RunFacts.clock(clock),
                        "kernel " + RunFacts.kernel(comparison),
                        "attached by " + RunFacts.attach(comparison),
                        started.design().blocks() + (started.design().blocks() == 1 ? " block" : " blocks"),
                        "seed " + started.seed()),
                "class",
                "facts");
        if (!comparison.record().complete()) {
            html.element(
                    "p", "This run did not reach its end: what follows stands on the trials that did.", "class", "bad");
        }
        html.close("header");
        table();
        list("In words", Verdicts.sentences(comparison));
        list("Missing or unverified", RunFacts.unverified(comparison));
        list(
                "Findings",
                comparison.record().findings().stream()
                        .map(RunEvent.Finding::toString)
                        .toList());
        list("Warnings", warnings());
    }

    private void table() {
        html.open("section", "id", "results").element("h2", "Results");
        html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "Table of results");
        html.open("table").element("caption", "Below each figure its " + RunFacts.intervals(comparison));
        html.open("thead").open("tr");
        html.element("th", "Configuration", "scope", "col");
        for (Metric metric : comparison.metrics()) {
            html.open("th", "scope", "col").text(metric.label(clock));
            html.element("span", metric.unit(clock), "class", "unit").close("th");
        }
        html.element("th", "Blocks", "scope", "col").close("tr").close("thead").open("tbody");
        comparison.proofs().forEach(this::row);
        html.close("tbody").close("table").close("div").close("section");
    }

    private void row(CellProof proof) {
        Cell cell = proof.cell();
        html.open("tr").open("th", "scope", "row").text(cell.label());
        if (!proof.attested()) {
            html.element("span", proof.outcome().word(), "class", "unit bad");
        }
        html.close("th");
        for (Metric metric : comparison.metrics()) {
            Row row = comparison.row(cell, metric);
            Figure figure = Figure.of(row);
            html.open("td").element("span", figure.value(), "class", "figure");
            html.element("span", figure.interval(), "class", "interval");
            html.element("span", row.inference().isPresent() ? row.verdict().word() : "", "class", "interval")
                    .close("td");
        }
        html.element("td", RunFacts.blocks(comparison, cell, comparison.metrics()))
                .close("tr");
    }

    /// Void trials stand under the trials, each with its sentence: here, how many.
    private List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        Set<String> voids = Set.copyOf(comparison.voids());
        if (!voids.isEmpty()) {
            warnings.add(Numbers.count(voids.size()) + (voids.size() == 1 ? " trial breaks" : " trials break")
                    + " a rule declared before the run: see \u201cTrials in run order\u201d");
        }
        comparison.warnings().stream()
                .filter(warning -> !voids.contains(warning))
                .forEach(warnings::add);
        return warnings;
    }

    private void list(String title, List<String> sentences) {
        if (!sentences.isEmpty()) {
            html.open("section")
                    .element("h2", title)
                    .list(RunFacts.first(sentences, "summary.json"))
                    .close("section");
        }
    }
}
