// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.stats.CellFigures;
import io.bpfbench.reports.stats.CellProof;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.Metric;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The tables of `report.html` behind its results: contrasts, the cost by hook, attestation, the load.
final class HtmlEvidence {
    private final Comparison comparison;
    private final Clock clock;
    private final Html html;

    HtmlEvidence(Comparison comparison, Html html) {
        this.comparison = comparison;
        this.clock = comparison.clock();
        this.html = html;
    }

    void write() {
        contrasts();
        hookCosts();
        HtmlMessages.write(comparison, html);
        proofs();
        arms();
    }

    private void contrasts() {
        List<List<String>> rows = ContrastTable.rows(comparison);
        if (rows.isEmpty()) {
            return;
        }
        html.open("section").element("h2", "What each setting changes");
        html.table(ContrastTable.caption(comparison), ContrastTable.heads(), rows);
        List<List<String>> controls = ContrastTable.controls(comparison);
        if (!controls.isEmpty()) {
            html.open("details").element("summary", "The noise floor: what identical trials differ by");
            html.table(
                    "Controls; the floor is the end of the interval that is farther from zero",
                    List.of("Control", "Metric", "Difference", "95 % interval", "Floor", "Unit", "Blocks"),
                    controls);
            html.close("details");
        }
        html.close("section");
    }

    private void hookCosts() {
        if (comparison.hookCosts().isEmpty()) {
            return;
        }
        String unit = Metric.COST_PER_EVENT.unit(clock);
        html.open("section").element("h2", "Where the cost is");
        html.table(
                "Run of a program in the attribution windows, in " + unit
                        + "; the last column adds up to the cost per event",
                List.of("Configuration", "Hook", "Part of runs, %", "Probe", "Empty program", "Part of the cost"),
                comparison.hookCosts().stream()
                        .map(cost -> List.of(
                                cost.cell().label(),
                                cost.hook(),
                                Numbers.fixed(100 * cost.share(), 1),
                                Numbers.fixed(cost.probeNanos(), 1),
                                Numbers.fixed(cost.floorNanos(), 1),
                                Numbers.fixed(cost.costNanos(), 1)))
                        .toList());
        html.close("section");
    }

    private void proofs() {
        html.open("section").element("h2", "Attestation").open("div", "class", "words");
        List<List<String>> rows =
                comparison.proofs().stream().map(this::proofRow).toList();
        html.table(
                "What proves that each cell's settings were in force, over all its trials",
                List.of(
                        "Configuration",
                        "Verdict",
                        "Settings read back",
                        "Attached by",
                        "Programs: native, bytecode",
                        "Runs",
                        "Not timed",
                        "Recursion misses"),
                rows);
        html.close("div").close("section");
    }

    private List<String> proofRow(CellProof proof) {
        List<String> programs = proof.programs().stream()
                .map(program -> program.name() + ": " + range(program.minJitedBytes(), program.maxJitedBytes()) + ", "
                        + range(program.minXlatedBytes(), program.maxXlatedBytes()) + " bytes")
                .toList();
        return List.of(
                proof.cell().label(),
                proof.outcome().word() + (proof.attested() ? "" : ": " + String.join("; ", proof.failures())),
                String.join("\n", proof.settings()),
                String.join(", ", proof.attach()),
                String.join("\n", programs),
                Numbers.count(proof.runs()),
                proof.lost().isEmpty() ? "0" : join(proof.lost()),
                Numbers.count(proof.recursionMisses()));
    }

    private static String join(Map<String, Long> lost) {
        return lost.entrySet().stream()
                .map(reason -> reason.getKey() + ": " + Numbers.count(reason.getValue()))
                .collect(Collectors.joining("\n"));
    }

    private static String range(long low, long high) {
        return low == high ? Long.toString(low) : low + "–" + high;
    }

    private void arms() {
        if (comparison.arms().isEmpty()) {
            return;
        }
        html.open("section").element("h2", "The load behind the figures");
        List<List<String>> rows = comparison.arms().stream().map(this::armRow).toList();
        html.table(
                "Means over trials; lag, steal and thread are the worst trial's",
                List.of(
                        "Arm",
                        "Trials",
                        "Rate held, %",
                        "worst, %",
                        "Events per request",
                        "CPU busy, %",
                        "Steal, %",
                        "Schedule lag p99, " + Metric.LATENCY_ADDED_P99.unit(clock),
                        "Busiest load thread, %"),
                rows);
        html.close("section");
    }

    private List<String> armRow(CellFigures figures) {
        return List.of(
                figures.arm().label(),
                Integer.toString(figures.trials()),
                Numbers.fixed(100 * figures.achievedShare(), 2),
                Numbers.fixed(100 * figures.leastAchievedShare(), 2),
                figures.eventsPerRequest().isPresent()
                        ? Numbers.fixed(figures.eventsPerRequest().getAsDouble(), 2)
                        : "",
                Numbers.fixed(figures.busyPercent(), 2),
                Numbers.fixed(figures.stealPercent(), 2),
                Numbers.rough(figures.lagP99Nanos() / Metric.nanosPerUnit(clock)),
                Numbers.fixed(100 * figures.busiestThreadShare(), 0));
    }
}
