// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Environment;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.stats.CellFigures;
import io.bpfbench.reports.stats.CellProof;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.Metric;
import io.bpfbench.reports.stats.Row;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.knowm.xchart.XYChart;

/// `report.html`: one file that asks nothing of any network. The results table comes first; every chart has its
/// numbers in a table beside it.
final class HtmlReport {
    private final Comparison comparison;
    private final Clock clock;
    private final Html html = new Html();

    private HtmlReport(Comparison comparison) {
        this.comparison = comparison;
        this.clock = comparison.clock();
    }

    static String render(Comparison comparison) {
        HtmlReport report = new HtmlReport(comparison);
        report.page();
        return report.html.toString();
    }

    private void page() {
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
        section("What it comes to", Verdicts.sentences(comparison));
        results();
        contrasts();
        reservations();
        charts();
        proofs();
        arms();
        environment();
        repeat(started);
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
                        "kernel " + comparison.environment().kernel(),
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

    private void results() {
        html.open("section").element("h2", "Results");
        String caption = "Below each figure its " + RunFacts.intervals(comparison);
        html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "Results");
        html.open("table").element("caption", caption).open("thead").open("tr");
        html.element("th", "Configuration", "scope", "col");
        for (Metric metric : Metric.values()) {
            html.open("th", "scope", "col").text(metric.label(clock));
            html.element("span", metric.unit(clock), "class", "unit").close("th");
        }
        html.element("th", "Blocks", "scope", "col").close("tr").close("thead").open("tbody");
        for (Cell cell : comparison.cells()) {
            html.open("tr").open("th", "scope", "row").text(cell.label());
            if (!proof(cell).attested()) {
                html.element("span", "unverified", "class", "unit bad");
            }
            html.close("th");
            for (Metric metric : Metric.values()) {
                Figure figure = Figure.of(comparison.row(cell, metric));
                html.open("td").element("span", figure.value(), "class", "figure");
                html.element("span", figure.interval(), "class", "interval");
                html.element("span", verdict(cell, metric), "class", "interval").close("td");
            }
            html.element("td", blocks(cell)).close("tr");
        }
        html.close("tbody").close("table").close("div").close("section");
    }

    private void contrasts() {
        List<List<String>> rows = ContrastTable.rows(comparison);
        if (rows.isEmpty()) {
            return;
        }
        html.open("section").element("h2", "What each setting changes");
        html.table(ContrastTable.caption(comparison), ContrastTable.heads(), rows);
        List<List<String>> controls = ContrastTable.controls(comparison);
        if (!controls.isEmpty()) {
            html.open("details").element("summary", "The noise floor: what identical trials differ by");
            html.table(
                    "Controls; the floor is the end of the interval that is farther from zero",
                    List.of("Control", "Metric", "Difference", "95 % interval", "Floor", "Unit", "Blocks"),
                    controls);
            html.close("details");
        }
        html.close("section");
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

    /// The number of blocks behind a cell's figures; a range where metrics differ.
    private String blocks(Cell cell) {
        int[] counts = Arrays.stream(Metric.values())
                .mapToInt(metric -> comparison.row(cell, metric).blocks())
                .sorted()
                .toArray();
        int most = counts[counts.length - 1];
        return counts[0] == most ? Integer.toString(most) : counts[0] + "–" + most;
    }

    private void reservations() {
        section("Unverified", RunFacts.unverified(comparison));
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

    private void charts() {
        for (Metric metric : List.of(Metric.CPU_OVERHEAD, Metric.LATENCY_ADDED_P99, Metric.COST_PER_EVENT)) {
            String title = metric.label(clock);
            String words = title + " of each cell with its 95 % interval, in " + metric.unit(clock);
            figure(title, metric.key(), Charts.effects(comparison, metric), words, effectRows(metric));
        }
        List<String> heads = new ArrayList<>(List.of("Arm"));
        heads.addAll(Charts.percentileNames());
        List<List<String>> rows = new ArrayList<>(List.of(heads));
        for (CellFigures figures : Charts.latencyArms(comparison)) {
            List<String> row = new ArrayList<>(List.of(figures.arm().label()));
            for (double latency : Charts.latencies(figures, comparison)) {
                row.add(Numbers.rough(latency));
            }
            rows.add(row);
        }
        String unit = Metric.LATENCY_ADDED_P99.unit(clock);
        String words = "HTTP latency from the intended start of each request, in " + unit
                + ": mean over trials of each percentile";
        figure("HTTP latency", "latency", Charts.latencies(comparison), words, rows);
    }

    private List<List<String>> effectRows(Metric metric) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Configuration", metric.unit(clock), "95 % interval", "Blocks"));
        for (Cell cell : comparison.cells()) {
            Row row = comparison.row(cell, metric);
            Figure figure = Figure.of(row);
            rows.add(List.of(cell.label(), figure.value(), figure.interval(), Integer.toString(row.blocks())));
        }
        return rows;
    }

    /// @param rows the chart's numbers, column heads first
    private void figure(String title, String name, Optional<XYChart> chart, String words, List<List<String>> rows) {
        if (chart.isEmpty()) {
            return;
        }
        html.open("section").element("h2", title).open("figure");
        html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "Chart: " + title);
        html.trusted(Svg.of(chart.get(), name, words)).close("div");
        html.element("figcaption", words + ".").close("figure");
        html.open("details").element("summary", "The numbers of this chart");
        html.table(words, rows.getFirst(), rows.subList(1, rows.size()));
        html.close("details").close("section");
    }

