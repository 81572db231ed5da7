// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/// When a trial does not count. The rules are fixed before the run and look at how the load went, never at the
/// effect.
///
/// @param leastAchievedShare of the asked rate
/// @param mostLagNanos 99th percentile of the schedule lag
/// @param mostStealShare stolen by the hypervisor
/// @param mostThreadShare CPU share of the busiest load thread; above it the generator, not the kernel, is what is
///     measured
public record VoidRules(double leastAchievedShare, long mostLagNanos, double mostStealShare, double mostThreadShare) {

    /// The rules of every run, unless it declares others.
    public static final VoidRules DEFAULT = new VoidRules(0.995, 10_000_000, 0.01, 0.95);

    /// A clause for each rule that a trial breaks.
    public List<String> broken(Trial trial, Clock clock) {
        List<String> clauses = new ArrayList<>();
        double achieved = trial.load().achievedShare();
        if (!(achieved >= leastAchievedShare)) {
            clauses.add("it held " + percent(achieved) + " of the rate, less than " + percent(leastAchievedShare));
        }
        long lag = trial.load().scheduleLag().p99Nanos();
        if (lag > mostLagNanos) {
            clauses.add("1 % of the requests left " + lag + " " + clock.unit() + " or more behind the schedule");
        }
        if (trial.cpu().stealShare() > mostStealShare) {
            clauses.add("the hypervisor took " + percent(trial.cpu().stealShare()) + " of the CPUs");
        }
        long errors = trial.load().errors().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        if (errors > 0) {
            clauses.add(errors + " requests failed ("
                    + String.join(", ", trial.load().errors().keySet()) + ")");
        }
        if (trial.load().busiestThreadShare() > mostThreadShare) {
            clauses.add("a thread of the load generator was saturated ("
                    + percent(trial.load().busiestThreadShare()) + " of a CPU)");
        }
        changed(trial).forEach(setting -> clauses.add(setting + " was changed by somebody else meanwhile"));
        return clauses;
    }

    private static TreeSet<String> changed(Trial trial) {
        TreeSet<String> changed = new TreeSet<>();
        trial.attestation().before().forEach((setting, value) -> {
            if (!value.equals(trial.attestation().after().getOrDefault(setting, value))) {
                changed.add(setting);
            }
        });
        return changed;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
