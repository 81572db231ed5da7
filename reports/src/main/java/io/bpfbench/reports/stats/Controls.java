// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Arm;
import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Compares what is known to be the same, to see how far the instrument lets it differ.
///
/// Two controls: the two baselines of each block; and, where the kernel made the same bytecode of the probe in both,
/// `harden=1` against `harden=0`. The kernel blinds constants at `harden=1` only for loaders without CAP_BPF
/// (`bpf_jit_blinding_enabled`, include/linux/filter.h), so for a root loader the two cells run the same code.
final class Controls {
    private Controls() {}

    /// Every control in every metric that it says something of.
    static List<NoiseFloor> all(Blocks blocks, List<CellProof> proofs, long seed) {
        List<NoiseFloor> floors = new ArrayList<>();
        for (Metric metric : blocks.metrics()) {
            if (metric.paired()) {
                compare(blocks, metric, new Baseline(2), new Baseline(1), seed).ifPresent(floors::add);
            }
        }
        for (CellProof proof : proofs) {
            Cell plain = unhardened(proof.cell());
            boolean sameCode = proof.cell().value("harden").filter("1"::equals).isPresent()
                    && proofs.stream()
                            .anyMatch(other -> other.cell().equals(plain)
                                    && other.attested()
                                    && proof.attested()
                                    && sameBytecode(proof, other));
            if (sameCode) {
                for (Metric metric : blocks.metrics()) {
                    compare(blocks, metric, proof.cell(), plain, seed).ifPresent(floors::add);
                }
            }
        }
        return floors;
    }

    /// The widest of a metric's controls for judging one arm against others. A control is no measure of itself,
    /// whichever of its two arms is set against the other.
    static Optional<NoiseFloor> widest(List<NoiseFloor> floors, Metric metric, Arm arm, List<Arm> against) {
        return floors.stream()
                .filter(floor -> floor.metric() == metric)
                .filter(floor -> !(floor.arm().equals(arm) && against.contains(floor.other()))
                        && !(floor.other().equals(arm) && against.contains(floor.arm())))
                .max(Comparator.comparingDouble(NoiseFloor::value));
    }

    private static Optional<NoiseFloor> compare(Blocks blocks, Metric metric, Arm arm, Arm other, long seed) {
        Effects effects = blocks.effects(arm, List.of(other), metric);
        if (effects.byBlock().size() < 2) {
            return Optional.empty();
        }
        Estimate estimate = Estimate.of(List.copyOf(effects.byBlock().values()), seed);
        return estimate.ci95()
                .map(interval -> new NoiseFloor(
                        metric, arm, other, estimate, Math.max(Math.abs(interval.low()), Math.abs(interval.high()))));
    }

    private static Cell unhardened(Cell cell) {
        return new Cell(cell.levels().stream()
                .map(level -> level.dimension().equals("harden") ? new Level("harden", "0") : level)
                .toList());
    }

    private static boolean sameBytecode(CellProof first, CellProof second) {
        return first.programs().stream()
                .map(program -> program.name() + program.minXlatedBytes() + "-" + program.maxXlatedBytes())
                .toList()
                .equals(second.programs().stream()
                        .map(program -> program.name() + program.minXlatedBytes() + "-" + program.maxXlatedBytes())
                        .toList());
    }
}
