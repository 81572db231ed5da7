// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.Metric;
import java.util.ArrayList;
import java.util.List;

/// `summary.md`, for a comment on a pull request: the table first, the rest folded.
final class SummaryMarkdown {
    private SummaryMarkdown() {}

    static String render(Comparison comparison) {
        RunEvent.RunStarted started = comparison.record().started();
        Comment comment = new Comment("### bpfbench: what the eBPF JIT and its hardening cost"
                + Markdown.escape(RunFacts.of(started, " ")) + "\n\n");
        comment.add("**" + Markdown.escape(Verdicts.headline(comparison)) + "**\n\n");
        comment.add(Markdown.escape(String.join(
                        " · ",
                        RunFacts.where(started),
                        RunFacts.clock(comparison.clock()),
                        "kernel " + RunFacts.kernel(comparison),
                        "attached by " + RunFacts.attach(comparison),
                        "seed " + started.seed()))
                + "\n\n");
        comment.add(results(comparison) + "\n");
        comment.add(Markdown.escape("Below each figure its " + RunFacts.intervals(comparison)) + "\n\n");
        RunFacts.events(comparison).forEach(sentence -> comment.add(Markdown.escape(sentence) + "\n\n"));
        comment.add(part("What it comes to", Verdicts.sentences(comparison)));
        comment.add(part("Missing or unverified", RunFacts.unverified(comparison)));
        comment.add(part(
                "Findings",
                comparison.record().findings().stream()
                        .map(RunEvent.Finding::toString)
                        .toList()));
        List<List<String>> contrasts = ContrastTable.rows(comparison);
        comment.fold(
                "What each setting changes",
                contrasts.isEmpty() ? "" : Markdown.table(ContrastTable.heads(), contrasts));
        comment.fold("The guide's claims: " + ClaimTable.counts(comparison), claims(comparison));
        comment.add(table(DoseTable.TITLE, DoseTable.CAPTION, DoseTable.heads(), DoseTable.rows(comparison)));
        Clock clock = comparison.clock();
        comment.add(table(
                PartTable.TITLE,
                PartTable.caption(comparison),
                PartTable.heads(comparison, PartTable.all(comparison)),
                PartTable.rows(comparison, PartTable.all(comparison))));
        comment.add(table(
                ProgramTable.TITLE,
                ProgramTable.caption(comparison),
                ProgramTable.heads(comparison),
                ProgramTable.rows(comparison)));
        comment.add(table(
                PartTable.loadTitle(clock),
                PartTable.loadCaption(clock),
                PartTable.loadHeads(clock),
                PartTable.loadRows(comparison)));
        comment.add(table(
                CompilerTable.TITLE,
                CompilerTable.CAPTION,
                CompilerTable.heads(clock),
                CompilerTable.rows(comparison)));
        comment.fold("Attestation", proofs(comparison));
        comment.fold("Environment and how to repeat it", repeat(comparison));
        comment.fold("Warnings (" + comparison.warnings().size() + ")", sentences(comparison.warnings()));
        return comment.text();
    }

    private static String results(Comparison comparison) {
        Clock clock = comparison.clock();
        List<String> heads = new ArrayList<>(List.of("Configuration"));
        for (Metric metric : comparison.metrics()) {
            heads.add(metric.label(clock) + "\n" + metric.unit(clock));
        }
        heads.add("Blocks");
        List<List<String>> rows = new ArrayList<>();
        for (Cell cell : comparison.cells()) {
            List<String> row = new ArrayList<>();
            row.add(RunFacts.marked(comparison, cell));
            for (Metric metric : comparison.metrics()) {
                Figure figure = Figure.of(comparison.row(cell, metric));
                row.add(figure.value() + (figure.interval().isEmpty() ? "" : "\n" + figure.interval()));
            }
            row.add(RunFacts.blocks(comparison, cell, comparison.metrics()));
            rows.add(row);
        }
        return Markdown.table(heads, rows);
    }

    private static String claims(Comparison comparison) {
        StringBuilder text = new StringBuilder();
        text.append(Markdown.escape(ClaimTable.caption(comparison.clock())))
                .append("\n\n")
                .append(Markdown.words(ClaimTable.heads(), ClaimTable.rows(comparison)))
                .append("\n")
                .append(Markdown.escape(ClaimTable.FORMULA + ". By it the guide contradicts itself:"))
                .append("\n\n")
                .append(Markdown.list(ClaimTable.contradictions()))
                .append("\n")
                .append(Markdown.table(ClaimTable.publishedHeads(), ClaimTable.published()));
        List<List<String>> worked = ClaimTable.worked(comparison);
        if (!worked.isEmpty()) {
            text.append("\n").append(Markdown.table(ClaimTable.workedHeads(comparison), worked));
        }
        return text.toString();
    }

    private static String table(String title, String caption, List<String> heads, List<List<String>> rows) {
        return rows.isEmpty()
                ? ""
                : Markdown.folded(title, Markdown.escape(caption + ".") + "\n\n" + Markdown.table(heads, rows));
    }

    private static String part(String title, List<String> all) {
        return all.isEmpty() ? "" : "**" + title + "**\n\n" + sentences(all) + "\n";
    }

    private static String sentences(List<String> all) {
        return Markdown.list(RunFacts.first(all, "summary.json"));
    }

    private static String proofs(Comparison comparison) {
        List<List<String>> rows = comparison.proofs().stream()
                .map(proof -> List.of(
                        proof.cell().label(),
                        proof.outcome().word(),
                        String.join("\n", proof.settings()),
                        proof.programs().stream()
                                .map(program -> program.name() + ": " + program.maxJitedBytes() + ", "
                                        + program.maxXlatedBytes())
                                .reduce((first, second) -> first + "\n" + second)
                                .orElse(""),
                        Numbers.count(proof.runs())))
                .toList();
        List<String> heads =
                List.of("Configuration", "Verdict", "Settings read back", "Programs: native, bytecode (bytes)", "Runs");
        String code = HtmlCode.sentence(comparison);
        return Markdown.table(heads, rows) + (code.isEmpty() ? "" : "\n" + Markdown.escape(code) + "\n");
    }

    private static String repeat(Comparison comparison) {
        List<List<String>> rows = RunFacts.of(comparison).stream()
                .map(fact -> List.of(fact.name(), fact.value()))
                .toList();
        return Markdown.table(List.of("Fact", "Value"), rows) + "\n"
                + Markdown.code(comparison.record().started().command());
    }
}
