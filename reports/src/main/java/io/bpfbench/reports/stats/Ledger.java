// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Level;
import io.bpfbench.reports.stats.ClaimFinding.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Sets the guide's claims beside a run's figures and judges those that a ratio decides.
///
/// A ratio is taken block by block and averaged as a logarithm. Nothing is judged from one block, from an unverified
/// cell, or as a ratio to an overhead that was not itself found to be above nothing.
public final class Ledger {
    private static final long TESTED = GuideClaims.ALL.stream()
            .filter(claim -> claim.test() instanceof Claim.Ratio)
            .count();

    /// Confidence of each ratio's interval. By Bonferroni's inequality all of them hold together with 95 %, so that of
    /// a whole ledger at most 5 % hold a wrong verdict.
    public static final double LEVEL = 1 - 0.05 / TESTED;

    private final Blocks blocks;
    private final List<CellProof> proofs;
    private final List<Row> rows;
    private final List<NoiseFloor> controls;
    private final boolean oneBlock;
    private final long seed;

    /// @param rows every cell in every metric, judged
    /// @param oneBlock whether the run was meant to have no more than one block
    Ledger(
            Blocks blocks,
            List<CellProof> proofs,
            List<Row> rows,
            List<NoiseFloor> controls,
            boolean oneBlock,
            long seed) {
        this.blocks = blocks;
        this.proofs = proofs;
        this.rows = rows;
        this.controls = controls;
        this.oneBlock = oneBlock;
        this.seed = seed;
    }

    /// All of the claims, in their order.
    List<ClaimFinding> judge() {
        boolean compiled = blocks.cells().stream()
                .anyMatch(cell -> cell.value(CompiledCode.OPT).isPresent());
        Stream<Claim> further = compiled ? Stream.of(GuideClaims.OPT_LEVEL) : Stream.empty();
        return Stream.concat(GuideClaims.ALL.stream(), further).map(this::judge).toList();
    }

    private ClaimFinding judge(Claim claim) {
        return switch (claim.test()) {
            case Claim.NotHere elsewhere ->
                new ClaimFinding(claim, Word.NOT_MEASURABLE, Optional.empty(), beside(elsewhere), elsewhere.reason());
            case Claim.Ratio asked -> ratio(claim, asked);
            case Claim.SmallerCode asked -> new CodeClaim(blocks, proofs, rows).judge(claim, asked);
        };
    }

    private boolean generated() {
        return proofs.stream()
                .anyMatch(proof -> proof.cell().value(Calibrator.LENGTH).isPresent());
    }

    private List<Row> beside(Claim.NotHere elsewhere) {
        List<Row> found = new ArrayList<>();
        if (generated() || blocks.object().isPresent()) {
            return found;
        }
        for (Claim.Setup setup : elsewhere.beside()) {
            proofs.stream()
                    .filter(proof -> setup.is(proof.cell()))
                    .findFirst()
                    .ifPresent(proof -> elsewhere
                            .metrics()
                            .forEach(metric -> row(proof.cell(), metric).ifPresent(found::add)));
        }
        return found;
    }

    private ClaimFinding ratio(Claim claim, Claim.Ratio asked) {
        if (generated()) {
            return notMeasurable(claim, "the cells are of generated programs, not of the probe");
        }
        if (blocks.object().isPresent()) {
            return notMeasurable(
                    claim, blocks.object().get().name() + " was measured, not the probe that the claim is of");
        }
        if (!blocks.metrics().contains(asked.metric())) {
            return notMeasurable(
                    claim, "this run's traffic gives no " + asked.metric().key());
        }
        Optional<Pair> pair = pair(asked);
        if (pair.isEmpty()) {
            return notMeasurable(claim, missing(asked));
        }
        if (oneBlock) {
            return notMeasurable(claim, "one block gives no interval, and nothing is claimed from it");
        }
        for (CellProof proof : List.of(pair.get().of(), pair.get().to())) {
            if (!proof.attested()) {
                return notMeasurable(
                        claim,
                        proof.cell().label() + " is " + proof.outcome().word() + ": "
                                + String.join("; ", proof.failures()));
            }
        }
        return judge(claim, asked, pair.get().of().cell(), pair.get().to().cell());
    }

