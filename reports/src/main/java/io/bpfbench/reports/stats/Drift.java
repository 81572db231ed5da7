// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Arm;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Whether the machine itself differed between two runs: their trials without a probe, set against each other. No
/// change of a probe can be seen in those, so what is seen there is the machine's.
final class Drift {
    /// A warning that comes up in one of a hundred pairs without a cause is not read for long.
    private static final double LEVEL = 0.01;

    private Drift() {}

    static List<String> notes(Comparison base, Comparison changed) {
        List<String> notes = new ArrayList<>();
        for (Metric metric : List.of(Metric.CPU_OVERHEAD, Metric.LATENCY_ADDED_P99).stream()
                .filter(base.metrics()::contains)
                .toList()) {
            double[] first = without(base, metric);
            double[] second = without(changed, metric);
            if (first.length >= 2 && second.length >= 2) {
                TwoSamples.Welch welch = TwoSamples.Welch.of(first, second);
                if (welch.p() <= LEVEL) {
                    String what = metric == Metric.CPU_OVERHEAD ? "busy share of the CPUs" : "p99 latency";
                    notes.add(String.format(
                            Locale.ROOT,
                            "the machine itself differed: without a probe its %s was %.4g in BASE and %.4g %s in NEW",
                            what,
                            Moments.mean(first),
                            Moments.mean(second),
                            metric.unit(base.clock())));
                }
            }
        }
        return notes;
    }

    /// One figure a block, of the first baseline: the second one of a block is no further block.
    private static double[] without(Comparison run, Metric metric) {
        Arm arm = Blocks.BASELINES.getFirst();
        return new Blocks(run.record(), VoidRules.DEFAULT)
                .effects(arm, List.of(), metric)
                .values();
    }
}
