// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.stats.Comparison;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a run comes to, for standard output: the environment, what speaks against the figures, the results, and
/// what may be concluded from them.
public final class TerminalTable {
    private static final int MOST_NOTES = 20;
    private static final int NAMES = 12;

    private TerminalTable() {}

    /// The table without colours, for a reader who has seen nothing of it.
    public static String render(Comparison comparison) {
        return render(comparison, Ink.NONE, Set.of());
    }

    /// The table, lines ended by `\n`. Lines are at most 80 columns wide; only figures or names that do not fit make it
    /// wider.
    ///
    /// @param told lines of [#head], [#finding] and [#warning] that stand above it on the same screen; they are not
    ///     repeated
    public static String render(Comparison comparison, Ink ink, Set<String> told) {
        List<List<String>> parts = new ArrayList<>();
        parts.add(untold(facts(RunFacts.of(comparison)), told));
        parts.add(notes(comparison, ink, told));
        parts.add(TerminalFigures.lines(comparison));
        List<String> legend = new ArrayList<>(
                TextLines.wrapped("", "n: blocks. Below each figure, low..high: " + RunFacts.intervals(comparison)));
        RunFacts.events(comparison).forEach(sentence -> legend.addAll(TextLines.wrapped("", sentence)));
        TerminalFigures.marks(comparison).forEach(mark -> legend.addAll(TextLines.wrapped("", mark)));
        parts.add(legend);
        List<String> contrasts = TerminalContrasts.lines(comparison, ink);
        parts.add(contrasts);
        parts.add(contrasts.isEmpty() ? List.of() : TextLines.wrapped("", TerminalContrasts.legend(comparison)));
        parts.add(ProgramTable.lines(comparison));
        parts.add(DoseTable.sentences(comparison).stream()
                .flatMap(sentence -> TextLines.wrapped("", sentence).stream())
                .toList());
        parts.add(TextLines.wrapped("", "the guide's claims: " + ClaimTable.counts(comparison) + "; see report.html"));
        // What stands last is what a reader sees first.
        parts.add(TextLines.wrapped("", Verdicts.headline(comparison)).stream()
                .map(ink::bold)
                .toList());
        StringBuilder text = new StringBuilder();
        for (List<String> part : parts) {
            text.append(part.isEmpty() || text.isEmpty() ? "" : "\n");
            part.forEach(line -> text.append(line).append("\n"));
        }
        return text.toString();
    }

    /// What is known before the first trial, as lines: where, by which clock, and how little one block is worth.
    public static List<String> head(RunEvent.RunStarted started) {
        List<String> lines = new ArrayList<>();
        facts(RunFacts.of(started)).forEach(lines::addAll);
        if (started.design().blocks() < 2) {
            lines.addAll(warning(Comparison.ONE_BLOCK));
        }
        return lines;
    }

    /// A finding, as lines; none when the reason for the place says as much.
    public static List<String> finding(RunEvent.RunStarted started, RunEvent.Finding finding) {
        String text = finding.toString();
        return started.placeReason().contains(text) ? List.of() : TextLines.wrapped("", "finding: " + text);
    }

    /// A warning, as lines.
    public static List<String> warning(String sentence) {
        return TextLines.wrapped("", "warning: " + sentence);
    }

    /// The same text in characters that a charset can hold: on a terminal without UTF-8, `µs` becomes `us`.
    public static String fit(String text, Charset charset) {
        if (charset.newEncoder().canEncode(text)) {
            return text;
        }
        String plain = text;
        for (Map.Entry<String, String> sign : List.of(
                Map.entry("µ", "u"),
                Map.entry("10⁹", "10^9"),
                Map.entry("–", "-"),
                Map.entry("…", "..."),
                Map.entry("→", "->"),
                Map.entry("▲", "+"),
                Map.entry("▼", "-"))) {
            plain = plain.replace(sign.getKey(), sign.getValue());
        }
        return plain;
    }

    /// The lines of each fact.
    static List<List<String>> facts(List<RunFacts.Fact> facts) {
        return facts.stream()
                .map(fact -> TextLines.wrapped(TextLines.pad(fact.name(), NAMES), fact.value()))
                .toList();
    }

    /// What has not been told, as lines.
    static List<String> untold(List<List<String>> paragraphs, Set<String> told) {
        return paragraphs.stream()
                .filter(lines -> !told.containsAll(lines))
                .flatMap(List::stream)
                .toList();
    }

    private static List<String> notes(Comparison comparison, Ink ink, Set<String> told) {
        RunRecord record = comparison.record();
        List<List<String>> notes = new ArrayList<>();
        List<String> doubts = RunFacts.unverifiedBesideFindings(comparison);
        doubts.forEach(doubt -> notes.add(TextLines.wrapped("", doubt)));
        record.findings().forEach(finding -> notes.add(finding(record.started(), finding)));
        List<String> warnings = comparison.warnings().stream()
                // The verdict says as much.
                .filter(warning -> !warning.equals(Comparison.ONE_BLOCK))
                .filter(warning -> doubts.stream().noneMatch(doubt -> doubt.contains(warning)))
                .toList();
        TextLines.together(warnings).forEach(warning -> notes.add(warning(warning)));
        notes.removeIf(told::containsAll);
        List<String> lines = new ArrayList<>();
        notes.stream().limit(MOST_NOTES).flatMap(List::stream).forEach(line -> lines.add(ink.warning(line)));
        if (notes.size() > MOST_NOTES) {
            lines.add("… and " + (notes.size() - MOST_NOTES) + " more notes in summary.md and report.html");
        }
        return lines;
    }
}