    private ClaimFinding judge(Claim claim, Claim.Ratio asked, Cell of, Cell to) {
        Ratios ratios = Ratios.of(blocks.effects(of, asked.metric()), blocks.effects(to, asked.metric()));
        if (ratios.blocks() < 2) {
            return notMeasurable(claim, "fewer than two blocks give a figure of both cells");
        }
        Optional<ClaimFinding.Ratio> measured = ratios.measured(seed);
        if (asked.low() >= 1 && sameCode(of, to, asked.metric())) {
            return new ClaimFinding(
                    claim,
                    Word.REFUTED,
                    measured,
                    List.of(),
                    "the kernel made the same bytecode for both, program by program: it blinds at harden=1 only for"
                            + " loaders without CAP_BPF");
        }
        for (Cell cell : List.of(to, of)) {
            Verdict verdict = row(cell, asked.metric()).map(Row::verdict).orElse(Verdict.NO_CLAIM);
            if (verdict != Verdict.HIGHER) {
                return new ClaimFinding(
                        claim,
                        Word.INCONCLUSIVE,
                        Optional.empty(),
                        List.of(),
                        "a ratio says nothing where " + asked.metric().key() + " of " + cell.label() + " is itself "
                                + verdict.word());
            }
        }
        if (measured.isEmpty()) {
            return new ClaimFinding(
                    claim,
                    Word.INCONCLUSIVE,
                    Optional.empty(),
                    List.of(),
                    "in " + ratios.without() + " of " + ratios.blocks() + " blocks one of the two is not above 0, so"
                            + " there is no ratio");
        }
        Word word = word(asked, measured.get().interval());
        String reason = word == Word.INCONCLUSIVE ? "the interval holds ratios that were claimed and others" : "";
        return new ClaimFinding(claim, word, measured, List.of(), reason);
    }

    static Word word(Claim.Ratio asked, Interval interval) {
        if (interval.low() > asked.low() && interval.high() < asked.high()) {
            return Word.CONFIRMED;
        }
        return interval.high() <= asked.low() || interval.low() >= asked.high() ? Word.REFUTED : Word.INCONCLUSIVE;
    }

    private boolean sameCode(Cell of, Cell to, Metric metric) {
        return controls.stream()
                .anyMatch(control -> control.metric() == metric
                        && control.arm().equals(of)
                        && control.other().equals(to));
    }

    private static ClaimFinding notMeasurable(Claim claim, String reason) {
        return new ClaimFinding(claim, Word.NOT_MEASURABLE, Optional.empty(), List.of(), reason);
    }

    private record Pair(CellProof of, CellProof to) {}

    /// The first two cells that differ in nothing but what the claim is about.
    private Optional<Pair> pair(Claim.Ratio asked) {
        for (CellProof of : proofs) {
            for (CellProof to : proofs) {
                if (asked.of().is(of.cell())
                        && asked.to().is(to.cell())
                        && others(of.cell()).equals(others(to.cell()))) {
                    return Optional.of(new Pair(of, to));
                }
            }
        }
        return Optional.empty();
    }

    private static List<Level> others(Cell cell) {
        return cell.levels().stream()
                .filter(level ->
                        !level.dimension().equals("jit") && !level.dimension().equals("harden"))
                .toList();
    }

    private String missing(Claim.Ratio asked) {
        for (Claim.Setup setup : List.of(asked.of(), asked.to())) {
            if (proofs.stream().noneMatch(proof -> setup.is(proof.cell()))) {
                return "this run has no cell " + setup.label();
            }
        }
        return "this run has no two cells that differ in nothing else";
    }

    /// A cell's row, where the run's traffic can be measured by that metric.
    private Optional<Row> row(Cell cell, Metric metric) {
        return rows.stream()
                .filter(row -> row.cell().equals(cell) && row.metric() == metric)
                .findFirst();
    }

    /// Two cells' figures, block by block.
    ///
    /// @param logs logarithms of the ratios, of blocks in which both figures are above 0
    /// @param blocks how many blocks have both figures
    private record Ratios(List<Double> logs, int blocks) {
        static Ratios of(Effects of, Effects to) {
            List<Double> logs = new ArrayList<>();
            Set<Integer> both = new TreeSet<>(of.blocks());
            both.retainAll(to.byBlock().keySet());
            for (int block : both) {
                double dividend = of.byBlock().getOrDefault(block, 0.0);
                double divisor = to.byBlock().getOrDefault(block, 0.0);
                if (dividend > 0 && divisor > 0) {
                    logs.add(Math.log(dividend / divisor));
                }
            }
            return new Ratios(logs, both.size());
        }

        int without() {
            return blocks - logs.size();
        }

        /// Empty when a block has no ratio: to leave it out would choose by the outcome.
        Optional<ClaimFinding.Ratio> measured(long seed) {
            if (without() > 0) {
                return Optional.empty();
            }
            double[] values = logs.stream().mapToDouble(Double::doubleValue).toArray();
            Interval interval = Intervals.of(values, LEVEL, seed).interval();
            return Optional.of(new ClaimFinding.Ratio(
                    Math.exp(Moments.mean(values)),
                    new Interval(Math.exp(interval.low()), Math.exp(interval.high())),
                    blocks));
        }
    }
}
