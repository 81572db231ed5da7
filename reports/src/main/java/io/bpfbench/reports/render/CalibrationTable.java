// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.stats.Calibration;
import io.bpfbench.reports.stats.Calibration.Line;
import io.bpfbench.reports.stats.Calibration.Resolution;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.Estimate;
import io.bpfbench.reports.stats.FalsePositives;
import io.bpfbench.reports.stats.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What `bench calibrate` prints: each slope beside its truth, what this machine could see, and the outcome.
public final class CalibrationTable {
    private static final int DECIMALS = 4;
    private static final int MOST_WARNINGS = 10;
    private static final Set<String> FACTS =
            Set.of("Where", "Why there", "Clock", "Kernel", "Attached by", "Seed", "Blocks");

    private CalibrationTable() {}

    /// The text for a reader who has seen nothing of it.
    public static String render(Calibration calibration) {
        return render(calibration, Set.of());
    }

    /// The text, lines ended by `\n`, its outcome last.
    ///
    /// @param told lines that stand above it on the same screen, as [TerminalTable#render] has them
    public static String render(Calibration calibration, Set<String> told) {
        Comparison comparison = calibration.comparison();
        List<RunFacts.Fact> facts = RunFacts.of(comparison).stream()
                .filter(fact -> FACTS.contains(fact.name()))
                .toList();
        List<String> lines = new ArrayList<>(TerminalTable.untold(TerminalTable.facts(facts), told));
        lines.addAll(TextLines.wrapped(
                TextLines.pad("Programs", 12),
                calibration.lengths().stream().map(Numbers::count).collect(Collectors.joining("; "))
                        + " additions, each needing the one before"));
        lines.addAll(warnings(comparison, told));
        lines.add("");
        lines.addAll(slopes(calibration));
        calibration.lines().stream()
                .filter(line -> line.truth().isPresent())
                .forEach(line -> note(lines, line.code() + ": the truth is " + line.truthSource()));
        calibration.lines().stream()
                .filter(line -> !line.reason().isEmpty())
                .forEach(line -> note(lines, line.code() + ": " + line.reason()));
        lines.add("");
        lines.addAll(resolutions(calibration));
        lines.add("");
        lines.addAll(TextLines.wrapped("", outcome(calibration)));
        return String.join("\n", lines) + "\n";
    }

    private static List<String> warnings(Comparison comparison, Set<String> told) {
        List<List<String>> warnings = TextLines.together(comparison.warnings()).stream()
                .map(TerminalTable::warning)
                .filter(lines -> !told.containsAll(lines))
                .toList();
        List<String> lines = new ArrayList<>();
        warnings.stream().limit(MOST_WARNINGS).forEach(lines::addAll);
        if (warnings.size() > MOST_WARNINGS) {
            lines.add("… and " + (warnings.size() - MOST_WARNINGS)
                    + " more, which bench report writes into the run's directory");
        }
        return lines;
    }

    /// What came of comparing equal cells, lines ended by `\n`.
    public static String render(FalsePositives found) {
        List<String> lines = new ArrayList<>();
        note(
                lines,
                found.comparisons() + " comparisons of cells that are all the same: " + found.claiming()
                        + " claimed a difference in a primary metric, "
                        + Numbers.fixed(100.0 * found.claiming() / found.comparisons(), 1)
                        + " % (95 % interval by Clopper and Pearson: "
                        + Numbers.fixed(100 * found.rate().low(), 1) + " to "
                        + Numbers.fixed(100 * found.rate().high(), 1)
                        + " %). By Holm's p alone, without the noise floor: "
                        + found.significant() + ".");
        found.claims().forEach(claim -> note(lines, claim));
        note(
                lines,
                found.tooMany()
                        ? "FAIL: more than the 5 % that are allowed for."
                        : "pass: no more than the 5 % that are allowed for can be shown.");
        return String.join("\n", lines) + "\n";
    }

    private static void note(List<String> lines, String sentence) {
        lines.addAll(TextLines.wrapped("", sentence));
    }

