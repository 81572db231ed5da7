// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.stats.MicroFigures;
import java.util.ArrayList;
import java.util.List;

/// `summary.md` of a micro run, for a comment on a pull request: the table first, the rest folded.
final class MicroMarkdown {
    private MicroMarkdown() {}

    static String render(MicroFigures figures) {
        Comment comment = new Comment("### bpfbench micro: what single BPF programs take\n\n");
        comment.add("**" + Markdown.escape(MicroHeadline.of(figures)) + "**\n\n");
        comment.add(Markdown.escape(MicroTable.factsLine(figures)) + "\n\n");
        comment.add(Markdown.table(MicroTable.runHeads(figures), MicroTable.runRows(figures)) + "\n");
        comment.add(Markdown.escape("For " + MicroTable.runCaption(figures) + ".") + "\n\n");
        comment.add(sentences("Findings", MicroTable.findings(figures)));
        comment.add(sentences("Unverified", MicroTable.unverified(figures)));
        comment.fold(
                MicroTable.instructionCaption(figures),
                Markdown.table(MicroTable.instructionHeads(figures), MicroTable.instructionRows(figures)));
        if (!figures.loading().isEmpty()) {
            comment.fold(
                    MicroTable.loadCaption(figures),
                    Markdown.table(MicroTable.loadHeads(figures), MicroTable.loadRows(figures)));
        }
        comment.fold("The guide's claims: " + MicroClaims.counts(figures), claims(figures));
        comment.fold("Attestation", Markdown.table(MicroTable.proofHeads(), MicroTable.proofRows(figures)));
        comment.fold("Environment and how to repeat it", repeat(figures));
        List<String> warnings = figures.record().warnings();
        comment.fold("Warnings (" + warnings.size() + ")", Markdown.list(RunFacts.first(warnings, "run.jsonl")));
        return comment.text();
    }

    private static String sentences(String title, List<String> all) {
        return all.isEmpty() ? "" : "**" + title + "**\n\n" + Markdown.list(RunFacts.first(all, "report.html")) + "\n";
    }

    private static String claims(MicroFigures figures) {
        return Markdown.escape(
                        ClaimTable.captionOfMicro(figures.record().started().clock())) + "\n\n"
                + Markdown.words(ClaimTable.heads(), MicroClaims.rows(figures));
    }

    private static String repeat(MicroFigures figures) {
        RunEvent.MicroStarted started = figures.record().started();
        List<List<String>> rows = new ArrayList<>();
        MicroTable.facts(figures).forEach(fact -> rows.add(List.of(fact.name(), fact.value())));
        return Markdown.table(List.of("Fact", "Value"), rows) + "\n" + Markdown.code(started.command());
    }
}
