// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.HttpTraffic;
import io.bpfbench.reports.result.PingPong;
import io.bpfbench.reports.result.Traffic;
import io.bpfbench.reports.result.Trigger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What is compared. Each metric has one number per trial; *paired* metrics become an effect by taking away the mean
/// of the two baselines of the same block, the others need no baseline.
public enum Metric {
    /// Busy share of the whole machine above the baselines, in percentage points.
    CPU_OVERHEAD("cpu_overhead", "CPU overhead", true, true),
    /// Median HTTP latency above the baselines.
    LATENCY_ADDED_P50("latency_added_p50", "Latency added, p50", true, false),
    /// 99th percentile of the HTTP latency above the baselines.
    LATENCY_ADDED_P99("latency_added_p99", "Latency added, p99", true, true),
    /// What a message takes with the probe attached, above the baselines.
    MESSAGE_ADDED("message_added", "Added per message", true, false),
    /// What a run of the trigger takes with the probe attached, above the baselines.
    TRIGGER_ADDED("trigger_added", "Added per run of the trigger", true, true),
    /// CPU time of a run of the trigger with the probe attached, above the baselines.
    TRIGGER_CPU_ADDED("trigger_cpu_added", "CPU added per run of the trigger", true, false),
    /// Runs of the probe's programs while the trigger runs once.
    EVENTS_PER_TRIGGER("events_per_trigger", "Events per run of the trigger", false, false),
    /// Events that the probe's programs counted in the measurement window, a second.
    EVENTS_PER_SECOND("events_per_second", "Events per second", false, false),
    /// Mean run time of the probe's programs above that of the empty ones in the same places.
    COST_PER_EVENT("cost_per_event", "Cost per event", false, true),
    /// Duration of loading the probe's programs: verifier and JIT together.
    LOAD_TIME("load_time", "Load time", false, false);

    private final String key;
    private final String label;
    private final boolean paired;
    private final boolean primary;

    Metric(String key, String label, boolean paired, boolean primary) {
        this.key = key;
        this.label = label;
        this.paired = paired;
        this.primary = primary;
    }

    /// What can be measured with that traffic, in the order of tables.
    public static List<Metric> of(Traffic traffic) {
        return switch (traffic) {
            case HttpTraffic ignored ->
                List.of(
                        CPU_OVERHEAD,
                        LATENCY_ADDED_P50,
                        LATENCY_ADDED_P99,
                        EVENTS_PER_SECOND,
                        COST_PER_EVENT,
                        LOAD_TIME);
            case PingPong ignored -> List.of(MESSAGE_ADDED, COST_PER_EVENT, LOAD_TIME);
            case Trigger ignored ->
                List.of(TRIGGER_ADDED, TRIGGER_CPU_ADDED, EVENTS_PER_TRIGGER, COST_PER_EVENT, LOAD_TIME);
        };
    }

    /// The metric of that name in files.
    public static Optional<Metric> named(String key) {
        return Arrays.stream(values()).filter(metric -> metric.key.equals(key)).findFirst();
    }

    /// The name in files.
    public String key() {
        return key;
    }

    /// The name for people. Nothing counted in instructions is called time.
    public String label(Clock clock) {
        return switch (clock) {
            case WALL -> label;
            case INSTRUCTIONS ->
                switch (this) {
                    case LOAD_TIME -> "Load cost";
                    case EVENTS_PER_SECOND -> "Events per 10⁹ instructions";
                    case CPU_OVERHEAD,
                            LATENCY_ADDED_P50,
                            LATENCY_ADDED_P99,
                            MESSAGE_ADDED,
                            TRIGGER_ADDED,
                            TRIGGER_CPU_ADDED,
                            EVENTS_PER_TRIGGER,
                            COST_PER_EVENT -> label;
                };
        };
    }

    /// Whether the effect is a difference from the baselines of the same block.
    public boolean paired() {
        return paired;
    }

    /// Whether a cell's own figure is a cost that could be nothing. A number of events or a load time cannot.
    public boolean costs() {
        return switch (this) {
            case CPU_OVERHEAD,
                    LATENCY_ADDED_P50,
                    LATENCY_ADDED_P99,
                    MESSAGE_ADDED,
                    TRIGGER_ADDED,
                    TRIGGER_CPU_ADDED,
                    COST_PER_EVENT -> true;
            case EVENTS_PER_SECOND, EVENTS_PER_TRIGGER, LOAD_TIME -> false;
        };
    }

    /// Whether more of it is worse. A number of events is what it is.
    public boolean higherIsWorse() {
        return this != EVENTS_PER_SECOND && this != EVENTS_PER_TRIGGER;
    }

    /// Whether the metric depends on how the load went in the measurement window.
    public boolean dependsOnLoad() {
        return switch (this) {
            case CPU_OVERHEAD, LATENCY_ADDED_P50, LATENCY_ADDED_P99, EVENTS_PER_SECOND -> true;
            case MESSAGE_ADDED, TRIGGER_ADDED, TRIGGER_CPU_ADDED, EVENTS_PER_TRIGGER, COST_PER_EVENT, LOAD_TIME ->
                false;
        };
    }

    /// Whether the metric was declared before the run as one that conclusions are drawn from.
    public boolean primary() {
        return primary;
    }

    /// The unit of this metric's figures on a clock.
    public String unit(Clock clock) {
        return switch (this) {
            case CPU_OVERHEAD -> "points";
            case EVENTS_PER_SECOND ->
                switch (clock) {
                    case WALL -> "events/s";
                    case INSTRUCTIONS -> "events/10⁹ instructions";
                };
            case MESSAGE_ADDED, COST_PER_EVENT -> clock.unit();
            case EVENTS_PER_TRIGGER -> "events";
            case LATENCY_ADDED_P50, LATENCY_ADDED_P99, TRIGGER_ADDED, TRIGGER_CPU_ADDED, LOAD_TIME ->
                switch (clock) {
                    case WALL -> "µs";
                    case INSTRUCTIONS -> clock.unit();
                };
        };
    }

    /// What a `…Nanos` figure is divided by to come out in [#unit(Clock)] for latencies, runs of a trigger and load
    /// time.
    public static double nanosPerUnit(Clock clock) {
        return switch (clock) {
            case WALL -> 1_000;
            case INSTRUCTIONS -> 1;
        };
    }
}
