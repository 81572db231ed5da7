// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import java.util.List;

/// The arithmetic that ties a probe's figures together: overhead = events a second × cost per event ÷ CPUs. Of the
/// three on the right none is free once the overhead is given.
///
/// It holds on either clock: events per 10⁹ instructions × instructions per event are instructions per 10⁹.
public final class Overhead {
    private static final double TICKS = 1e9;

    private Overhead() {}

    /// Percentage points of a machine that events of such a cost take.
    ///
    /// @param eventsPerSecond or per 10⁹ instructions
    /// @param costPerEvent in nanoseconds, or instructions
    public static double points(double eventsPerSecond, double costPerEvent, int cpus) {
        return 100 * eventsPerSecond * costPerEvent / TICKS / cpus;
    }

    /// What the guide's own results come to.
    public static List<Published> published() {
        return GuideClaims.RESULT_ROWS;
    }

    /// One row of the guide's results.
    ///
    /// @param overheadPercent of CPU
    /// @param eventsPerSecond at least
    public record Published(String label, double overheadPercent, double eventsPerSecond) {
        /// The cost per event that the row implies for each CPU of its machine; how many it had, the guide does not
        /// tell.
        public double nanosPerCpu() {
            return overheadPercent / 100 * TICKS / eventsPerSecond;
        }
    }

    /// The same of a cell of a run.
    ///
    /// @param cpu the cell's measured CPU overhead, to be set beside [#points()]
    public record Worked(Row cpu, double eventsPerSecond, double costPerEvent, int cpus) {
        /// The overhead that the programs' bodies make. What was measured above it surrounds them: trampoline or
        /// kprobe, caches, the probe's own process. A stacked probe has as many programs run at each event.
        public double points() {
            return Stack.of(cpu.cell()) * Overhead.points(eventsPerSecond, costPerEvent, cpus);
        }
    }

    /// Every attested cell that has the figures it takes.
    public static List<Worked> worked(Comparison comparison) {
        int cpus = comparison.environment().cpus();
        return comparison.rows().stream()
                .filter(row -> row.metric() == Metric.CPU_OVERHEAD && row.attested())
                .flatMap(cpu -> comparison.row(cpu.cell(), Metric.EVENTS_PER_SECOND).estimate().stream()
                        .flatMap(events -> comparison.row(cpu.cell(), Metric.COST_PER_EVENT).estimate().stream()
                                .map(cost -> new Worked(cpu, events.value(), cost.value(), cpus))))
                .toList();
    }
}
