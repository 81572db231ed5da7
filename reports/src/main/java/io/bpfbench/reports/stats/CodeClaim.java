// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Level;
import io.bpfbench.reports.stats.ClaimFinding.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Judges what is claimed of the size of code, in every two attested cells that differ in nothing but the compiler's
/// level.
///
/// @param rows every cell in every metric
record CodeClaim(Blocks blocks, List<CellProof> proofs, List<Row> rows) {
    private record Pair(CompiledCode of, CompiledCode than) {}

    ClaimFinding judge(Claim claim, Claim.SmallerCode asked) {
        List<Pair> pairs = pairs(asked);
        if (pairs.isEmpty()) {
            return new ClaimFinding(
                    claim,
                    Word.NOT_MEASURABLE,
                    Optional.empty(),
                    List.of(),
                    "this run has no two attested cells opt=" + asked.of() + " and opt=" + asked.than()
                            + " that differ in nothing else");
        }
        long same = pairs.stream()
                .filter(pair -> pair.of().tags().equals(pair.than().tags()))
                .count();
        long smaller = pairs.stream().filter(CodeClaim::smaller).count();
        Word word = smaller == pairs.size() ? Word.CONFIRMED : smaller == 0 ? Word.REFUTED : Word.INCONCLUSIVE;
        String reason = same == pairs.size()
                ? "clang makes the same bytecode of the probe at " + asked.of() + " and " + asked.than()
                        + ", program by program"
                : "at " + asked.of() + " bytecode and native code are both smaller than at " + asked.than() + " in "
                        + smaller + " of " + pairs.size() + " pairs of cells";
        return new ClaimFinding(claim, word, Optional.empty(), beside(pairs.getFirst()), reason);
    }

    /// In the interpreter there is no native code, and bytecode decides.
    private static boolean smaller(Pair pair) {
        boolean interpreted = pair.than().code().most() == 0;
        return pair.of().instructions() < pair.than().instructions()
                && (interpreted || pair.of().code().most() < pair.than().code().least());
    }

    private List<Pair> pairs(Claim.SmallerCode asked) {
        List<CompiledCode> codes = CompiledCode.all(blocks).stream()
                .filter(code -> proofs.stream().anyMatch(proof -> proof.cell().equals(code.cell()) && proof.attested()))
                .toList();
        List<Pair> pairs = new ArrayList<>();
        for (CompiledCode of : codes) {
            for (CompiledCode than : codes) {
                if (of.cell().value(CompiledCode.OPT).equals(Optional.of(asked.of()))
                        && than.cell().value(CompiledCode.OPT).equals(Optional.of(asked.than()))
                        && others(of.cell()).equals(others(than.cell()))) {
                    pairs.add(new Pair(of, than));
                }
            }
        }
        return pairs;
    }

    private static List<Level> others(Cell cell) {
        return cell.levels().stream()
                .filter(level -> !level.dimension().equals(CompiledCode.OPT))
                .toList();
    }

    private List<Row> beside(Pair pair) {
        return Stream.of(pair.of().cell(), pair.than().cell())
                .flatMap(cell -> rows.stream()
                        .filter(row -> row.cell().equals(cell))
                        .filter(row -> row.metric() == Metric.LOAD_TIME || row.metric() == Metric.COST_PER_EVENT))
                .toList();
    }
}
