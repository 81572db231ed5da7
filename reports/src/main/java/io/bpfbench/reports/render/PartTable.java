// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.HttpTraffic;
import io.bpfbench.reports.result.PingPong;
import io.bpfbench.reports.result.Trigger;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.CostPart;
import io.bpfbench.reports.stats.Estimate;
import io.bpfbench.reports.stats.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The tables of what cells' costs are made of.
final class PartTable {
    static final String TITLE = "The cost taken apart";

    static final List<CostPart.Kind> LOAD = List.of(CostPart.Kind.LOAD_VERIFIER, CostPart.Kind.LOAD_REST);

    private static final List<CostPart.Kind> CPU =
            List.of(CostPart.Kind.CPU_DISPATCH, CostPart.Kind.CPU_BODY, CostPart.Kind.CPU_STATISTICS);
    private static final List<CostPart.Kind> RUN =
            List.of(CostPart.Kind.RUN_DISPATCH, CostPart.Kind.RUN_BODY, CostPart.Kind.RUN_STATISTICS);
    private static final List<CostPart.Kind> MESSAGE =
            List.of(CostPart.Kind.MESSAGE_DISPATCH, CostPart.Kind.MESSAGE_BODY, CostPart.Kind.MESSAGE_STATISTICS);
    private static final List<CostPart.Kind> TRIGGER =
            List.of(CostPart.Kind.TRIGGER_DISPATCH, CostPart.Kind.TRIGGER_BODY, CostPart.Kind.TRIGGER_STATISTICS);

    private PartTable() {}

    /// The parts that a bar of the chart is made of, from the baseline on.
    static List<CostPart.Kind> stacked(Comparison comparison) {
        return switch (comparison.record().started().design().traffic()) {
            case HttpTraffic ignored -> CPU;
            case PingPong ignored -> MESSAGE;
            case Trigger ignored -> TRIGGER;
        };
    }

    static String caption(Comparison comparison) {
        String of = "Dispatch: empty programs against none; body: the probe against empty programs; statistics, which"
                + " only the attribution window has: the probe with them against without. ";
        return of
                + switch (comparison.record().started().design().traffic()) {
                    case HttpTraffic ignored ->
                        "CPU in points of the machine, and in " + Metric.COST_PER_EVENT.unit(comparison.clock())
                                + " for each run of a program; without the harness's own CPU use";
                    case PingPong ignored ->
                        "Of what a message takes, in " + Metric.MESSAGE_ADDED.unit(comparison.clock())
                                + ": medians of a trial's windows against each other, mean over blocks";
                    case Trigger ignored ->
                        "Of what a run of the trigger takes, in " + Metric.TRIGGER_ADDED.unit(comparison.clock())
                                + ": medians of a trial's windows against each other, mean over blocks";
                };
    }

    /// Every part that the traffic can tell.
    static List<CostPart.Kind> all(Comparison comparison) {
        return Stream.concat(stacked(comparison).stream(), perRun(comparison).stream())
                .toList();
    }

    /// The parts for each run of a program; none where the parts are those of a message or a run of the trigger.
    static List<CostPart.Kind> perRun(Comparison comparison) {
        return switch (comparison.record().started().design().traffic()) {
            case HttpTraffic ignored -> RUN;
            case PingPong ignored -> List.of();
            case Trigger ignored -> List.of();
        };
    }

    static List<String> heads(Comparison comparison, List<CostPart.Kind> kinds) {
        Clock clock = comparison.clock();
        List<String> heads = new ArrayList<>(List.of("Configuration"));
        kinds.forEach(kind -> heads.add(kind.label() + ",\n" + unit(kind, clock)));
        heads.add("Blocks");
        return heads;
    }

    private static String unit(CostPart.Kind kind, Clock clock) {
        if (CPU.contains(kind)) {
            return Metric.CPU_OVERHEAD.unit(clock);
        }
        if (RUN.contains(kind)) {
            return Metric.COST_PER_EVENT.unit(clock) + " a run";
        }
        return TRIGGER.contains(kind)
                ? Metric.TRIGGER_ADDED.unit(clock) + " a run"
                : Metric.MESSAGE_ADDED.unit(clock) + " a message";
    }

    static List<List<String>> rows(Comparison comparison, List<CostPart.Kind> kinds) {
        return comparison.cells().stream()
                .flatMap(cell -> row(comparison, cell, kinds, true).stream())
                .toList();
    }

    static String loadTitle(Clock clock) {
        return switch (clock) {
            case WALL -> "Where the load time goes";
            case INSTRUCTIONS -> "Where the load cost goes";
        };
    }

    static String loadCaption(Clock clock) {
        return "Loading the probe's programs, in " + Metric.LOAD_TIME.unit(clock)
                + ": the verifier's part as the kernel tells it, and the rest, which is the JIT with its blinding and"
                + " the allocation of the program";
    }

    static List<String> loadHeads(Clock clock) {
        List<String> heads = new ArrayList<>(List.of("Configuration", Metric.LOAD_TIME.label(clock)));
        LOAD.forEach(kind -> heads.add(kind.label()));
        heads.add("Blocks");
        return heads;
    }

    static List<List<String>> loadRows(Comparison comparison) {
        List<List<String>> rows = new ArrayList<>();
        for (Cell cell : comparison.cells()) {
            row(comparison, cell, LOAD, false).ifPresent(row -> {
                List<String> longer = new ArrayList<>(row);
                longer.add(1, text(comparison.row(cell, Metric.LOAD_TIME).estimate(), false));
                rows.add(List.copyOf(longer));
            });
        }
        return rows;
    }

    /// A cell's row, where it has any of these parts.
    private static Optional<List<String>> row(
            Comparison comparison, Cell cell, List<CostPart.Kind> kinds, boolean difference) {
        List<Optional<Estimate>> parts = kinds.stream()
                .map(kind -> comparison.part(cell, kind).map(CostPart::estimate))
                .toList();
        if (parts.stream().allMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        List<String> row = new ArrayList<>(List.of(RunFacts.marked(comparison, cell)));
        parts.forEach(part -> row.add(text(part, difference)));
        row.add(Integer.toString(parts.stream()
                .flatMap(Optional::stream)
                .mapToInt(Estimate::blocks)
                .max()
                .orElse(0)));
        return Optional.of(List.copyOf(row));
    }

    private static String text(Optional<Estimate> estimate, boolean difference) {
        Figure figure = Figure.of(estimate, difference);
        return figure.value() + (figure.interval().isEmpty() ? "" : "\n" + figure.interval());
    }
}
