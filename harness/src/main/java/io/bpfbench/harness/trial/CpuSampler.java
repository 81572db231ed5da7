// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import io.bpfbench.harness.kernel.KernelFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalInt;

/// Takes [CpuSample]s; [CpuWindow] is what lies between two of them.
public final class CpuSampler {
    /// Reading `/proc/timer_list` walks over every timer of every CPU with its lock held. Where that takes longer
    /// than this, it would disturb what is measured, and `/proc/stat` alone is read.
    private static final long BEARABLE_NANOS = 10_000_000;

    /// A sample that took longer than this, half a tick, was interrupted; an undisturbed one takes a tenth of it.
    private static final long HELD_UP_NANOS = 5_000_000;

    private final KernelFiles files;
    private final long tickNanos;
    private final boolean fine;

    /// Reads everything once, which warms the paths and shows whether [IdleClock] can be had.
    ///
    /// @throws UncheckedIOException when `/proc/stat` cannot be read
    public CpuSampler(KernelFiles files) {
        this.files = files;
        this.tickNanos = ProcStat.tickNanos(files);
        IdleClock.read(files);
        this.fine = IdleClock.read(files)
                .filter(clock -> clock.readNanos() <= BEARABLE_NANOS)
                .isPresent();
        sample();
    }

    /// The counters now. Taken again, a few times, when this thread was held up half-way: the parts of a sample
    /// must belong to one moment.
    ///
    /// @throws UncheckedIOException when `/proc/stat` cannot be read
    public CpuSample sample() {
        CpuSample sample = once();
        for (int again = 0; again < 3 && sample.spanNanos() > HELD_UP_NANOS; again++) {
            sample = once();
        }
        return sample;
    }

    private CpuSample once() {
        OptionalInt before = fine ? runningOn() : OptionalInt.empty();
        long begin = System.nanoTime();
        Optional<IdleClock> clock = fine ? IdleClock.read(files) : Optional.empty();
        OptionalInt after = fine ? runningOn() : OptionalInt.empty();
        try {
            long statBegin = System.nanoTime();
            ProcStat stat = ProcStat.read(files);
            long end = System.nanoTime();
            return new CpuSample(
                    statBegin + (end - statBegin) / 2,
                    end - begin,
                    tickNanos,
                    stat,
                    clock,
                    before.equals(after) ? after : OptionalInt.empty());
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read /proc/stat: mount /proc", unreadable);
        }
    }

    /// Whether idle time is had by the nanosecond, or in ticks only.
    public boolean fine() {
        return fine;
    }

    /// The CPU this thread runs on: field 39 of its `stat`, which counts from 1 and has the command, in
    /// parentheses, as its second.
    private OptionalInt runningOn() {
        return files.text("/proc/thread-self/stat")
                .map(text -> text.substring(text.lastIndexOf(')') + 1).strip().split(" "))
                .filter(fields -> fields.length > 36)
                .map(fields -> OptionalInt.of(Integer.parseInt(fields[36])))
                .orElse(OptionalInt.empty());
    }
}
