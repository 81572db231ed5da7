// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import java.util.Optional;
import java.util.OptionalInt;

/// The CPUs' counters at one moment, as [CpuSampler] takes them.
///
/// @param statNanos `System.nanoTime()` half-way through the reading of `stat`
/// @param spanNanos how long taking the whole sample took
/// @param tickNanos one step of `stat`'s counters
/// @param stat the counters in steps
/// @param fine the idle counters by the nanosecond, read just before, where the machine lets us
/// @param reader the CPU that read `fine`, when it was the same before and after
public record CpuSample(
        long statNanos, long spanNanos, long tickNanos, ProcStat stat, Optional<IdleClock> fine, OptionalInt reader) {
    /// A reading with how far off it may be, either way.
    record Estimate(long nanos, long errorNanos) {}

    /// Time this CPU was not busy (idle and iowait), in steps: cut off twice, so low by up to two ticks.
    Estimate coarseIdle(ProcStat.Cpu cpu) {
        return new Estimate(cpu.idleAndWaiting() * tickNanos, tickNanos);
    }

    /// Time this CPU was not busy, from `fine`, at the moment of its `nowNanos`.
    ///
    /// A CPU that is not the reader's may be asleep, and then its sleep so far, since `entry`, is still to be
    /// added; nobody prints whether. When that would be a tick or more, `stat`, which adds it, gives the answer.
    /// When less, half of it is added, and half is the error: under load sleeps are short, and this stays far below
    /// a tick.
    Estimate fineIdle(IdleClock clock, ProcStat.Cpu coarse, IdleClock.Cpu cpu) {
        long ended = cpu.idleAndWaitingNanos();
        if (reader.isPresent() && reader.getAsInt() == coarse.cpu()) {
            return new Estimate(ended, 0);
        }
        long sleep = Math.max(0, clock.nowNanos() - cpu.entryNanos());
        if (sleep < tickNanos) {
            return new Estimate(ended + sleep / 2, sleep / 2 + clock.readNanos());
        }
        long printed = cpu.idleNanos() / tickNanos + cpu.iowaitNanos() / tickNanos;
        boolean asleep = coarse.idleAndWaiting() - printed >= sleep / tickNanos;
        return new Estimate(asleep ? ended + sleep : ended, clock.readNanos());
    }
}
