// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.HttpTraffic;
import io.bpfbench.reports.result.PingPong;
import io.bpfbench.reports.result.ProbedObject;
import io.bpfbench.reports.result.Trigger;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.Metric;
import io.bpfbench.reports.stats.ProgramCost;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The table of what each program of the user's object costs.
final class ProgramTable {
    static final String TITLE = "By program";

    /// More of a name does not fit beside the figures of four configurations.
    private static final int NAME = 24;

    private ProgramTable() {}

    static String caption(Comparison comparison) {
        return "What a run of each program takes above one of an empty program in the same place, in the attribution"
                + " windows, in " + Metric.COST_PER_EVENT.unit(comparison.clock())
                + "; and its part of what all their bodies cost, where each that ran has a cost and none is below zero";
    }

    static List<String> heads(Comparison comparison) {
        return List.of(
                "Configuration",
                "Program",
                "Section",
                "Attached by",
                "Runs\n" + rate(comparison),
                "Cost of a run\n" + Metric.COST_PER_EVENT.unit(comparison.clock()),
                "Part of the bodies' cost, %");
    }

    /// What a program's runs are told by.
    static String rate(Comparison comparison) {
        return switch (comparison.record().started().design().traffic()) {
            case HttpTraffic ignored ->
                Metric.EVENTS_PER_SECOND.unit(comparison.clock()).replace("events/", "per ");
            case PingPong ignored -> "per message";
            case Trigger ignored -> "per run of the trigger";
        };
    }

    private static int decimals(Comparison comparison) {
        return switch (comparison.record().started().design().traffic()) {
            case HttpTraffic ignored -> 0;
            case PingPong ignored -> 2;
            case Trigger ignored -> 1;
        };
    }

    static List<List<String>> rows(Comparison comparison) {
        return ProgramCost.all(comparison).stream()
                .map(cost -> {
                    Figure figure = Figure.of(cost.perRun(), false);
                    return List.of(
                            RunFacts.marked(comparison, cost.cell()),
                            cost.part().name(),
                            cost.part().section(),
                            cost.kind(),
                            Numbers.fixed(cost.rate(), decimals(comparison)),
                            figure.value() + (figure.interval().isEmpty() ? "" : "\n" + figure.interval()),
                            cost.share().isPresent()
                                    ? Numbers.fixed(100 * cost.share().getAsDouble(), 1)
                                    : "-");
                })
                .toList();
    }

    /// The costs alone, programs below one another and configurations side by side, for a terminal; empty of the
    /// latency
    /// probe.
    static List<String> lines(Comparison comparison) {
        Map<ProbedObject.Part, List<String>> byProgram = new LinkedHashMap<>();
        List<Cell> cells = new ArrayList<>();
        for (ProgramCost cost : ProgramCost.all(comparison)) {
            if (!cells.contains(cost.cell())) {
                cells.add(cost.cell());
            }
            byProgram
                    .computeIfAbsent(cost.part(), ignored -> new ArrayList<>())
                    .add(Figure.of(cost.perRun(), false).value());
        }
        if (cells.isEmpty()) {
            return List.of();
        }
        List<List<String>> grid = new ArrayList<>();
        List<String> heads = new ArrayList<>(List.of(""));
        cells.forEach(cell -> heads.add(cell.label()));
        grid.add(heads);
        byProgram.forEach((program, values) -> {
            List<String> row = new ArrayList<>(List.of(name(program.name())));
            row.addAll(values);
            grid.add(row);
        });
        List<String> lines = new ArrayList<>();
        lines.add("Cost of a run by program, " + Metric.COST_PER_EVENT.unit(comparison.clock()));
        lines.addAll(TextLines.aligned(grid));
        return lines;
    }

    /// Shortened in the middle, for names mostly differ at their ends.
    private static String name(String program) {
        int half = NAME / 2;
        return program.length() <= NAME
                ? program
                : program.substring(0, half - 1) + "…" + program.substring(program.length() - half);
    }
}
