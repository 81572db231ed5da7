// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Environment;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.stats.MicroFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// `report.html` of a micro run.
final class MicroHtml {
    private final MicroFigures figures;
    private final RunEvent.MicroStarted started;
    private final Html html = new Html();

    private MicroHtml(MicroFigures figures) {
        this.figures = figures;
        this.started = figures.record().started();
    }

    /// @param journal the bytes that the figures were made from, for the page to carry
    static String render(MicroFigures figures, byte[] journal) {
        MicroHtml page = new MicroHtml(figures);
        page.page(journal);
        return page.html.toString();
    }

    private void page(byte[] journal) {
        HtmlReport.head(html, started.command());
        html.open("header").element("h1", "bpfbench micro");
        html.element("p", MicroHeadline.of(figures), "class", "verdict");
        html.element("p", MicroTable.factsLine(figures), "class", "facts");
        html.close("header");
        list("Findings", MicroTable.findings(figures));
        List<String> warnings = new ArrayList<>(figures.record().warnings());
        warnings.addAll(MicroTable.unverified(figures));
        list("Warnings", warnings);
        html.open("section", "id", "micro").element("h2", "What a run of each program takes");
        new HtmlFigure(
                        "What a run of each program takes",
                        "micro-runs",
                        "For " + MicroTable.runCaption(figures) + "; ± is half of the 95 % interval over rounds",
                        MicroTable.runHeads(figures),
                        MicroTable.runRows(figures))
                .write(html, MicroCharts.runs(figures));
        html.element("h3", "By the instruction");
        html.table(
                MicroTable.instructionCaption(figures)
                        + "; bytes: native ones for each eight bytes of bytecode. Instructions are those of the program"
                        + " as it was handed to the kernel",
                MicroTable.instructionHeads(figures),
                MicroTable.instructionRows(figures));
        html.close("section");
        loading();
        attestation();
        claims();
        environment();
        method();
        html.open("section", "id", "repeat").element("h2", "How to repeat it");
        html.open("pre").element("code", started.command()).close("pre");
        HtmlReport.carry(html, journal);
        html.close("main").close("body").close("html");
    }

    private void list(String title, List<String> sentences) {
        if (!sentences.isEmpty()) {
            html.open("section").element("h2", title).list(sentences).close("section");
        }
    }

    private void loading() {
        if (figures.loading().isEmpty()) {
            return;
        }
        html.open("section", "id", "load").element("h2", "Load time against length");
        new HtmlFigure(
                        "Load time against length",
                        "micro-load",
                        MicroTable.loadCaption(figures)
                                + ". Blinding patches a program constant by constant and moves what is behind it each time, so"
                                + " it grows with the square of the length",
                        MicroTable.loadHeads(figures),
                        MicroTable.loadRows(figures))
                .write(html, MicroCharts.loading(figures, "load, " + loadUnit()));
        html.close("section");
    }

    private String loadUnit() {
        return switch (started.clock()) {
            case WALL -> "µs";
            case INSTRUCTIONS -> "thousand instructions";
        };
    }

    private void attestation() {
        html.open("section", "id", "attestation").element("h2", "Attestation").open("details");
        html.element("summary", "What proves that each program ran under its cell's settings");
        html.table(
                "Settings were read back before and after; sizes in bytes as the kernel gives them",
                MicroTable.proofHeads(),
                MicroTable.proofRows(figures));
        html.close("details").close("section");
    }

    private void claims() {
        html.open("section", "id", "claims").element("h2", "What a guide claims, and what was measured");
        html.element("p", MicroClaims.counts(figures) + ".");
        HtmlLedger.table(
                html,
                ClaimTable.captionOfMicro(figures.record().started().clock()),
                figures.claims().stream()
                        .map(finding -> new HtmlLedger.Line(
                                finding.claim(),
                                finding.word(),
                                finding.reason(),
                                MicroClaims.measured(finding, figures)))
                        .toList());
        html.close("section");
    }

    private void environment() {
        Environment environment = figures.record().environment();
        List<List<String>> rows = new ArrayList<>();
        MicroTable.facts(figures).forEach(fact -> rows.add(List.of(fact.name(), fact.value())));
        rows.add(List.of("CPU", environment.cpuModel()));
        rows.add(List.of("Operating system", environment.operatingSystem()));
        rows.add(List.of("Java", environment.jdk()));
        Map<String, String> more = new TreeMap<>(environment.settings());
        more.putAll(environment.more());
        more.forEach((name, value) -> rows.add(List.of(name, value)));
        html.open("section", "id", "environment").element("h2", "Environment").open("div", "class", "words");
        html.table("The machine that the programs ran on", List.of("Fact", "Value"), rows);
        html.close("div").close("section");
    }

    private void method() {
        html.open("section", "id", "method").element("h2", "Method");
        html.list(List.of(
                "JMH times system calls (BPF_PROG_TEST_RUN) that have the kernel run a program so often that the call itself"
                        + " does not matter. Every program is loaded afresh for every score, under settings read back before"
                        + " and after.",
                "Of each score the median of its iterations counts. A call of N runs takes call + N × (way + body): the empty"
                        + " program, run once and often, gives call and way, and what is left is the body.",
                "Instructions are those that a run executes of the program as it was handed to the kernel, counted beforehand;"
                        + " what a helper does inside the kernel is not among them, so such programs are given per call.",
                "Cells are compared round by round, in an order drawn from the seed; intervals are over rounds."));
        html.close("section");
    }
}
