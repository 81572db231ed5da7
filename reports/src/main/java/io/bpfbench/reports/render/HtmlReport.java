// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Environment;
import io.bpfbench.reports.result.JournalInPage;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.stats.Comparison;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// `report.html`: one file that asks nothing of any network, from the verdict in one sentence down to how to repeat
/// it. [#page(byte[])] is its order; every chart has its numbers in a table beside it.
final class HtmlReport {
    /// Pages larger than 2 MB are refused by issue trackers and opened by nobody. What grows with a run is bounded
    /// where
    /// it is written; the journal has the room that is left.
    private static final int MOST_BYTES = 1_950_000;

    private final Comparison comparison;
    private final Html html = new Html();

    private HtmlReport(Comparison comparison) {
        this.comparison = comparison;
    }

    /// @param journal the bytes that the comparison was made from, for the page to carry
    static String render(Comparison comparison, byte[] journal) {
        HtmlReport report = new HtmlReport(comparison);
        report.page(journal);
        return report.html.toString();
    }

    private void page(byte[] journal) {
        RunEvent.RunStarted started = comparison.record().started();
        head(html, started.command());
        List<Consumer<Html>> sections = List.of(
                section -> new HtmlResults(comparison, section).write(),
                section -> new HtmlEffects(comparison, section).write(),
                section -> new HtmlCost(comparison, section).parts(),
                section -> new HtmlTrials(comparison, section).latencies(),
                section -> new HtmlTrials(comparison, section).order(),
                section -> new HtmlCost(comparison, section).doses(),
                section -> new HtmlCost(comparison, section).loading(),
                section -> new HtmlCost(comparison, section).compiler(),
                section -> new HtmlTrials(comparison, section).cpu(),
                section -> HtmlAttestation.write(comparison, section),
                section -> HtmlCode.write(comparison, section),
                section -> new HtmlLedger(comparison, section).write(),
                this::environment,
                section -> HtmlMethod.write(comparison, section));
        // Side by side: to draw the charts takes a while.
        sections.parallelStream()
                .map(section -> {
                    Html own = new Html();
                    section.accept(own);
                    return own.toString();
                })
                .toList()
                .forEach(html::trusted);
        repeat(started, journal);
        html.close("main").close("body").close("html");
    }

    /// Everything before the first words of a page.
    static void head(Html html, String command) {
        html.trusted("<!DOCTYPE html>\n").open("html", "lang", "en").open("head");
        html.open("meta", "charset", "utf-8")
                .open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.open(
                "meta",
                "http-equiv",
                "Content-Security-Policy",
                "content",
                "default-src 'none'; style-src 'unsafe-inline'");
        html.element("title", "bpfbench: " + command);
        html.open("style")
                .trusted(styleSheet())
                .close("style")
                .close("head")
                .open("body")
                .open("main");
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

    private void environment(Html section) {
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
        section.open("section", "id", "environment")
                .element("h2", "Environment")
                .open("div", "class", "words");
        section.table(
                "The machine that the trials ran on, settings as they were found", List.of("Fact", "Value"), rows);
        section.close("div").close("section");
    }

    private void repeat(RunEvent.RunStarted started, byte[] journal) {
        html.open("section", "id", "repeat").element("h2", "How to repeat it");
        html.element("p", "This command ran the trials above:");
        html.open("pre").element("code", started.command()).close("pre");
        html.element(
                "p",
                "The seed " + started.seed()
                        + " fixes the order of the trials and the bootstrap's resamples. Everything here is rebuilt from"
                        + " run.jsonl, which holds every trial.");
        carry(html, journal);
    }

    /// The journal, and what it is good for; behind it the section ends.
    static void carry(Html html, byte[] journal) {
        Optional<String> carried = JournalInPage.element(journal, MOST_BYTES - bytes(html.toString()));
        if (carried.isPresent()) {
            html.element(
                    "p",
                    "This file carries it: bench report FILE makes every report of this run anew from this file alone,"
                            + " and bench compare FILE FILE sets two such files against each other.");
            html.close("section").trusted(carried.get());
        } else {
            html.element(
                    "p",
                    "It is too long to be carried in this file (" + Numbers.rough(journal.length / 1e6)
                            + " MB): whoever has this file alone cannot make reports from it.");
            html.close("section").trusted(JournalInPage.LEFT_OUT);
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
