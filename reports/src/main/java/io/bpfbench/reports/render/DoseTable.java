// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.DoseResponse;
import io.bpfbench.reports.stats.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The tables of what one copy of the probe costs, where a run varies their number.
final class DoseTable {
    static final String TITLE = "What one more probe costs";

    static final String CAPTION =
            "Slope over the number of copies (dimension stack), by least squares in each block with"
                    + " its baselines as no copies; mean and interval over blocks";

    private DoseTable() {}

    static List<String> heads() {
        return List.of(
                "Configuration",
                "Metric",
                "For one probe",
                "95 % interval",
                "Unit",
                "p adjusted",
                "Could have seen",
                "Verdict",
                "Blocks");
    }

    static List<List<String>> rows(Comparison comparison) {
        return comparison.doses().stream()
                .map(dose -> line(dose, comparison.clock()))
                .toList();
    }

    private static List<String> line(DoseResponse dose, Clock clock) {
        Row row = dose.slope();
        Figure figure = Figure.of(row.estimate(), true);
        return List.of(
                row.cell().label(),
                row.metric().label(clock),
                figure.value(),
                figure.interval(),
                row.unit(),
                row.inference()
                        .map(inference -> Verdicts.probability(inference.adjusted()))
                        .orElse(""),
                row.inference()
                        .map(inference -> Verdicts.detectable(inference, row))
                        .orElse(""),
                row.inference()
                        .map(inference -> Verdicts.word(inference, row))
                        .orElse(row.attested() ? "" : "unverified"),
                Integer.toString(row.blocks()));
    }

    static List<String> pointHeads(String unit) {
        return List.of("Configuration", "Copies", "Measured, " + unit, "95 % interval", "On the line", "Residual");
    }

    /// Each group's points in one metric.
    static List<List<String>> points(List<DoseResponse> doses) {
        List<List<String>> rows = new ArrayList<>();
        for (DoseResponse dose : doses) {
            for (DoseResponse.Point point : dose.points()) {
                Figure figure = Figure.of(Optional.of(point.effect()), true);
                rows.add(List.of(
                        dose.cell().label(),
                        Integer.toString(point.copies()),
                        point.copies() == 0 ? "0" : figure.value(),
                        point.copies() == 0 ? "" : figure.interval(),
                        Numbers.rough(dose.at(point.copies())),
                        Numbers.rough(point.residual())));
            }
        }
        return rows;
    }

    /// For the terminal: one line a group.
    static List<String> sentences(Comparison comparison) {
        return comparison.cells().isEmpty()
                ? List.of()
                : comparison.doses().stream()
                        .map(DoseResponse::cell)
                        .distinct()
                        .map(cell -> cell.label() + ", each further probe: "
                                + String.join(
                                        "; ",
                                        comparison.doses().stream()
                                                .filter(dose -> dose.cell().equals(cell))
                                                .map(DoseTable::clause)
                                                .toList())
                                + ".")
                        .toList();
    }

    private static String clause(DoseResponse dose) {
        Row row = dose.slope();
        String verdict = row.inference()
                .map(inference -> ", " + Verdicts.word(inference, row))
                .orElse("");
        Figure figure = Figure.of(row.estimate(), true);
        return Verdicts.name(row.metric()) + " " + figure.value() + " " + row.unit()
                + (figure.interval().isEmpty() ? "" : " " + figure.interval()) + verdict;
    }
}
