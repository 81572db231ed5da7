// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Arm;
import io.bpfbench.reports.result.Clock;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/// Whether the machine itself differed between two runs: their trials without a probe, set against each other. No
/// change of a probe can be seen in those, so what is seen there is the machine's.
final class Drift {
    /// A warning that comes up in one of a hundred pairs without a cause is not read for long.
    private static final double LEVEL = 0.01;

    private Drift() {}

    static List<String> notes(Comparison base, Comparison changed) {
        List<String> notes = new ArrayList<>();
        for (Metric metric :
                List.of(Metric.CPU_OVERHEAD, Metric.LATENCY_ADDED_P99, Metric.MESSAGE_ADDED, Metric.TRIGGER_ADDED)
                        .stream()
                        .filter(base.metrics()::contains)
                        .toList()) {
            double[] first = without(base, metric);
            double[] second = without(changed, metric);
            if (first.length >= 2 && second.length >= 2) {
                TwoSamples.Welch welch = TwoSamples.Welch.of(first, second);
                if (welch.p() <= LEVEL) {
                    notes.add("the machine itself differed: without a probe " + what(metric) + " "
                            + figure(first, base.clock()) + " in BASE and " + figure(second, base.clock()) + " "
                            + metric.unit(base.clock()) + " in NEW");
                }
            }
        }
        return notes;
    }

    private static String what(Metric metric) {
        return switch (metric) {
            case CPU_OVERHEAD -> "its busy share of the CPUs was";
            case MESSAGE_ADDED -> "a message took";
            case TRIGGER_ADDED -> "a run of the trigger took";
            case TRIGGER_CPU_ADDED -> "the CPU time of a run of the trigger was";
            case LATENCY_ADDED_P99 -> "its p99 latency was";
            case LATENCY_ADDED_P50 -> "its median latency was";
            case EVENTS_PER_SECOND, EVENTS_PER_TRIGGER, COST_PER_EVENT, LOAD_TIME ->
                throw new IllegalArgumentException("there is no " + metric.key() + " without a probe");
        };
    }

    /// What repeats to the instruction may differ by a single one.
    private static String figure(double[] figures, Clock clock) {
        int digits = switch (clock) {
            case WALL -> 4;
            case INSTRUCTIONS -> 8;
        };
        return new BigDecimal(Moments.mean(figures))
                .round(new MathContext(digits))
                .stripTrailingZeros()
                .toPlainString();
    }

    /// One figure a block, of the first baseline: the second one of a block is no further block.
    private static double[] without(Comparison run, Metric metric) {
        Arm arm = Blocks.BASELINES.getFirst();
        return run.blocks().effects(arm, List.of(), metric).values();
    }
}
