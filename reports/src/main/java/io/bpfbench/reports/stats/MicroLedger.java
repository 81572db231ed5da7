// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.stats.ClaimFinding.Word;
import java.util.List;
import java.util.stream.Stream;

/// Sets the guide's claims beside a micro run. Its claims of single instructions are judged by the programs that are
/// nothing but
/// instructions, and what it says of hardening by the latency probe's own body. A claim of several programs is
/// confirmed when every one's
/// interval lies within what is claimed, and refuted when every one's lies outside.
final class MicroLedger {
    private static final String PROBE = "latency";
    private static final String UNDER_LOAD =
            "nothing is attached and nothing loads the machine here: bench run measures it";

    private MicroLedger() {}

    static List<MicroFinding> judge(List<MicroRow> rows, List<MicroRatio> ratios) {
        return GuideClaims.ALL.stream().map(claim -> judge(claim, rows, ratios)).toList();
    }

    private static MicroFinding judge(Claim claim, List<MicroRow> rows, List<MicroRatio> ratios) {
        return switch (claim.test()) {
            case Claim.NotHere elsewhere ->
                switch (elsewhere.reason()) {
                    case GuideClaims.SINGLE -> beside(claim, elsewhere, rows);
                    case GuideClaims.ROOT ->
                        new MicroFinding(
                                claim,
                                Word.NOT_MEASURABLE,
                                of(ratios, Claim.Setup.HARDEN_1, List.of(PROBE)),
                                List.of(),
                                GuideClaims.ROOT);
                    default -> notHere(claim);
                };
            case Claim.SmallerCode ignored -> notHere(claim);
            case Claim.Ratio asked ->
                asked.metric() == Metric.COST_PER_EVENT ? judge(claim, asked, rows, ratios) : notHere(claim);
        };
    }

    private static MicroFinding judge(Claim claim, Claim.Ratio asked, List<MicroRow> rows, List<MicroRatio> ratios) {
        List<String> programs = asked.of() == Claim.Setup.INTERPRETER
                ? straight(rows).map(MicroRow::program).distinct().toList()
                : List.of(PROBE);
        List<MicroRatio> by = of(ratios, asked.of(), programs);
        if (by.isEmpty()) {
            return new MicroFinding(
                    claim,
                    Word.NOT_MEASURABLE,
                    by,
                    List.of(),
                    "this run has not both cells of a program to judge it by");
        }
        if (by.stream().anyMatch(ratio -> ratio.ci95().isEmpty())) {
            return new MicroFinding(
                    claim,
                    Word.NOT_MEASURABLE,
                    by,
                    List.of(),
                    "one round gives no interval, and nothing is claimed from it");
        }
        List<Word> words = by.stream()
                .flatMap(ratio -> ratio.ci95().stream())
                .map(interval -> Ledger.word(asked, interval))
                .distinct()
                .toList();
        return words.size() == 1
                ? new MicroFinding(claim, words.getFirst(), by, List.of(), "")
                : new MicroFinding(claim, Word.INCONCLUSIVE, by, List.of(), "it depends on the instruction");
    }

    /// Absolute times of single instructions: what is nothing but instructions stands beside.
    private static MicroFinding beside(Claim claim, Claim.NotHere elsewhere, List<MicroRow> rows) {
        Claim.Setup setup = elsewhere.beside().getFirst();
        return new MicroFinding(
                claim,
                Word.NOT_MEASURABLE,
                List.of(),
                straight(rows).filter(row -> setup.is(row.cell())).toList(),
                GuideClaims.ABSOLUTE);
    }

    private static List<MicroRatio> of(List<MicroRatio> ratios, Claim.Setup of, List<String> programs) {
        return ratios.stream()
                .filter(ratio -> ratio.of() == of && programs.contains(ratio.program()))
                .toList();
    }

    private static MicroFinding notHere(Claim claim) {
        return new MicroFinding(claim, Word.NOT_MEASURABLE, List.of(), List.of(), UNDER_LOAD);
    }

    private static Stream<MicroRow> straight(List<MicroRow> rows) {
        return rows.stream().filter(MicroRow::straight);
    }
}
