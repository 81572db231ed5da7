// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import java.util.List;
import java.util.SortedMap;

/// One metric of one arm, block by block, with what it is set against taken away.
///
/// @param byBlock effect by the number of its block
/// @param logRatios logarithm of the arm's figure over what it is set against, by block; only where both are above 0
/// @param unusable one sentence for each block whose trials are there and whose figures cannot be used; one for all of
///     them where there is no other block and the reason is the same
record Effects(SortedMap<Integer, Double> byBlock, SortedMap<Integer, Double> logRatios, List<String> unusable) {
    Effects {
        unusable = List.copyOf(unusable);
    }

    double[] values() {
        return byBlock.values().stream().mapToDouble(Double::doubleValue).toArray();
    }

    List<Integer> blocks() {
        return List.copyOf(byBlock.keySet());
    }
}
