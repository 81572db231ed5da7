// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.stats.Claim;
import io.bpfbench.reports.stats.MicroFigures;
import io.bpfbench.reports.stats.MicroRatio;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A micro run in one sentence.
final class MicroHeadline {
    private MicroHeadline() {}

    /// What the run comes to, in a sentence. A single round of the wall clock comes to nothing: it does not say how far
    /// the next would be from it.
    static String of(MicroFigures figures) {
        RunEvent.MicroStarted started = figures.record().started();
        if (started.clock() == Clock.WALL && started.design().rounds() == 1) {
            return "These are times of a single round, without intervals, and nothing is claimed from them:"
                    + " a preset with more rounds tells more.";
        }
        List<String> parts = new ArrayList<>();
        for (Cell cell : figures.cells()) {
            range(figures, cell).ifPresent(range -> parts.add(range + " with " + cell.label()));
        }
        String of = parts.isEmpty()
                ? "No program that is nothing but instructions gave a figure"
                : "A BPF instruction takes " + String.join(", ", parts);
        String ratios = ratios(figures, Claim.Setup.INTERPRETER)
                .map(range -> "; interpreted, a run of such a program takes " + range + " times as much as compiled")
                .orElse("");
        String unit = switch (started.clock()) {
            case WALL -> "";
            case INSTRUCTIONS -> ratios.isEmpty() ? "" : " That is a count of instructions, not time.";
        };
        return of + ratios + "." + unit;
    }

    private static Optional<String> range(MicroFigures figures, Cell cell) {
        return range(figures.rows().stream()
                        .filter(row -> row.cell().equals(cell))
                        .flatMapToDouble(row -> row.perInstruction().stream())
                        .sorted()
                        .toArray())
                .map(range -> range + " " + ofCpu(figures));
    }

    /// The unit where two kinds of instructions are spoken of.
    static String ofCpu(MicroFigures figures) {
        return switch (figures.record().started().clock()) {
            case WALL -> "ns";
            case INSTRUCTIONS -> "CPU instructions";
        };
    }

    private static Optional<String> ratios(MicroFigures figures, Claim.Setup of) {
        return range(figures.ratios().stream()
                .filter(ratio -> ratio.of() == of)
                .filter(ratio -> figures.rows().stream()
                        .anyMatch(row -> row.program().equals(ratio.program()) && row.straight()))
                .mapToDouble(MicroRatio::value)
                .sorted()
                .toArray());
    }

    private static Optional<String> range(double[] sorted) {
        return sorted.length == 0
                ? Optional.empty()
                : Optional.of(Stream.of(sorted[0], sorted[sorted.length - 1])
                        .map(Numbers::rough)
                        .distinct()
                        .collect(Collectors.joining(" to ")));
    }
}
