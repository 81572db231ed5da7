// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.matrix;

import io.bpfbench.reports.result.Arm;
import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Complete randomised blocks: each holds every cell once and the baseline twice, in an order that depends on the seed
/// and the block's number alone. So a block has the same order wherever and after whatever it is run.
public record Schedule(List<Slot> slots) {
    public Schedule {
        slots = List.copyOf(slots);
    }

    public static Schedule of(List<Cell> cells, int blocks, long seed) {
        return of(cells, 1, blocks, seed);
    }

    /// The blocks of these numbers only.
    public static Schedule of(List<Cell> cells, int first, int last, long seed) {
        List<Slot> slots = new ArrayList<>();
        for (int block = first; block <= last; block++) {
            List<Arm> order = order(cells, block, seed);
            for (int position = 1; position <= order.size(); position++) {
                slots.add(new Slot(block, position, order.get(position - 1)));
            }
        }
        return new Schedule(slots);
    }

    private static List<Arm> order(List<Cell> cells, int block, long seed) {
        List<Arm> arms = new ArrayList<>(cells);
        arms.add(new Baseline(1));
        arms.add(new Baseline(2));
        // java.util.Random, because its sequence is part of its specification: a seed means the same order for ever.
        // The multiplier (2^64 divided by the golden ratio, odd) keeps neighbouring blocks' seeds far apart.
        Random random = new Random(seed + block * 0x9E3779B97F4A7C15L);
        for (int last = arms.size() - 1; last > 0; last--) {
            int other = random.nextInt(last + 1);
            Arm swapped = arms.get(other);
            arms.set(other, arms.get(last));
            arms.set(last, swapped);
        }
        return arms;
    }
}
