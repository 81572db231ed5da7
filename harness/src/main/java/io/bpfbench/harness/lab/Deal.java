// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import io.bpfbench.harness.matrix.Slot;
import io.bpfbench.harness.run.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Deals a plan's blocks among guests like cards. A block stays whole: its trials are compared with each other.
final class Deal {
    private Deal() {}

    /// @param guests at most this many shares; fewer when there are fewer blocks
    /// @return plans of whole blocks, none empty, each in the order of the plan
    static List<Plan> deal(Plan plan, int guests) {
        Map<Integer, List<Slot>> blocks = new LinkedHashMap<>();
        for (Slot slot : plan.slots()) {
            blocks.computeIfAbsent(slot.block(), block -> new ArrayList<>()).add(slot);
        }
        List<List<Slot>> shares = new ArrayList<>();
        int next = 0;
        for (List<Slot> block : blocks.values()) {
            if (shares.size() < guests) {
                shares.add(new ArrayList<>());
            }
            shares.get(next % guests).addAll(block);
            next++;
        }
        return shares.stream().map(share -> new Plan(plan.design(), share)).toList();
    }
}
