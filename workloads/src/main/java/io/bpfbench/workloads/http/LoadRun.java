// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// One load of a fixed length: warm-up, then the measured windows, then the result.
public final class LoadRun {
    private static final long SHORTEST_INTERVAL_NANOS = 100_000_000;
    private static final long LONGEST_INTERVAL_NANOS = 1_000_000_000;

    private LoadRun() {}

    /// Puts the load on and takes it off. An interrupt ends it early, with the result so far.
    ///
    /// @param warmUp how long to load before measuring; its figures are thrown away; may be zero
    /// @param duration how long to measure, more than zero
    /// @param live told of each window, about one a second
    /// @throws java.io.UncheckedIOException when the host has no address or the process may open no more sockets
    public static LoadResult run(LoadSpec spec, Duration warmUp, Duration duration, Consumer<LoadWindow> live) {
        long interval = Math.clamp(duration.toNanos() / 10, SHORTEST_INTERVAL_NANOS, LONGEST_INTERVAL_NANOS);
        List<LoadResult.Interval> intervals = new ArrayList<>();
        try (HttpLoad load = HttpLoad.start(spec)) {
            if (sleepUntil(System.nanoTime() + warmUp.toNanos()) && !warmUp.isZero()) {
                load.mark();
            }
            LoadTotal total = new LoadTotal(spec.ratePerSecond());
            long cpuBefore = processCpuNanos();
            long begin = System.nanoTime();
            long end = begin + duration.toNanos();
            boolean on = true;
            for (long next = begin + interval; on; next += interval) {
                boolean last = next - end >= 0;
                on = sleepUntil(last ? end : next) && !last;
                LoadWindow window = load.mark();
                total.add(window);
                intervals.add(new LoadResult.Interval(
                        window.windowNanos(),
                        window.threadAchievedPerSecond(),
                        window.latencyNanos().getValueAtPercentile(50),
                        window.latencyNanos().getValueAtPercentile(99)));
                live.accept(window);
            }
            return new LoadResult(spec, total.window(), intervals, processCpuNanos() - cpuBefore);
        }
    }

    private static long processCpuNanos() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO)
                .toNanos();
    }

    /// @return false when interrupted
    private static boolean sleepUntil(long nanos) {
        try {
            for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
                Thread.sleep(Duration.ofNanos(left));
            }
            return true;
        } catch (InterruptedException interrupted) {
            return false;
        }
    }
}
