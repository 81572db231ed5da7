// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.MicroDesign;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.stats.Claim;
import io.bpfbench.reports.stats.Estimate;
import io.bpfbench.reports.stats.MicroFigures;
import io.bpfbench.reports.stats.MicroLoading;
import io.bpfbench.reports.stats.MicroRatio;
import io.bpfbench.reports.stats.MicroRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/// A micro run as tables of text, and on standard output.
public final class MicroTable {
    private MicroTable() {}

    /// The tables, lines ended by `\n`.
    public static String render(MicroFigures figures) {
        List<String> lines = new ArrayList<>();
        TerminalTable.facts(facts(figures)).forEach(lines::addAll);
        lines.add("");
        findings(figures).forEach(finding -> lines.addAll(TextLines.wrapped("", finding)));
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
        lines.addAll(TextLines.wrapped("", MicroHeadline.of(figures)));
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

    /// The same in a line, for below a title.
    static String factsLine(MicroFigures figures) {
        RunEvent.MicroStarted started = figures.record().started();
        return String.join(
                " · ",
                RunFacts.clock(started.clock()),
                "kernel " + figures.record().environment().kernel(),
                rounds(started.design()),
                "seed " + started.seed());
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
        compared(figures).forEach(setup -> heads.add(ratioHead(setup)));
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
            for (Claim.Setup setup : compared(figures)) {
                row.add(figures.ratio(program, setup).map(MicroTable::ratio).orElse("-"));
            }
            rows.add(row);
        }
        return rows;
    }

    /// The cells that any program has a ratio of.
    private static List<Claim.Setup> compared(MicroFigures figures) {
        return MicroFigures.COMPARED.stream()
                .filter(setup -> figures.ratios().stream().anyMatch(ratio -> ratio.of() == setup))
                .toList();
    }

    private static String ratioHead(Claim.Setup setup) {
        return switch (setup) {
            case JIT -> "÷ itself";
            case HARDEN_1 -> "harden=1 ÷ 0";
            case HARDEN_2 -> "harden=2 ÷ 0";
            case INTERPRETER -> "jit=0 ÷ 1";
        };
    }

    static String instructionCaption(MicroFigures figures) {
        return "Per BPF instruction, or per call of the kernel, in " + MicroHeadline.ofCpu(figures);
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

    /// What could not be had, a sentence each.
    static List<String> findings(MicroFigures figures) {
        return figures.record().findings().stream()
                .map(RunEvent.Finding::toString)
                .toList();
    }

    static List<String> proofHeads() {
        return List.of("Program", "Configuration", "Verdict", "Native", "Bytecode", "Rounds");
    }

    /// What proves that each program ran under its cell's settings; sizes in bytes.
    static List<List<String>> proofRows(MicroFigures figures) {
        List<List<String>> rows = new ArrayList<>();
        for (MicroRow row : figures.rows()) {
            row.loaded()
                    .ifPresent(loaded -> rows.add(List.of(
                            row.program(),
                            row.cell().label(),
                            row.failures().isEmpty() ? "attested" : "unverified: " + String.join("; ", row.failures()),
                            Numbers.count(loaded.jitedBytes()),
                            Numbers.count(loaded.xlatedBytes()),
                            Integer.toString(row.byRound().size()))));
        }
        return rows;
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
}
