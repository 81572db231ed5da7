// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.harness.run.Plan;
import io.bpfbench.reports.render.TerminalTable;
import io.bpfbench.reports.result.HttpFigures;
import io.bpfbench.reports.result.PingPongFigures;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.Trial;
import io.bpfbench.reports.result.TriggerFigures;
import io.bpfbench.reports.stats.Metric;
import io.bpfbench.reports.stats.VoidRules;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// Tells a person how far a run is: on a terminal by a bar, elsewhere by one line a trial. Findings, warnings and
/// failed trials are told on both. The bar moves when a trial begins or ends and not in between: what draws it
/// would be measured along. Safe for several threads.
final class Progress implements Consumer<RunEvent> {
    private static final int LONGEST_BAR = 40;
    private static final int SHORTEST_BAR = 5;

    private final LiveLine line;
    private final RunEvent.RunStarted started;
    private final Plan plan;
    private final LongSupplier nanoTime;
    private final long beganNanos;
    private final int before;
    private final int labels;
    private final Set<RunEvent.Finding> findings = new HashSet<>();
    private OptionalLong firstTrialNanos = OptionalLong.empty();
    private long lastEndNanos;
    private int trials;
    private int done;
    private int voids;
    private String now = "preparing";

    /// @param plan what is to be run now
    /// @param before trials that an earlier, interrupted session has brought in
    /// @param nanoTime a clock such as [System#nanoTime]
    Progress(LiveLine line, RunEvent.RunStarted started, Plan plan, int before, LongSupplier nanoTime) {
        this.line = line;
        this.started = started;
        this.plan = plan;
        this.trials = before + plan.slots().size();
        this.before = before;
        this.done = before;
        this.nanoTime = nanoTime;
        this.beganNanos = nanoTime.getAsLong();
        this.labels = plan.slots().stream()
                .mapToInt(slot -> slot.arm().label().length())
                .max()
                .orElse(0);
    }

    @Override
    public synchronized void accept(RunEvent event) {
        switch (event) {
            case RunEvent.Finding finding -> found(finding);
            case RunEvent.GuestReady guest -> {
                now = "guest " + guest.guest() + " is up";
                detail(
                        "guest %d is up after %.1f s: Linux %s",
                        guest.guest(), guest.bootSeconds(), guest.environment().kernel());
            }
            case RunEvent.GuestAtWork guest ->
                detail(
                        "guest %d begins its first trial after %.1f s (%.1f s of CPU time)",
                        guest.guest(), guest.startSeconds(), guest.cpuSeconds());
            case RunEvent.TrialStarted trial -> started(trial);
            case RunEvent.TrialFinished finished -> finished(finished.trial());
            case RunEvent.TrialFailed failed -> {
                ended();
                say(
                        "%s block %d, %s failed: %s",
                        counter(), failed.block(), failed.arm().label(), failed.reason());
            }
            case RunEvent.Warning warning ->
                TerminalTable.warning(warning.message()).forEach(line::say);
            case RunEvent.ProbeCodeSeen ignored -> {}
            case RunEvent.ProbeCode ignored -> {}
            case RunEvent.RunStarted ignored -> {}
            case RunEvent.RunFinished ignored -> {}
            case RunEvent.MicroStarted ignored -> {}
            case RunEvent.MicroTimed ignored -> {}
            case RunEvent.MicroLoaded ignored -> {}
            case RunEvent.MicroResults ignored -> {}
        }
        line.columns().ifPresent(columns -> line.show(bar(columns)));
    }

    /// Every guest finds out the same. A cell that cannot be had will take no time.
    private void found(RunEvent.Finding finding) {
        if (findings.add(finding)) {
            List<String> lines = TerminalTable.finding(started, finding);
            // Replacements of void blocks find it once more.
            if (!line.told().containsAll(lines)) {
                lines.forEach(line::say);
            }
            trials -= (int) plan.slots().stream()
                    .filter(slot -> slot.arm().label().equals(finding.subject()))
                    .count();
        }
    }

