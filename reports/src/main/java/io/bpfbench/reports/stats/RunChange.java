// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Two runs set against each other: what the second costs more or less than the first.
///
/// @param rows by metric, within a metric by cell in the first run's order; cells of both runs only
/// @param outcome as a whole
/// @param notes one sentence each for what a reader must know before believing it
public record RunChange(
        Comparison base,
        Comparison changed,
        ChangeRules rules,
        List<ChangeRow> rows,
        Outcome outcome,
        List<String> notes) {
    public RunChange {
        rows = List.copyOf(rows);
        notes = List.copyOf(notes);
    }

    /// Compares two runs.
    ///
    /// @throws ComparisonException when they cannot be compared, with what they differ in; or when a gate or a
    ///     margin is set to what their load does not measure
    public static RunChange of(Comparison base, Comparison changed, ChangeRules rules) {
        Comparability comparability = new Comparability(base, changed, rules.across());
        comparability.require();
        rules.gates().forEach(gate -> measured(base, "--gate", gate.metric()));
        rules.margins().keySet().forEach(metric -> measured(base, "--equivalence", metric));
        List<Cell> cells = comparability.cells();
        ChangeJudge judge = new ChangeJudge(base, changed, rules, comparability.samePrograms());
        List<ChangeRow> rows = judge.conclude(cells);
        List<String> notes = new ArrayList<>(comparability.notes());
        notes.addAll(Drift.notes(base, changed));
        return new RunChange(base, changed, rules, rows, overall(rows), notes);
    }

    /// A limit that nothing is held against would be a gate that is never shut.
    private static void measured(Comparison run, String option, Metric metric) {
        if (!run.metrics().contains(metric)) {
            throw new ComparisonException(option + " " + metric.key() + ": load "
                    + run.record().started().design().traffic().word() + " does not measure it; it has "
                    + run.metrics().stream()
                            .filter(Metric::higherIsWorse)
                            .map(Metric::key)
                            .collect(Collectors.joining(", ")));
        }
    }

    /// A regression anywhere is one; what could not be shown anywhere leaves the whole open.
    static Outcome overall(List<ChangeRow> rows) {
        List<Outcome> decisive =
                rows.stream().filter(ChangeRow::decides).map(ChangeRow::outcome).toList();
        if (decisive.isEmpty()) {
            return Outcome.INCONCLUSIVE;
        }
        return List.of(Outcome.REGRESSION, Outcome.INCONCLUSIVE, Outcome.IMPROVED).stream()
                .filter(decisive::contains)
                .findFirst()
                .orElse(Outcome.EQUIVALENT);
    }

    /// The row of a cell in a metric, if both runs have that cell.
    public Optional<ChangeRow> row(Cell cell, Metric metric) {
        return rows.stream()
                .filter(row -> row.cell().equals(cell) && row.metric() == metric)
                .findFirst();
    }
}
