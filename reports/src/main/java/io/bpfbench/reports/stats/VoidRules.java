// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Arm;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.HttpFigures;
import io.bpfbench.reports.result.LoadFigures;
import io.bpfbench.reports.result.PingPongFigures;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.Trial;
import io.bpfbench.reports.result.TriggerFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// When a trial does not count. The rules are fixed before the run and look at how the load went and at what the trial
/// proves ([TrialProof]), never at the effect.
///
/// How the load went says nothing of what one run of a program costs or how long loading it takes: rules about the
/// load void a trial's CPU, latencies and events only. Stolen time and a failed proof void all of it.
///
/// @param leastAchievedShare of the asked rate
/// @param mostLagNanos 99th percentile of the schedule lag
/// @param mostStealShare stolen by the hypervisor
/// @param mostThreadShare CPU share of the busiest load thread; above it the generator, not the kernel, is what is
///     measured
/// @param mostInterruptedShare of the exact lane's messages; when interrupts are that many, it is no longer known
///     what they leave alone
public record VoidRules(
        double leastAchievedShare,
        long mostLagNanos,
        double mostStealShare,
        double mostThreadShare,
        double mostInterruptedShare) {

    /// The rules of every run, unless it declares others.
    public static final VoidRules DEFAULT = new VoidRules(0.995, 5_000_000, 0.01, 0.95, 0.05);

    /// A rule that a trial breaks.
    ///
    /// @param clause what happened, to continue "block 3 is void: "
    /// @param loadOnly whether it bears only on what depends on the load
    public record Breach(String clause, boolean loadOnly) {
        boolean voids(Metric metric) {
            return !loadOnly || metric.dependsOnLoad();
        }
    }

    /// What broken rules leave of a trial, to stand behind the word void; empty when it is nothing.
    public static String butFor(List<Breach> breaches) {
        return breaches.stream().allMatch(Breach::loadOnly) ? " but for cost per event and load" : "";
    }

    /// The rules that void figures of a trial: all that it breaks, and none in a run of one block, of which nothing is
    /// claimed, so that it may be shown as it is.
    public List<Breach> voiding(Trial trial, RunEvent.RunStarted run) {
        return run.design().blocks() > 1 ? broken(trial, run.clock()) : List.of();
    }

    /// The blocks that hold a trial which breaks a rule and that another block may make up for: those of a cell that
    /// has never proven itself ([TrialProof#unproven]) are left out.
    ///
    /// @param trials all of a run so far
    public SortedSet<Integer> voidBlocks(List<Trial> trials, Clock clock) {
        Set<Arm> unproven = TrialProof.unproven(trials);
        SortedSet<Integer> blocks = new TreeSet<>();
        trials.stream()
                .filter(trial -> !unproven.contains(trial.arm()))
                .filter(trial -> !broken(trial, clock).isEmpty())
                .forEach(trial -> blocks.add(trial.block()));
        return blocks;
    }

    /// The rules that a trial breaks.
    public List<Breach> broken(Trial trial, Clock clock) {
        return broken(trial, clock, TrialProof.broken(trial));
    }

    /// The same where it is known what the trial fails to prove.
    List<Breach> broken(Trial trial, Clock clock, List<Breach> unproven) {
        List<Breach> breaches = new ArrayList<>(
                switch (trial.traffic()) {
                    case HttpFigures http -> broken(http, clock);
                    case PingPongFigures pingPong -> broken(pingPong);
                    case TriggerFigures trigger -> stolen(trigger.stealShare(), "");
                });
        trial.probe()
                .ifPresent(probe -> probe.stages()
                        .forEach(stage -> breaches.addAll(stolen(
                                stage.cpu().stealShare(),
                                " in the window with " + stage.stage().label()))));
        breaches.addAll(unproven);
        return breaches;
    }

    private List<Breach> broken(HttpFigures http, Clock clock) {
        List<Breach> breaches = new ArrayList<>(broken(http.load(), clock));
        breaches.addAll(stolen(http.cpu().stealShare(), ""));
        return breaches;
    }

    private List<Breach> broken(PingPongFigures pingPong) {
        List<Breach> breaches = new ArrayList<>(stolen(pingPong.stealShare(), ""));
        double share = (double) pingPong.interrupted() / Math.max(1, pingPong.messages());
        if (share > mostInterruptedShare) {
            breaches.add(new Breach(
                    pingPong.interrupted() + " of " + pingPong.messages() + " messages were interrupted, "
                            + percent(share) + " and more than " + percent(mostInterruptedShare),
                    false));
        }
        return breaches;
    }

    /// What one run of a program costs and how long loading takes depend on a CPU that is there as well.
    private List<Breach> stolen(double share, String where) {
        // Turned round, so that what is no number breaks the rule as well.
        return share <= mostStealShare
                ? List.of()
                : List.of(new Breach("the hypervisor took " + percent(share) + " of the CPUs" + where, false));
    }

    /// The rules about the load that a window breaks.
    public List<Breach> broken(LoadFigures load, Clock clock) {
        List<String> clauses = new ArrayList<>();
        if (!(load.achievedShare() >= leastAchievedShare)) {
            clauses.add(String.format(
                            Locale.ROOT,
                            "it held %,.0f of %,.0f requests/s, ",
                            load.achievedPerSecond(),
                            load.targetPerSecond())
                    + percent(load.achievedShare()) + " of the rate and less than "
                    + percent(leastAchievedShare));
        }
        long lagNanos = load.scheduleLag().p99Nanos();
        if (lagNanos > mostLagNanos) {
            clauses.add("1 request in 100 left " + lag(lagNanos, clock) + " or more behind the schedule");
        }
        long errors = load.errors().values().stream().mapToLong(Long::longValue).sum();
        if (errors > 0) {
            clauses.add(errors + " requests failed ("
                    + String.join(", ", load.errors().keySet()) + ")");
        }
        if (!(load.busiestThreadShare() <= mostThreadShare)) {
            clauses.add("a thread of the load generator was saturated (" + percent(load.busiestThreadShare())
                    + " of a CPU)");
        }
        return clauses.stream().map(clause -> new Breach(clause, true)).toList();
    }

    private static String lag(long nanos, Clock clock) {
        return switch (clock) {
            case WALL -> String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
            case INSTRUCTIONS -> String.format(Locale.ROOT, "%.1f million instructions", nanos / 1e6);
        };
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