    private void started(RunEvent.TrialStarted trial) {
        now = String.format(
                Locale.ROOT,
                "block %d of %d  %-" + Math.max(1, labels) + "s",
                trial.block(),
                Math.max(trial.block(), plan.design().blocks()),
                trial.arm().label());
        if (firstTrialNanos.isEmpty()) {
            long nanos = nanoTime.getAsLong();
            firstTrialNanos = OptionalLong.of(nanos);
            lastEndNanos = nanos;
            if (trial.guest() == 0) {
                detail("the first trial begins, %.1f s into the run", (nanos - beganNanos) / 1e9);
            }
        }
    }

    private void finished(Trial trial) {
        ended();
        List<VoidRules.Breach> broken = VoidRules.DEFAULT.voiding(trial, started);
        voids += broken.isEmpty() ? 0 : 1;
        detail(
                "%s block %d, %-16s %s%s",
                counter(), trial.block(), trial.arm().label(), figures(trial), done < trials ? left("  (", ")") : "");
        trial.marks().forEach(mark -> detail("        marked: %s", mark));
        broken.forEach(
                breach -> detail("        does not count%s: %s", VoidRules.butFor(List.of(breach)), breach.clause()));
    }

    private void ended() {
        done++;
        lastEndNanos = nanoTime.getAsLong();
    }

    /// `[#####---------------]   9/36  block 2 of 6  jit=1 harden=0  2:31 left`, the bar always as wide.
    private String bar(int columns) {
        String blocks = Integer.toString(plan.design().blocks());
        String longest = "  99/" + trials + "  block " + blocks + " of " + blocks + "  " + "#".repeat(labels)
                + "  99:59 left  9 void";
        int width = Math.min(LONGEST_BAR, columns - longest.length() - 2);
        String text = String.format(Locale.ROOT, "%4d/%d  %s", done, trials, now)
                + left("  ", "")
                + (voids == 0 ? "" : "  " + voids + " void");
        if (width < SHORTEST_BAR) {
            return text.strip();
        }
        int full = trials == 0 ? 0 : Math.min(width, width * done / trials);
        return "[" + "#".repeat(full) + "-".repeat(width - full) + "]" + text;
    }

    /// From how long the trials so far took, one after the other or side by side; nothing before the first has ended.
    private String left(String prefix, String suffix) {
        int here = done - before;
        if (here == 0 || firstTrialNanos.isEmpty()) {
            return "";
        }
        long each = (lastEndNanos - firstTrialNanos.getAsLong()) / here;
        Duration left = Duration.ofNanos(each * Math.max(0, trials - done));
        return String.format(Locale.ROOT, "%s%d:%02d left%s", prefix, left.toMinutes(), left.toSecondsPart(), suffix);
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
                        + " " + started.clock().unit() + " a message";
            case TriggerFigures trigger ->
                trigger.windows().stream()
                                .map(window -> String.format(
                                        Locale.ROOT,
                                        "%s %,.0f",
                                        window.stage().key(),
                                        window.elapsedNanos().median() / Metric.nanosPerUnit(started.clock())))
                                .collect(Collectors.joining(", "))
                        + " " + Metric.TRIGGER_ADDED.unit(started.clock()) + " a run";
        };
    }

    private String counter() {
        return String.format(Locale.ROOT, "[%3d/%d]", done, trials);
    }

    private String latency(long nanos) {
        return switch (started.clock()) {
            case WALL -> String.format(Locale.ROOT, "%,.0f µs", nanos / 1e3);
            case INSTRUCTIONS -> String.format(Locale.ROOT, "%,d instructions", nanos);
        };
    }

    /// A line that the bar stands for where there is one.
    private void detail(String format, Object... words) {
        if (line.columns().isEmpty()) {
            say(format, words);
        }
    }

    private void say(String format, Object... words) {
        line.say(String.format(Locale.ROOT, format, words));
    }
}