    private static List<String> slopes(Calibration calibration) {
        String unit = calibration.comparison().clock().unit();
        List<List<String>> grid = new ArrayList<>();
        grid.add(List.of("Code", "an addition", "truth", "ratio", "95 % interval", "n", ""));
        grid.add(List.of("", unit, "", "", "of the ratio", "", ""));
        for (Line line : calibration.lines()) {
            grid.add(List.of(
                    line.code(),
                    value(line.slope()),
                    value(line.truth()),
                    value(line.ratio()),
                    line.ratio()
                            .flatMap(Estimate::ci95)
                            .map(CalibrationTable::narrow)
                            .orElse(""),
                    line.slope().map(slope -> Integer.toString(slope.blocks())).orElse("0"),
                    line.outcome().label()));
        }
        return ruled(grid, 2);
    }

    private static List<String> resolutions(Calibration calibration) {
        if (calibration.resolutions().isEmpty()) {
            return List.of("No noise floor: it takes two blocks or more.");
        }
        List<List<String>> grid = new ArrayList<>();
        grid.add(List.of("What this machine can see", "unit", "noise", "quick run", "full run"));
        grid.add(List.of("", "", "floor", "(6 blocks)", "(20 blocks)"));
        for (Resolution resolution : calibration.resolutions()) {
            grid.add(List.of(
                    resolution.floor().metric().key(),
                    resolution.unit(),
                    Numbers.rough(resolution.floor().value()),
                    Numbers.rough(resolution.quick()),
                    Numbers.rough(resolution.full())));
        }
        List<String> lines = ruled(grid, 2);
        note(
                lines,
                "With as many messages a trial as here"
                        + calibration.comparison().record().started().design().messages().stream()
                                .mapToObj(messages -> " (" + Numbers.count(messages) + " a window)")
                                .collect(Collectors.joining())
                        + ", in these metrics only, by what trials of the same thing differed in: "
                        + controls(calibration)
                        + ". A run finds a true difference of the size shown with a chance of 80 %.");
        return lines;
    }

    private static String controls(Calibration calibration) {
        Map<String, List<String>> metrics = new LinkedHashMap<>();
        calibration.resolutions().stream()
                .map(Resolution::floor)
                .forEach(floor -> metrics.computeIfAbsent(floor.control(), control -> new ArrayList<>())
                        .add(floor.metric().key()));
        return metrics.entrySet().stream()
                .map(control -> control.getKey() + " (" + String.join(", ", control.getValue()) + ")")
                .collect(Collectors.joining("; "));
    }

    private static List<String> ruled(List<List<String>> grid, int heads) {
        List<String> lines = new ArrayList<>(TextLines.aligned(grid));
        lines.add(
                heads, "-".repeat(lines.stream().mapToInt(String::length).max().orElse(0)));
        return lines;
    }

    private static String value(Optional<Estimate> estimate) {
        return estimate.map(present -> Numbers.fixed(present.value(), DECIMALS)).orElse("-");
    }

    private static String narrow(Interval interval) {
        return Numbers.fixed(interval.low(), DECIMALS) + ".." + Numbers.fixed(interval.high(), DECIMALS);
    }

    private static String outcome(Calibration calibration) {
        String rule = switch (calibration.comparison().clock()) {
            case INSTRUCTIONS ->
                "every block's slope within " + Numbers.fixed(100 * Calibration.TOLERANCE, 0) + " % of the truth";
            case WALL ->
                "the truth inside the interval, and the interval at most " + Numbers.fixed(100 * Calibration.WIDEST, 0)
                        + " % to either side";
        };
        return switch (calibration.outcome()) {
            case PASS -> "pass: the instrument gives the known slopes back (" + rule + ").";
            case FAIL -> "FAIL: the instrument does not give the known slopes back (asked was: " + rule + ").";
            case INCONCLUSIVE, NOT_JUDGED ->
                "inconclusive: it could not be shown either way (asked was: " + rule + ").";
        };
    }
}
