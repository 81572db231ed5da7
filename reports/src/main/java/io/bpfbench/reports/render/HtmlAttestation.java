// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.stats.CellProof;
import io.bpfbench.reports.stats.Comparison;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The part of `report.html` on what proves each cell.
final class HtmlAttestation {
    private HtmlAttestation() {}

    static void write(Comparison comparison, Html html) {
        html.open("section", "id", "attestation").element("h2", "Attestation").open("div", "class", "words");
        html.table(
                "What proves that each cell's settings were in force, over all its trials",
                List.of(
                        "Configuration",
                        "Verdict",
                        "Settings read back",
                        "Attached by",
                        "Programs: native, bytecode, in bytes",
                        "Runs",
                        "Not timed",
                        "Recursion misses"),
                comparison.proofs().stream().map(HtmlAttestation::row).toList());
        html.close("div").close("section");
    }

    private static List<String> row(CellProof proof) {
        List<String> programs = proof.programs().stream()
                .map(program -> program.name() + ": " + range(program.minJitedBytes(), program.maxJitedBytes()) + ", "
                        + range(program.minXlatedBytes(), program.maxXlatedBytes())
                        + (program.spared() ? ", nothing to blind" : ""))
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
}
