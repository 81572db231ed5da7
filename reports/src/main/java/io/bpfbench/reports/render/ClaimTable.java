// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.stats.Claim;
import io.bpfbench.reports.stats.ClaimFinding;
import io.bpfbench.reports.stats.ClaimFinding.Word;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.Ledger;
import io.bpfbench.reports.stats.Overhead;
import io.bpfbench.reports.stats.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The guide's claims beside what was measured, and the arithmetic between its figures, as text.
final class ClaimTable {
    /// The one that this project began with, by its name and place.
    private static final String GUIDE = "\"eBPF JIT Compilation Optimization Guide\""
            + " (github.com/idmcarvalho/service-mesh-benchmark, docs/ebpf/JIT_OPTIMIZATION.md)";

    private ClaimTable() {}

    /// How many claims came to which verdict: `0 confirmed, 3 refuted, 14 not measurable here`.
    static String counts(Comparison comparison) {
        return counts(comparison.claims().stream().map(ClaimFinding::word).toList());
    }

    static String counts(List<Word> words) {
        return Arrays.stream(Word.values())
                .filter(word -> word == Word.CONFIRMED || word == Word.REFUTED || words.contains(word))
                .map(word -> Collections.frequency(words, word) + " " + word.word())
                .collect(Collectors.joining(", "));
    }

    static String caption(Clock clock) {
        return "Every figure on the cost of the JIT and its hardening in the " + GUIDE + ", beside this run's. Only"
                + " ratios are judged: confirmed when the whole interval lies within what is claimed,"
                + " refuted when all of it lies outside. Each interval is of "
                + Numbers.fixed(100 * Ledger.LEVEL, 2) + " %, so that all of them hold together with 95 %."
                + ratios(clock);
    }

    private static String ratios(Clock clock) {
        return switch (clock) {
            case WALL -> "";
            case INSTRUCTIONS -> " Here a ratio is one of instructions, not of time.";
        };
    }

    static String captionOfMicro(Clock clock) {
        return "Every figure on the cost of the JIT and its hardening in the " + GUIDE
                + ", beside this run's. What it says of"
                + " instructions is judged by the programs that are nothing but instructions,"
                + " what it says of hardening by the latency probe's own body: confirmed when every"
                + " program's 95 % interval lies within what is claimed, refuted when every one's lies outside."
                + ratios(clock);
    }

    static List<String> heads() {
        return List.of("The guide says", "Verdict", "Measured here", "Where in the guide");
    }

    static List<List<String>> rows(Comparison comparison) {
        return comparison.claims().stream()
                .map(finding -> List.of(
                        finding.claim().statement(),
                        finding.word().word() + (finding.reason().isEmpty() ? "" : ": " + finding.reason()),
                        measured(finding, comparison.clock()),
                        finding.claim().section()))
                .toList();
    }

    /// The ratio and what was claimed of it, or the figures that come nearest, a line each.
    static String measured(ClaimFinding finding, Clock clock) {
        List<String> lines = new ArrayList<>();
        if (finding.claim().test() instanceof Claim.Ratio asked) {
            finding.ratio()
                    .ifPresent(ratio -> lines.add(asked.metric().label(clock) + ", "
                            + asked.of().label() + " ÷ " + asked.to().label() + ": " + ratio(ratio)));
            lines.add("claimed: " + asked.range());
        }
        for (Row row : finding.beside()) {
            Figure figure = Figure.of(row);
            lines.add(row.cell().label() + ", " + row.metric().label(clock) + ": "
                    + (row.estimate().isEmpty()
                            ? "no figure"
                            : figure.value() + " " + row.unit()
                                    + (figure.interval().startsWith("[") ? " " + figure.interval() : "")
                                    + (row.attested() ? "" : " (unverified)")));
        }
        return lines.isEmpty() ? "nothing" : String.join("\n", lines);
    }

    private static String ratio(ClaimFinding.Ratio ratio) {
        double half = ratio.interval().halfWidth();
        int decimals = half > 0 ? Math.clamp(1 - (int) Math.floor(Math.log10(half)), 0, 3) : 2;
        return half > 0
                ? Numbers.fixed(ratio.value(), decimals) + " " + Numbers.interval(ratio.interval(), decimals, false)
                : Numbers.fixed(ratio.value(), decimals) + ", the same in every block";
    }

    static final String FORMULA = "CPU overhead = events a second × cost per event ÷ CPUs";

    /// What is wrong with the guide's own figures, by the formula, a sentence each.
    static List<String> contradictions() {
        List<Overhead.Published> rows = Overhead.published();
        Overhead.Published first = rows.getFirst();
        Overhead.Published last = rows.getLast();
        return List.of(
                "Its first table takes 100,000 requests for 100,000 events: 100,000 × 100 to 1,000 ns are 10 to 100 ms,"
                        + " 1 to 10 % of one CPU. But it attaches three programs, and a request and its answer pass each"
                        + " of them at least once; and the number of CPUs, by which to divide, is nowhere.",
                "The same 10 to 50 ns (100 to 1,000 interpreted) stand for one instruction in one place and for a whole"
                        + " packet in another: both hold only of a program of one instruction.",
                "42 is " + Numbers.fixed(last.overheadPercent(), 1) + " ÷ "
                        + Numbers.fixed(first.overheadPercent(), 1) + " at a fifth of the events. An event costs by its"
                        + " own rows " + Numbers.fixed(last.nanosPerCpu(), 0) + " ns instead of "
                        + Numbers.fixed(first.nanosPerCpu(), 0) + " for each CPU, "
                        + times(last, first) + " times as much, which its \"10 to 100 times\" rules out.",
                "Hardening 1 and 2 cost 5 to 10 % and 10 to 20 % in its text; by its rows an event costs "
                        + times(rows.get(1), first) + " and " + times(rows.get(2), first) + " times as much.");
    }

    static List<String> publishedHeads() {
        return List.of("The guide's row", "CPU overhead, %", "Events/s", "ns an event, for each CPU", "Times row 1");
    }

    static List<List<String>> published() {
        Overhead.Published first = Overhead.published().getFirst();
        return Overhead.published().stream()
                .map(row -> List.of(
                        row.label(),
                        Numbers.fixed(row.overheadPercent(), 1),
                        Numbers.fixed(row.eventsPerSecond(), 0),
                        Numbers.rough(row.nanosPerCpu()),
                        times(row, first)))
                .toList();
    }

    private static String times(Overhead.Published row, Overhead.Published first) {
        return Numbers.rough(row.nanosPerCpu() / first.nanosPerCpu());
    }

    static List<String> workedHeads(Comparison comparison) {
        return List.of(
                "Configuration",
                eventsHead(comparison.clock()),
                "× cost per event, " + comparison.clock().unit(),
                "÷ CPUs",
                "= CPU overhead, points",
                "Measured, points");
    }

    private static String eventsHead(Clock clock) {
        return switch (clock) {
            case WALL -> "Events/s";
            case INSTRUCTIONS -> "Events per 10⁹ instructions";
        };
    }

    static List<List<String>> worked(Comparison comparison) {
        return Overhead.worked(comparison).stream()
                .map(worked -> {
                    Figure measured = Figure.of(Optional.of(worked.cpu()).flatMap(Row::estimate), true);
                    return List.of(
                            worked.cpu().cell().label(),
                            Numbers.fixed(worked.eventsPerSecond(), 0),
                            Numbers.rough(worked.costPerEvent()),
                            Integer.toString(worked.cpus()),
                            Numbers.rough(worked.points()),
                            measured.value() + (measured.interval().startsWith("[") ? "\n" + measured.interval() : ""));
                })
                .toList();
    }
}
