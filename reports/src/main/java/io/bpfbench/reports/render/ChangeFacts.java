// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.stats.ChangeRow;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.Metric;
import io.bpfbench.reports.stats.Outcome;
import io.bpfbench.reports.stats.RunChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What stands on every comparison of two runs, whatever its form.
final class ChangeFacts {
    private ChangeFacts() {}

    /// One fact.
    record Fact(String name, String value) {}

    static List<Fact> of(RunChange change) {
        RunEvent.RunStarted started = change.base().record().started();
        return List.of(
                new Fact("Base", run(change.base())),
                new Fact("New", run(change.changed())),
                new Fact(
                        "Where",
                        RunFacts.where(started) + ", "
                                + RunFacts.clock(change.base().clock())),
                new Fact("Gates", ChangeTable.gates(change)),
                new Fact("Margin", margins(change)));
    }

    private static String run(Comparison run) {
        RunEvent.RunStarted started = run.record().started();
        return started.command() + ", " + started.startedAt() + ", seed " + started.seed() + ", kernel "
                + RunFacts.kernel(run) + ", attached by " + RunFacts.attach(run);
    }

    private static String margins(RunChange change) {
        Map<String, List<String>> byBound = new LinkedHashMap<>();
        for (Metric metric : change.base().metrics()) {
            change.rules()
                    .margin(metric)
                    .filter(ignored -> metric.higherIsWorse())
                    .ifPresent(bound -> byBound.computeIfAbsent(ChangeTable.bound(bound), text -> new ArrayList<>())
                            .add(metric.key()));
        }
        return byBound.isEmpty()
                ? "none: --equivalence sets what is no difference worth speaking of"
                : byBound.entrySet().stream()
                        .map(each -> each.getKey() + " (" + String.join(", ", each.getValue()) + ")")
                        .collect(Collectors.joining("; "));
    }

    /// One sentence: what it comes to.
    static String verdict(RunChange change) {
        List<ChangeRow> decisive =
                change.rows().stream().filter(ChangeRow::decides).toList();
        return switch (change.outcome()) {
            case REGRESSION -> "Regression: " + named(change, decisive, Outcome.REGRESSION) + ".";
            case IMPROVED -> "Improved: " + named(change, decisive, Outcome.IMPROVED) + ".";
            case EQUIVALENT -> "Equivalent: no cost past what was set, in any of " + decisive.size() + " comparisons.";
            case INCONCLUSIVE ->
                "Inconclusive: " + count(decisive, Outcome.INCONCLUSIVE) + " of " + decisive.size()
                        + " comparisons show neither a regression nor that there is none; more blocks would.";
        };
    }

    private static String named(RunChange change, List<ChangeRow> rows, Outcome outcome) {
        return rows.stream()
                .filter(row -> row.outcome() == outcome)
                .map(row -> {
                    ChangeTable.ChangeFigures figures = ChangeTable.ChangeFigures.of(row);
                    return row.metric().label(change.base().clock()) + " of "
                            + row.cell().label() + " " + figures.difference() + " " + row.unit()
                            + (figures.ratio().isEmpty() ? "" : " (" + figures.ratio() + ")");
                })
                .collect(Collectors.joining("; "));
    }

    private static long count(List<ChangeRow> rows, Outcome outcome) {
        return rows.stream().filter(row -> row.outcome() == outcome).count();
    }

    /// What a reader must know: the notes of the comparison, and why rows without a difference have none.
    static List<String> notes(RunChange change) {
        List<String> notes = new ArrayList<>();
        change.rows().stream()
                .filter(row -> row.effect().isEmpty())
                .collect(Collectors.groupingBy(
                        row -> new Silence(row.cell(), row.reason()), LinkedHashMap::new, Collectors.toList()))
                .forEach((silence, rows) -> notes.add(silence.note(rows, change)));
        change.notes().forEach(note -> notes.add("note: " + note));
        return notes;
    }

    /// Why a cell has no difference, in one metric or in several.
    private record Silence(Cell cell, String reason) {
        /// @param rows of which it is true
        String note(List<ChangeRow> rows, RunChange change) {
            long all = change.rows().stream()
                    .filter(row -> row.cell().equals(cell))
                    .count();
            String metrics = rows.stream().map(row -> ", " + row.metric().key()).collect(Collectors.joining());
            return cell.label() + (rows.size() == all ? "" : metrics) + ": " + reason;
        }
    }

    /// What the table's columns are.
    static String legend(RunChange change) {
        return "Below each difference, low..high: its 95 % confidence interval ("
                + change.rows().stream()
                        .flatMap(row -> row.effect().stream())
                        .map(effect -> effect.method().label())
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining("; "))
                + "). n: blocks. ~: nothing found; \"sees\": the true difference that these blocks find with a chance of"
                + " 80 %. p is before adjusting; words are after Holm's.";
    }
}
