// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.MicroDesign;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.stats.Claim;
import io.bpfbench.reports.stats.Estimate;
import io.bpfbench.reports.stats.MicroFigures;
import io.bpfbench.reports.stats.MicroFinding;
import io.bpfbench.reports.stats.MicroLoading;
import io.bpfbench.reports.stats.MicroRatio;
import io.bpfbench.reports.stats.MicroRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A micro run as tables of text, and on standard output.
public final class MicroTable {
    private MicroTable() {}

    /// The tables, lines ended by `\n`.
    public static String render(MicroFigures figures) {
        List<String> lines = new ArrayList<>();
        TerminalTable.facts(facts(figures)).forEach(lines::addAll);
        lines.add("");
        figures.record().findings().forEach(finding -> lines.addAll(TextLines.wrapped("", finding.toString())));
        figures.record().warnings().forEach(warning -> lines.addAll(TerminalTable.warning(warning)));
        unverified(figures).forEach(sentence -> lines.addAll(TerminalTable.warning(sentence)));
        lines.add("");
        lines.addAll(TextLines.wrapped("", capitalised(runCaption(figures))));
        lines.addAll(TextLines.aligned(withHeads(runHeads(figures), runRows(figures))));
        lines.add("");
        lines.addAll(TextLines.wrapped("", instructionCaption(figures)));
        lines.addAll(TextLines.aligned(withHeads(instructionHeads(figures), instructionRows(figures))));
        if (!figures.loading().isEmpty()) {
            lines.add("");
            lines.addAll(TextLines.wrapped("", loadCaption(figures)));
            lines.addAll(TextLines.aligned(withHeads(loadHeads(figures), loadRows(figures))));
        }
        lines.add("");
        lines.addAll(TextLines.wrapped("", headline(figures)));
        return String.join("\n", lines) + "\n";
    }

    static List<RunFacts.Fact> facts(MicroFigures figures) {
        RunEvent.MicroStarted started = figures.record().started();
        MicroDesign design = started.design();
        String where = switch (started.place()) {
            case HOST -> "host (this machine's own kernel)";
            case LAB -> "lab (a QEMU guest)";
        };
        return List.of(
                new RunFacts.Fact("Where", where),
                new RunFacts.Fact("Why there", started.placeReason()),
                new RunFacts.Fact("Clock", RunFacts.clock(started.clock())),
                new RunFacts.Fact(
                        "Kernel",
                        figures.record().environment().kernel() + " "
                                + figures.record().environment().architecture()),
                new RunFacts.Fact(
                        "Timed by",
                        "JMH, mode " + design.mode() + ", " + rounds(design) + " (preset " + design.preset() + ")"),
                new RunFacts.Fact("Seed", Long.toString(started.seed())),
                new RunFacts.Fact("Command", started.command()),
                new RunFacts.Fact("bpfbench", started.version()));
    }

    static String rounds(MicroDesign design) {
        String one = design.rounds() == 1 ? "" : "s";
        return design.rounds() + (design.forked() ? " fork" + one : " round" + one + " in one JVM");
    }

    /// What a run takes, by cell, and the ratios.
    static String runCaption(MicroFigures figures) {
        return "a run of each program, in " + unit(figures)
                + ", beyond the empty one's; of that one, what reaching a program takes";
    }

    static List<String> runHeads(MicroFigures figures) {
        List<String> heads = new ArrayList<>(List.of("Program"));
        figures.cells().forEach(cell -> heads.add(cell.label()));
        heads.addAll(List.of("harden=2 ÷ 0", "jit=0 ÷ 1"));
        return heads;
    }

    static List<List<String>> runRows(MicroFigures figures) {
        List<List<String>> rows = new ArrayList<>();
        for (String program : figures.record().started().design().programs()) {
            List<String> row = new ArrayList<>(List.of(program));
            for (Cell cell : figures.cells()) {
                row.add(figures.row(cell, program)
                        .flatMap(MicroRow::run)
                        .map(MicroTable::figure)
                        .orElse("-"));
            }
            row.add(figures.ratio(program, Claim.Setup.HARDEN_2)
                    .map(MicroTable::ratio)
                    .orElse("-"));
            row.add(figures.ratio(program, Claim.Setup.INTERPRETER)
                    .map(MicroTable::ratio)
                    .orElse("-"));
            rows.add(row);
        }
        return rows;
    }

    static String instructionCaption(MicroFigures figures) {
        return "Per BPF instruction, or per call of the kernel, in " + ofCpu(figures);
    }

    static List<String> instructionHeads(MicroFigures figures) {
        List<String> heads = new ArrayList<>(List.of("Program", "in a run"));
        figures.cells().forEach(cell -> heads.add(cell.label()));
        figures.cells().stream()
                .filter(cell -> !cell.value("jit").orElse("1").equals("0"))
                .forEach(cell -> heads.add("bytes "
                        + cell.value("harden").map(level -> "harden=" + level).orElse(cell.label())));
        return heads;
    }

