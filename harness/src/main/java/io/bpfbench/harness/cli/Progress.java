// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.harness.run.Plan;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.HttpFigures;
import io.bpfbench.reports.result.PingPongFigures;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.Trial;
import io.bpfbench.reports.stats.VoidRules;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Tells a person on standard error how far a run is: one line an event that matters. Safe for several threads.
final class Progress implements Consumer<RunEvent> {
    private final PrintWriter err;
    private final Clock clock;
    private final Plan plan;
    private final int before;
    private final long beganNanos = System.nanoTime();
    private final Set<RunEvent.Finding> findings = new HashSet<>();
    private int trials;
    private int done;
    private boolean begun;

    /// @param plan what is to be run now
    /// @param before trials that an earlier, interrupted session has brought in
    Progress(PrintWriter err, Clock clock, Plan plan, int before) {
        this.err = err;
        this.clock = clock;
        this.plan = plan;
        this.trials = before + plan.slots().size();
        this.before = before;
        this.done = before;
    }

    @Override
    public synchronized void accept(RunEvent event) {
        switch (event) {
            case RunEvent.Finding finding -> found(finding);
            case RunEvent.GuestReady guest ->
                say(
                        "guest %d is up after %.1f s: Linux %s",
                        guest.guest(), guest.bootSeconds(), guest.environment().kernel());
            case RunEvent.GuestAtWork guest ->
                say(
                        "guest %d begins its first trial after %.1f s (%.1f s of CPU time)",
                        guest.guest(), guest.startSeconds(), guest.cpuSeconds());
            case RunEvent.TrialFinished finished -> finished(finished.trial());
            case RunEvent.TrialFailed failed -> {
                done++;
                say(
                        "%s block %d, %s failed: %s",
                        counter(), failed.block(), failed.arm().label(), failed.reason());
            }
            case RunEvent.Warning warning -> err.println("warning: " + warning.message());
            case RunEvent.RunStarted ignored -> {}
            case RunEvent.TrialStarted trial -> {
                if (!begun && trial.guest() == 0) {
                    begun = true;
                    say("the first trial begins, %.1f s into the run", (System.nanoTime() - beganNanos) / 1e9);
                }
            }
            case RunEvent.RunFinished ignored -> {}
        }
    }

    /// Every guest finds out the same. A cell that cannot be had will take no time.
    private void found(RunEvent.Finding finding) {
        if (findings.add(finding)) {
            err.println(finding);
            trials -= (int) plan.slots().stream()
                    .filter(slot -> slot.arm().label().equals(finding.subject()))
                    .count();
        }
    }

    private void finished(Trial trial) {
        done++;
        say("%s block %d, %-16s %s%s", counter(), trial.block(), trial.arm().label(), figures(trial), left());
        trial.marks().forEach(mark -> say("        marked: %s", mark));
        VoidRules.DEFAULT.broken(trial, clock).forEach(breach -> say("        does not count: %s", breach.clause()));
    }

    private String figures(Trial trial) {
        return switch (trial.traffic()) {
            case HttpFigures http ->
                String.format(
                        Locale.ROOT,
                        "%,9.0f req/s, CPU %5.1f %%, p99 %s",
                        http.load().achievedPerSecond(),
                        http.cpu().busyShare() * 100,
                        latency(http.load().latency().p99Nanos()));
            case PingPongFigures pingPong ->
                pingPong.windows().stream()
                                .filter(window -> !window.elapsedNanos().isEmpty())
                                .map(window -> String.format(
                                        Locale.ROOT,
                                        "%s %,.0f",
                                        window.stage().key(),
                                        window.elapsedNanos().median()))
                                .collect(Collectors.joining(", "))
                        + " " + clock.unit() + " a message";
        };
    }

    private String counter() {
        return String.format(Locale.ROOT, "[%3d/%d]", done, trials);
    }

    private String latency(long nanos) {
        return switch (clock) {
            case WALL -> String.format(Locale.ROOT, "%,.0f µs", nanos / 1e3);
            case INSTRUCTIONS -> String.format(Locale.ROOT, "%,d instructions", nanos);
        };
    }

    private String left() {
        int here = done - before;
        if (here == 0 || done >= trials) {
            return "";
        }
        Duration left = Duration.ofNanos((System.nanoTime() - beganNanos) / here * (trials - done));
        return String.format(Locale.ROOT, "  (%d:%02d left)", left.toMinutes(), left.toSecondsPart());
    }

    private void say(String format, Object... words) {
        err.println(String.format(Locale.ROOT, format, words));
    }
}
