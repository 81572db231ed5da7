// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import io.bpfbench.reports.result.CpuFigures;
import io.bpfbench.reports.result.LoadFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The rules by which a trial is marked as not to be taken at its word. They are fixed here, before any run.
final class Marks {
    /// Least share of the asked rate.
    static final double LEAST_ACHIEVED_SHARE = 0.995;
    /// Longest schedule lag at the 99th percentile: beyond it, what is measured is the load generator.
    static final long LONGEST_LAG_NANOS = 5_000_000;
    /// Most steal, as a share of the machine.
    static final double MOST_STEAL = 0.01;
    /// A load thread above this share of its CPU may have been what limited the load.
    static final double SATURATED = 0.95;

    private Marks() {}

    /// One sentence for each rule that the trial breaks.
    static List<String> of(WarmUp warmUp, LoadFigures load, CpuFigures cpu) {
        List<String> marks = new ArrayList<>();
        if (!warmUp.settled()) {
            marks.add(say("the load had not settled after %.1f s of warm-up", warmUp.nanos() / 1e9));
        }
        if (load.achievedShare() < LEAST_ACHIEVED_SHARE) {
            marks.add(say(
                    "rate not held: achieved %,.0f of %,.0f requests/s",
                    load.achievedPerSecond(), load.targetPerSecond()));
        }
        if (load.scheduleLag().p99Nanos() > LONGEST_LAG_NANOS) {
            marks.add(say(
                    "behind schedule: 1 request in 100 was sent %.1f ms late or more",
                    load.scheduleLag().p99Nanos() / 1e6));
        }
        if (!load.errors().isEmpty()) {
            marks.add("errors in the window: "
                    + load.errors().entrySet().stream()
                            .map(error -> error.getKey() + " " + error.getValue())
                            .collect(Collectors.joining(", ")));
        }
        if (cpu.stealShare() > MOST_STEAL) {
            marks.add(say("the hypervisor took %.1f %% of the CPUs (steal)", cpu.stealShare() * 100));
        }
        if (load.busiestThreadShare() > SATURATED) {
            marks.add(say(
                    "the load generator's own thread was saturated (%.0f %% busy)", load.busiestThreadShare() * 100));
        }
        return marks;
    }

    private static String say(String format, Object... figures) {
        return String.format(Locale.ROOT, format, figures);
    }
}