    static List<List<String>> instructionRows(MicroFigures figures) {
        List<List<String>> rows = new ArrayList<>();
        for (String program : figures.record().started().design().programs()) {
            List<MicroRow> cells = figures.cells().stream()
                    .flatMap(cell -> figures.row(cell, program).stream())
                    .toList();
            Optional<MicroRow> known = cells.stream()
                    .filter(row -> row.loaded().isPresent() && (row.straight() || row.helperCalls() > 0))
                    .findFirst();
            if (known.isEmpty()) {
                continue;
            }
            boolean straight = known.get().straight();
            List<String> row = new ArrayList<>(List.of(
                    program,
                    straight
                            ? Numbers.count(Math.round(
                                            known.get().instructions().getAsDouble())) + " insns"
                            : Numbers.count(known.get().helperCalls())
                                    + (known.get().helperCalls() == 1 ? " call" : " calls")));
            cells.forEach(cell -> row.add(number(straight ? cell.perInstruction() : cell.perCall())));
            cells.stream()
                    .filter(cell -> !cell.cell().value("jit").orElse("1").equals("0"))
                    .forEach(cell -> row.add(number(cell.nativeBytes())));
            rows.add(row);
        }
        return rows;
    }

    static String loadCaption(MicroFigures figures) {
        String unit = switch (figures.record().started().clock()) {
            case WALL -> "µs";
            case INSTRUCTIONS -> "thousand instructions";
        };
        return "Loading a chain of additions, in " + unit + ": all, and the verifier's part";
    }

    static List<String> loadHeads(MicroFigures figures) {
        List<String> heads = new ArrayList<>(List.of("Additions"));
        loadedCells(figures).forEach(cell -> heads.addAll(List.of(cell.label(), "verifier")));
        return heads;
    }

    static List<List<String>> loadRows(MicroFigures figures) {
        List<List<String>> rows = new ArrayList<>();
        for (int length : figures.record().started().design().lengths()) {
            List<String> row = new ArrayList<>(List.of(Numbers.count(length)));
            for (Cell cell : loadedCells(figures)) {
                Optional<MicroLoading> loading = figures.loading().stream()
                        .filter(each -> each.cell().equals(cell) && each.length() == length)
                        .findFirst();
                row.add(loading.map(each -> Numbers.rough(each.load().value() / 1e3))
                        .orElse("-"));
                row.add(loading.flatMap(MicroLoading::verifier)
                        .map(part -> Numbers.rough(part.value() / 1e3))
                        .orElse("-"));
            }
            rows.add(row);
        }
        return rows;
    }

    private static List<Cell> loadedCells(MicroFigures figures) {
        return figures.loading().stream().map(MicroLoading::cell).distinct().toList();
    }

    /// What the run comes to, in a sentence. A single round of the wall clock comes to nothing: it does not say how far
    /// the next would be from it.
    static String headline(MicroFigures figures) {
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
        return of + ratios + ".";
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
    private static String ofCpu(MicroFigures figures) {
        return switch (figures.record().started().clock()) {
            case WALL -> "ns";
            case INSTRUCTIONS -> "CPU instructions";
        };
    }

    static Optional<String> ratios(MicroFigures figures, Claim.Setup of) {
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

    /// What speaks against figures, a sentence each.
    static List<String> unverified(MicroFigures figures) {
        return figures.rows().stream()
                .filter(row -> !row.failures().isEmpty())
                .map(row -> row.program() + " with " + row.cell().label() + " is unverified: "
                        + String.join("; ", row.failures()))
                .toList();
    }

    static String unit(MicroFigures figures) {
        return figures.record().started().clock().unit();
    }

    /// A figure, and its interval where it has one that is no point.
    static String figure(Estimate estimate) {
        int decimals = Math.min(2, Numbers.decimals(estimate));
        String interval = estimate.ci95()
                .filter(ci -> ci.halfWidth() > 0.005)
                .map(ci -> " ±" + Numbers.fixed(ci.halfWidth(), decimals))
                .orElse("");
        return Numbers.fixed(estimate.value(), decimals) + interval;
    }

    static String ratio(MicroRatio ratio) {
        String interval = ratio.ci95()
                .filter(ci -> ci.halfWidth() > 0.005)
                .map(ci -> " " + Numbers.interval(ci, 2, false))
                .orElse("");
        return Numbers.fixed(ratio.value(), 2) + interval;
    }

    private static String number(OptionalDouble value) {
        return value.isPresent() ? Numbers.rough(value.getAsDouble()) : "-";
    }

    private static List<List<String>> withHeads(List<String> heads, List<List<String>> rows) {
        List<List<String>> grid = new ArrayList<>(List.of(heads));
        grid.addAll(rows);
        return grid;
    }

    private static String capitalised(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /// What was measured of a claim, a line each.
    static String measured(MicroFinding finding, MicroFigures figures) {
        List<String> lines = new ArrayList<>();
        finding.ratios()
                .forEach(ratio -> lines.add(ratio.program() + ", " + ratio.of().label() + " ÷ "
                        + ratio.to().label() + ": " + ratio(ratio)));
        if (finding.claim().test() instanceof Claim.Ratio asked
                && !finding.ratios().isEmpty()) {
            lines.add("claimed: " + asked.range());
        }
        finding.rows().stream()
                .filter(row -> row.perInstruction().isPresent())
                .forEach(row -> lines.add(row.program() + ": " + number(row.perInstruction()) + " " + ofCpu(figures)
                        + " an instruction"));
        return lines.isEmpty() ? "nothing" : lines.stream().collect(Collectors.joining("\n"));
    }
}
