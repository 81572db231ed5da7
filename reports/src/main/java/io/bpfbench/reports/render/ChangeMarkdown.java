// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.stats.ChangeRow;
import io.bpfbench.reports.stats.RunChange;
import java.util.ArrayList;
import java.util.List;

/// Two runs set against each other, for a comment on a pull request: the verdict and what decides it first, the rest
/// folded.
public final class ChangeMarkdown {
    private static final List<String> HEADS =
            List.of("Metric", "Configuration", "Base", "New", "Difference", "Ratio", "p", "Could have seen", "Outcome");

    private ChangeMarkdown() {}

    /// At most [Comment#MOST_CHARACTERS] long.
    public static String render(RunChange change) {
        Comment comment = new Comment("### bpfbench: " + change.outcome().word() + "\n\n");
        comment.add(Markdown.escape(ChangeFacts.verdict(change)) + "\n\n");
        comment.add(rows(change, true));
        comment.fold("For the record", rows(change, false));
        comment.fold("How this was compared", facts(change));
        return comment.text();
    }

    private static String rows(RunChange change, boolean deciding) {
        List<List<String>> rows = change.rows().stream()
                .filter(row -> row.decides() == deciding)
                .map(row -> row(row, change.base().clock()))
                .toList();
        return rows.isEmpty() ? "" : Markdown.table(HEADS, rows) + "\n";
    }

    private static List<String> row(ChangeRow row, Clock clock) {
        ChangeTable.ChangeFigures figures = ChangeTable.ChangeFigures.of(row);
        return List.of(
                row.metric().label(clock) + "\n" + row.unit(),
                row.cell().label(),
                figures.base() + "\n" + figures.baseBlocks(),
                figures.changed() + "\n" + figures.changedBlocks(),
                figures.difference() + "\n" + figures.interval(),
                figures.ratio() + "\n" + figures.ratioInterval(),
                figures.p(),
                row.effect()
                        .map(effect -> effect.detectable() == 0 ? "any" : Numbers.rough(effect.detectable()))
                        .orElse(""),
                figures.mark() + " " + row.outcome().word() + "\n" + row.reason());
    }

    private static String facts(RunChange change) {
        List<List<String>> facts = new ArrayList<>();
        ChangeFacts.of(change).forEach(fact -> facts.add(List.of(fact.name(), fact.value())));
        List<String> notes = new ArrayList<>(ChangeFacts.notes(change));
        notes.add(ChangeFacts.legend(change));
        return Markdown.table(List.of("Fact", "Value"), facts) + "\n" + Markdown.list(notes);
    }
}
