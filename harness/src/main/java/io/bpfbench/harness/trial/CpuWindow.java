// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import io.bpfbench.reports.result.CpuFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/// CPU use between two samples.
///
/// *Busy* is `1 − (idle + iowait) / elapsed`, with elapsed time from the monotonic clock and never from the sum of
/// the columns (see [ProcStat] for why). Interrupts that wake an idle CPU are busy time: the kernel stops the idle
/// clock on entry to the interrupt. softirq, steal and iowait are shares of the same elapsed time, in whole ticks,
/// the first of them sampled.
///
/// @param windowNanos elapsed time
/// @param shares one entry per CPU that was online all the time
/// @param errorNanos how far the busy time of any one CPU may be off, either way; beyond a hundredth of the window it
///     is among the notes
/// @param notes what the user should know, one sentence each
public record CpuWindow(long windowNanos, List<CpuFigures.Share> shares, long errorNanos, List<String> notes) {
    /// In percent of the window. Half a tick of sleep at either end of a window of one second.
    private static final double BEARABLE_ERROR_PERCENT = 1;

    public CpuWindow {
        shares = List.copyOf(shares);
        notes = List.copyOf(notes);
    }

    /// What lies between two samples of the same [CpuSampler].
    ///
    /// A CPU that went off or came on in between is left out with a note: the kernel starts some of its counters
    /// anew.
    ///
    /// @throws IllegalArgumentException when `after` was not taken after `before`, or no CPU was
    ///     online all the time
    public static CpuWindow between(CpuSample before, CpuSample after) {
        Optional<IdleClock> fineBefore = before.fine();
        Optional<IdleClock> fineAfter = after.fine();
        boolean fine = fineBefore.isPresent() && fineAfter.isPresent();
        long statElapsed = after.statNanos() - before.statNanos();
        long elapsed = fine ? fineAfter.get().nowNanos() - fineBefore.get().nowNanos() : statElapsed;
        if (elapsed <= 0 || statElapsed <= 0) {
            throw new IllegalArgumentException("a window of CPU use needs two samples, the second taken later");
        }
        List<CpuFigures.Share> shares = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        long worst = 0;
        TreeSet<Integer> all = new TreeSet<>(before.stat().cpus().keySet());
        all.addAll(after.stat().cpus().keySet());
        for (int cpu : all) {
            Optional<Idle> idle = idle(before, after, cpu);
            // The samples' clocks may be read a little apart from their counters; beyond that the counters were
            // reset.
            long slack = 2 * before.tickNanos();
            if (idle.isEmpty() || idle.get().nanos() < -slack || idle.get().nanos() > elapsed + slack) {
                notes.add("CPU " + cpu + " was switched off or on in the window, so its figures are left out");
                continue;
            }
            shares.add(share(before, after, cpu, 1 - (double) idle.get().nanos() / elapsed, statElapsed));
            worst = Math.max(worst, idle.get().errorNanos());
        }
        if (shares.isEmpty()) {
            throw new IllegalArgumentException(
                    "no CPU was online, with its counters running, from the first sample to the second");
        }
        double percent = 100.0 * worst / elapsed;
        if (percent > BEARABLE_ERROR_PERCENT) {
            notes.add(String.format(
                    Locale.ROOT,
                    "the busy share of a CPU may be off by %.1f %%, since its idle counters are known in ticks only",
                    percent));
        }
        return new CpuWindow(elapsed, shares, worst, notes);
    }

    private record Idle(long nanos, long errorNanos) {}

    private static Optional<Idle> idle(CpuSample before, CpuSample after, int cpu) {
        return estimate(before, after, cpu)
                .flatMap(first -> estimate(after, before, cpu)
                        .map(last -> new Idle(last.nanos() - first.nanos(), first.errorNanos() + last.errorNanos())));
    }

    /// The idle time of one sample; by the nanosecond only when the other sample has that too.
    private static Optional<CpuSample.Estimate> estimate(CpuSample sample, CpuSample other, int cpu) {
        Optional<ProcStat.Cpu> coarse = sample.stat().cpu(cpu);
        if (sample.fine().isEmpty() || other.fine().isEmpty()) {
            return coarse.map(sample::coarseIdle);
        }
        IdleClock clock = sample.fine().get();
        return coarse.flatMap(stat -> clock.cpu(cpu).map(exact -> sample.fineIdle(clock, stat, exact)));
    }

    private static CpuFigures.Share share(CpuSample before, CpuSample after, int cpu, double busy, long elapsed) {
        ProcStat.Cpu first = before.stat().cpu(cpu).orElseThrow();
        ProcStat.Cpu last = after.stat().cpu(cpu).orElseThrow();
        double perTick = (double) before.tickNanos() / elapsed;
        return new CpuFigures.Share(
                cpu,
                clamp(busy),
                clamp((last.softirq() - first.softirq()) * perTick),
                clamp((last.steal() - first.steal()) * perTick),
                clamp((last.iowait() - first.iowait()) * perTick));
    }

    private static double clamp(double share) {
        return Math.clamp(share, 0.0, 1.0);
    }
}
