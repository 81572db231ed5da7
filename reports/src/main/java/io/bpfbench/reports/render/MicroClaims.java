// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.stats.Claim;
import io.bpfbench.reports.stats.MicroFigures;
import io.bpfbench.reports.stats.MicroFinding;
import java.util.ArrayList;
import java.util.List;

/// The guide's claims beside a micro run, as text.
final class MicroClaims {
    private MicroClaims() {}

    /// How many claims came to which verdict.
    static String counts(MicroFigures figures) {
        return ClaimTable.counts(
                figures.claims().stream().map(MicroFinding::word).toList());
    }

    static List<List<String>> rows(MicroFigures figures) {
        return figures.claims().stream()
                .map(finding -> List.of(
                        finding.claim().statement(),
                        finding.word().word() + (finding.reason().isEmpty() ? "" : ": " + finding.reason()),
                        measured(finding, figures),
                        finding.claim().section()))
                .toList();
    }

    /// What was measured of a claim, a line each.
    static String measured(MicroFinding finding, MicroFigures figures) {
        List<String> lines = new ArrayList<>();
        finding.ratios()
                .forEach(ratio -> lines.add(ratio.program() + ", " + ratio.of().label() + " ÷ "
                        + ratio.to().label() + ": " + MicroTable.ratio(ratio)));
        if (finding.claim().test() instanceof Claim.Ratio asked
                && !finding.ratios().isEmpty()) {
            lines.add("claimed: " + asked.range());
        }
        finding.rows().stream()
                .filter(row -> row.perInstruction().isPresent())
                .forEach(row -> lines.add(row.program() + ": "
                        + Numbers.rough(row.perInstruction().getAsDouble()) + " " + MicroHeadline.ofCpu(figures)
                        + " an instruction"));
        return lines.isEmpty() ? "nothing" : String.join("\n", lines);
    }
}
