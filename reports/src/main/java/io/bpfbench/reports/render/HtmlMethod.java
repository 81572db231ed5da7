// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.Inference;
import io.bpfbench.reports.stats.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The part of `report.html` that says how its figures came about, in as few words as will do.
final class HtmlMethod {
    private HtmlMethod() {}

    static void write(Comparison comparison, Html html) {
        html.open("section", "id", "method").element("h2", "Method");
        html.element(
                "p",
                "In short; docs/METHODOLOGY.md of bpfbench says it in full, with sources and with simulations of how"
                        + " often each method is right.");
        html.list(sentences(comparison));
        html.open("div", "class", "words");
        html.table(
                "What the verdicts mean",
                List.of("Verdict", "It is said when"),
                List.of(
                        List.of(
                                "▲ higher, ▼ lower",
                                "the adjusted p is at most 0.05, the interval excludes zero, and the effect is past"
                                        + " the noise floor"),
                        List.of(
                                "= equivalent",
                                "two one-sided t tests at 5 % place it within the margin declared before the run;"
                                        + " without a margin, never"),
                        List.of("~ within noise", "it is not larger than the noise floor"),
                        List.of("~ inconclusive", "none of these; what could have been seen stands beside it"),
                        List.of("no claim", "there is one block, an unverified cell, or no figure")));
        html.close("div").close("section");
    }

    private static List<String> sentences(Comparison comparison) {
        List<String> sentences = new ArrayList<>(List.of(
                "A trial applies the settings, loads the probe afresh, warms up and measures. A block holds one trial of"
                        + " every cell and two without a probe, in random order by the seed. Cells are compared block"
                        + " by block, so what drifts from block to block cancels out.",
                "Each figure is the mean over blocks with its " + RunFacts.intervals(comparison)));
        String tests = tests(comparison);
        if (!tests.isEmpty()) {
            sentences.add(
                    "p is of the " + tests + ", adjusted by Holm over the primary metrics (CPU overhead, p99, cost"
                            + " per event), so that one false claim among all of them has a chance of 5 %, and by"
                            + " Benjamini–Hochberg over the rest.");
        }
        sentences.add("The noise floor is what identical trials differ by: the two trials without a probe, and harden=1"
                + " against harden=0 where the kernel made the same code of both. No difference below it is claimed.");
        sentences.add("Whether a trial is void was decided before the run, by how the load went and by what the trial"
                + " proves, never by its effect.");
        sentences.add("Cost per event is what the kernel itself counted for the probe's programs,"
                + " less the same of empty programs in the same places, in a window of its own.");
        sentences.addAll(RunFacts.events(comparison));
        switch (comparison.clock()) {
            case WALL -> {}
            case INSTRUCTIONS ->
                sentences.add("The instruction clock counts instructions of the guest's CPU. It repeats nearly to the"
                        + " instruction, and says nothing of caches, branch prediction or real time.");
        }
        return sentences;
    }

    /// The tests that decided in this run.
    private static String tests(Comparison comparison) {
        return Stream.concat(
                        comparison.rows().stream(),
                        comparison.contrasts().stream().map(contrast -> contrast.row()))
                .map(Row::inference)
                .flatMap(inference -> inference.map(Inference::test).stream())
                .distinct()
                .sorted()
                .map(test -> switch (test) {
                    case SIGN_FLIP -> "exact sign-flip permutation test";
                    case STUDENT -> "paired t test (Student's; few blocks leave the sign-flip test no power)";
                    case EXACT -> "exact comparison, where every block gave the same figure";
                })
                .collect(Collectors.joining(", the "));
    }
}
