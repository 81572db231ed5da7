// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Level;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

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
        for (Metric metric : Metric.values()) {
            if (metric.paired()) {
                add(
                        floors,
                        metric,
                        "baseline 2 − baseline 1",
                        blocks.effects(new Baseline(2), List.of(new Baseline(1)), metric),
                        seed);
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
                for (Metric metric : Metric.values()) {
                    add(
                            floors,
                            metric,
                            proof.cell().label() + " − " + plain.label(),
                            blocks.effects(proof.cell(), List.of(plain), metric),
                            seed);
                }
            }
        }
        return floors;
    }

    /// By metric, the widest of its controls.
    static Map<Metric, NoiseFloor> widest(List<NoiseFloor> floors) {
        Map<Metric, NoiseFloor> widest = new EnumMap<>(Metric.class);
        floors.forEach(floor -> widest.merge(
                floor.metric(), floor, (first, second) -> second.value() > first.value() ? second : first));
        return widest;
    }

    private static void add(List<NoiseFloor> floors, Metric metric, String control, Effects effects, long seed) {
        if (effects.byBlock().size() < 2) {
            return;
        }
        Estimate estimate = Estimate.of(List.copyOf(effects.byBlock().values()), seed);
        estimate.ci95()
                .ifPresent(interval -> floors.add(new NoiseFloor(
                        metric, control, estimate, Math.max(Math.abs(interval.low()), Math.abs(interval.high())))));
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