    private void proofs() {
        html.open("section").element("h2", "Attestation").open("div", "class", "words");
        List<List<String>> rows =
                comparison.proofs().stream().map(this::proofRow).toList();
        html.table(
                "What proves that each cell's settings were in force, over all its trials",
                List.of(
                        "Configuration",
                        "Verdict",
                        "Settings read back",
                        "Attached by",
                        "Programs: native, bytecode",
                        "Runs",
                        "Not timed",
                        "Recursion misses"),
                rows);
        html.close("div").close("section");
    }

    private List<String> proofRow(CellProof proof) {
        List<String> programs = proof.programs().stream()
                .map(program -> program.name() + ": " + range(program.minJitedBytes(), program.maxJitedBytes()) + ", "
                        + range(program.minXlatedBytes(), program.maxXlatedBytes()) + " bytes")
                .toList();
        return List.of(
                proof.cell().label(),
                proof.attested() ? "attested" : "unverified: " + String.join("; ", proof.failures()),
                String.join("\n", proof.settings()),
                String.join(", ", proof.attach()),
                String.join("\n", programs),
                Numbers.count(proof.runs()),
                proof.lost().isEmpty() ? "0" : join(proof.lost()),
                Numbers.count(proof.recursionMisses()));
    }

    private static String join(Map<String, Long> lost) {
        return lost.entrySet().stream()
                .map(reason -> reason.getKey() + ": " + Numbers.count(reason.getValue()))
                .collect(Collectors.joining("\n"));
    }

    private static String range(long low, long high) {
        return low == high ? Long.toString(low) : low + "–" + high;
    }

    private void arms() {
        html.open("section").element("h2", "The load behind the figures");
        List<List<String>> rows = comparison.arms().stream().map(this::armRow).toList();
        html.table(
                "Means over trials; lag, steal and thread are the worst trial's",
                List.of(
                        "Arm",
                        "Trials",
                        "Rate held, %",
                        "worst, %",
                        "Events per request",
                        "CPU busy, %",
                        "Steal, %",
                        "Schedule lag p99, " + Metric.LATENCY_ADDED_P99.unit(clock),
                        "Busiest load thread, %"),
                rows);
        html.close("section");
    }

    private List<String> armRow(CellFigures figures) {
        return List.of(
                figures.arm().label(),
                Integer.toString(figures.trials()),
                Numbers.fixed(100 * figures.achievedShare(), 2),
                Numbers.fixed(100 * figures.leastAchievedShare(), 2),
                figures.eventsPerRequest().isPresent()
                        ? Numbers.fixed(figures.eventsPerRequest().getAsDouble(), 2)
                        : "",
                Numbers.fixed(figures.busyPercent(), 2),
                Numbers.fixed(figures.stealPercent(), 2),
                Numbers.rough(figures.lagP99Nanos() / Metric.nanosPerUnit(clock)),
                Numbers.fixed(100 * figures.busiestThreadShare(), 0));
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

    private void repeat(RunEvent.RunStarted started) {
        html.open("section").element("h2", "How to repeat it");
        html.element("p", "This command ran the trials above:");
        html.open("pre").element("code", started.command()).close("pre");
        html.element(
                "p",
                "The seed " + started.seed()
                        + " fixes the order of the trials and the bootstrap's resamples. run.jsonl beside this"
                        + " file holds every trial; everything here is rebuilt from it.");
        html.close("section");
    }
}
