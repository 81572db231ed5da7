// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import io.bpfbench.reports.stats.VoidRules;
import io.bpfbench.workloads.http.HttpLoad;
import io.bpfbench.workloads.http.LoadWindow;
import java.time.Duration;

/// Waiting until a load has settled.
///
/// @param settled whether it did within the time allowed
/// @param nanos how long was waited
record WarmUp(boolean settled, long nanos) {
    private static final Duration STEP = Duration.ofMillis(100);
    private static final Duration PROCESS_STEP = Duration.ofMillis(200);
    private static final int STEADY_STEPS = 3;
    /// A step's rate may be off by this share: a step of 100 ms holds a hundred wake-ups of 1 ms, and one more or
    /// less at either end is no unrest.
    private static final double TOLERANCE = 0.02;

    /// The virtual machine's own warm-up, once per process: until compiled code no longer makes a request cheaper.
    /// A step of 200 ms has to beat the cheapest one so far by 5 %; three in a row that do not end it.
    static void ofProcess(HttpLoad load, Duration atMost) {
        long begin = System.nanoTime();
        double cheapest = Double.MAX_VALUE;
        int steps = 0;
        while (steps < STEADY_STEPS && System.nanoTime() - begin < atMost.toNanos()) {
            LoadWindow window = step(load, PROCESS_STEP);
            double cost =
                    window.responses() == 0 ? Double.MAX_VALUE : (double) window.loadCpuNanos() / window.responses();
            boolean cheaper = cost < cheapest * 0.95;
            cheapest = Math.min(cheapest, cost);
            steps = cheaper || !steady(window) ? 0 : steps + 1;
        }
    }

    /// A trial's warm-up: three steps of 100 ms in a row at the full rate and on schedule.
    static WarmUp ofTrial(HttpLoad load, Duration atMost) {
        long begin = System.nanoTime();
        int steps = 0;
        while (System.nanoTime() - begin < atMost.toNanos()) {
            steps = steady(step(load, STEP)) ? steps + 1 : 0;
            if (steps == STEADY_STEPS) {
                return new WarmUp(true, System.nanoTime() - begin);
            }
        }
        return new WarmUp(false, System.nanoTime() - begin);
    }

    static LoadWindow step(HttpLoad load) {
        return step(load, STEP);
    }

    private static LoadWindow step(HttpLoad load, Duration length) {
        Pause.of(length);
        return load.mark();
    }

    /// Neither short of the rate, nor above it, which is a backlog being worked off, nor late.
    private static boolean steady(LoadWindow window) {
        double share = window.achievedPerSecond() / window.targetPerSecond().orElseThrow();
        return Math.abs(share - 1) <= TOLERANCE
                && window.scheduleLagNanos().getValueAtPercentile(99) <= VoidRules.DEFAULT.mostLagNanos()
                && window.errors().isEmpty();
    }
}
