// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Environment;
import io.bpfbench.reports.result.JournalInPage;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.stats.CellProof;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.Metric;
import io.bpfbench.reports.stats.Row;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// `report.html`: one file that asks nothing of any network. The results table comes first; every chart has its
/// numbers in a table beside it.
final class HtmlReport {
    /// Pages larger than 2 MB are refused by issue trackers and opened by nobody.
    private static final int MOST_CHARACTERS = 1_950_000;

    private final Comparison comparison;
    private final Clock clock;
    private final Html html = new Html();

    private HtmlReport(Comparison comparison) {
        this.comparison = comparison;
        this.clock = comparison.clock();
    }

    /// @param journal the text that the comparison was made from, for the page to carry
    static String render(Comparison comparison, String journal) {
        HtmlReport report = new HtmlReport(comparison);
        report.page(journal);
        return report.html.toString();
    }

    private void page(String journal) {
        RunEvent.RunStarted started = comparison.record().started();
        html.trusted("<!DOCTYPE html>\n").open("html", "lang", "en").open("head");
        html.open("meta", "charset", "utf-8")
                .open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.open(
                "meta",
                "http-equiv",
                "Content-Security-Policy",
                "content",
                "default-src 'none'; style-src 'unsafe-inline'");
        html.element("title", "bpfbench: " + started.command());
        html.open("style")
                .trusted(styleSheet())
                .close("style")
                .close("head")
                .open("body")
                .open("main");
        head(started);
        verdicts();
        results();
        reservations();
        new HtmlCharts(comparison, html).write();
        new HtmlParts(comparison, html).write();
        new HtmlEvidence(comparison, html).write();
        new HtmlLedger(comparison, html).write();
        environment();
        repeat(started, journal);
        html.close("main").close("body").close("html");
    }

    private static String styleSheet() {
        try (InputStream css = HtmlReport.class.getResourceAsStream("report.css")) {
            if (css == null) {
                throw new IllegalStateException("report.css is missing from the jar");
            }
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException damaged) {
            throw new UncheckedIOException("report.css cannot be read from the jar", damaged);
        }
    }

    private void head(RunEvent.RunStarted started) {
        html.element("h1", "What the eBPF JIT and its hardening cost");
        html.element(
                "p",
                String.join(
                        " · ",
                        RunFacts.where(started),
                        "kernel " + RunFacts.kernel(comparison),
                        "attached by " + RunFacts.attach(comparison),
                        started.design().blocks() + (started.design().blocks() == 1 ? " block" : " blocks"),
                        "seed " + started.seed()),
                "class",
                "facts");
        html.element("p", RunFacts.clock(clock) + ".", "class", "facts");
        if (!comparison.record().complete()) {
            html.element(
                    "p", "This run did not reach its end: what follows stands on the trials that did.", "class", "bad");
        }
    }

    private void verdicts() {
        List<String> verdicts = Verdicts.sentences(comparison);
        section("What it comes to", verdicts);
        if (verdicts.isEmpty()) {
            html.element(
                    "p",
                    comparison.record().started().design().blocks() < 2
                            ? "One block shows that the chain works. Nothing may be claimed from it."
                            : "Nothing may be claimed from this run; the reasons stand below.",
                    "class",
                    "bad");
        }
    }

    private void results() {
        html.open("section").element("h2", "Results");
        String caption = "Below each figure its " + RunFacts.intervals(comparison);
        html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "Results");
        html.open("table").element("caption", caption).open("thead").open("tr");
        html.element("th", "Configuration", "scope", "col");
        for (Metric metric : comparison.metrics()) {
            html.open("th", "scope", "col").text(metric.label(clock));
            html.element("span", metric.unit(clock), "class", "unit").close("th");
        }
        html.element("th", "Blocks", "scope", "col").close("tr").close("thead").open("tbody");
        for (Cell cell : comparison.cells()) {
            html.open("tr").open("th", "scope", "row").text(cell.label());
            if (!proof(cell).attested()) {
                html.element("span", proof(cell).outcome().word(), "class", "unit bad");
            }
            html.close("th");
            for (Metric metric : comparison.metrics()) {
                Figure figure = Figure.of(comparison.row(cell, metric));
                html.open("td").element("span", figure.value(), "class", "figure");
                html.element("span", figure.interval(), "class", "interval");
                html.element("span", verdict(cell, metric), "class", "interval").close("td");
            }
            html.element("td", RunFacts.blocks(comparison, cell, comparison.metrics()))
                    .close("tr");
        }
        html.close("tbody").close("table").close("div").close("section");
    }

    private CellProof proof(Cell cell) {
        return comparison.proofs().stream()
                .filter(proof -> proof.cell().equals(cell))
                .findFirst()
                .orElseThrow();
    }

    private String verdict(Cell cell, Metric metric) {
        Row row = comparison.row(cell, metric);
        return row.inference().isPresent() ? row.verdict().word() : "";
    }

    private void reservations() {
        section("Missing or unverified", RunFacts.unverified(comparison));
        section(
                "Findings",
                comparison.record().findings().stream()
                        .map(RunEvent.Finding::toString)
                        .toList());
        section("Warnings", comparison.warnings());
    }

    private void section(String title, List<String> sentences) {
        if (!sentences.isEmpty()) {
            html.open("section").element("h2", title).list(sentences).close("section");
        }
    }

    private void environment() {
        Environment environment = comparison.environment();
        List<List<String>> rows = new ArrayList<>();
        for (RunFacts.Fact fact : RunFacts.of(comparison)) {
            rows.add(List.of(fact.name(), fact.value()));
        }
        rows.add(List.of("CPU", environment.cpuModel()));
        rows.add(List.of("Memory", Numbers.fixed(environment.memoryBytes() / 1048576.0, 0) + " MiB"));
        rows.add(List.of("Operating system", environment.operatingSystem()));
        rows.add(List.of("Java", environment.jdk()));
        environment.settings().forEach((name, value) -> rows.add(List.of(name, value)));
        environment.more().forEach((name, value) -> rows.add(List.of(name, value)));
        html.open("section").element("h2", "Environment").open("div", "class", "words");
        html.table("The machine that the trials ran on, settings as they were found", List.of("Fact", "Value"), rows);
        html.close("div").close("section");
    }

    private void repeat(RunEvent.RunStarted started, String journal) {
        html.open("section").element("h2", "How to repeat it");
        html.element("p", "This command ran the trials above:");
        html.open("pre").element("code", started.command()).close("pre");
        html.element(
                "p",
                "The seed " + started.seed()
                        + " fixes the order of the trials and the bootstrap's resamples. Everything here is rebuilt from"
                        + " run.jsonl, which holds every trial.");
        String carried = JournalInPage.element(journal);
        if (html.toString().length() + carried.length() < MOST_CHARACTERS) {
            html.element(
                    "p",
                    "This file carries it: bench report FILE makes every report of this run anew from this file alone,"
                            + " and bench compare FILE FILE sets two such files against each other.");
            html.close("section").trusted(carried);
        } else {
            html.element(
                    "p",
                    "It is too long to be carried in this file (" + Numbers.count(journal.length() / 1_000_000)
                            + " MB): it stands beside this file's first place.");
            html.close("section");
        }
    }
}
