// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.run;

import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.PingPong;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// How much a run measures.
public enum Preset {
    /// One block: does everything run? No claim is made from it.
    SMOKE(1),
    /// Enough blocks for an interval, in minutes.
    QUICK(6),
    /// Enough blocks for a claim.
    FULL(20);

    private final int blocks;

    Preset(int blocks) {
        this.blocks = blocks;
    }

    public int blocks() {
        return blocks;
    }

    /// The name on the command line.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The preset of that name.
    public static Optional<Preset> named(String word) {
        return Arrays.stream(values())
                .filter(preset -> preset.word().equals(word))
                .findFirst();
    }

    /// All names, as a sentence lists them.
    public static String words() {
        return Arrays.stream(values()).map(Preset::word).collect(Collectors.joining(", "));
    }

    /// The lengths of a trial's windows.
    ///
    /// A busy guest second costs about five real ones and repeats almost exactly, so windows on the instruction
    /// clock are short; on the wall clock only length and repetition bring the noise down.
    public Windows windows(Clock clock) {
        return switch (clock) {
            case WALL ->
                switch (this) {
                    case SMOKE -> new Windows(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofMillis(500));
                    case QUICK -> new Windows(Duration.ofSeconds(3), Duration.ofSeconds(4), Duration.ofSeconds(1));
                    case FULL -> new Windows(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(2));
                };
            case INSTRUCTIONS ->
                switch (this) {
                    case SMOKE -> new Windows(Duration.ofSeconds(2), Duration.ofMillis(500), Duration.ofMillis(200));
                    case QUICK -> new Windows(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofMillis(300));
                    case FULL -> new Windows(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofMillis(500));
                };
        };
    }

    /// Messages of a window in the exact lane. On the instruction clock all of them take the same, so that more
    /// than a few hundred only show that it is so.
    public PingPong messages(Clock clock) {
        return new PingPong(
                switch (clock) {
                    case WALL ->
                        switch (this) {
                            case SMOKE -> 2_000;
                            case QUICK -> 10_000;
                            case FULL -> 20_000;
                        };
                    case INSTRUCTIONS ->
                        switch (this) {
                            case SMOKE -> 500;
                            case QUICK -> 1_000;
                            case FULL -> 2_000;
                        };
                });
    }

    /// Runs of a window, when a command of the user's is the load. It takes a thousand times as long as a message, and
    /// on the instruction clock a median of few says what one of many would.
    public int triggerRuns(Clock clock) {
        return switch (clock) {
            case WALL ->
                switch (this) {
                    case SMOKE -> 5;
                    case QUICK -> 20;
                    case FULL -> 50;
                };
            case INSTRUCTIONS ->
                switch (this) {
                    case SMOKE -> 2;
                    case QUICK -> 5;
                    case FULL -> 10;
                };
        };
    }

    /// How the load is spread, where the user does not say.
    ///
    /// On the instruction clock one CPU of a thousand million instructions a second carries load, target and
    /// kernel. Ten thousand instructions a request are enough only where requests share system calls, hence fewer
    /// connections and longer waits between two looks at the schedule.
    public static Load load(Clock clock) {
        return switch (clock) {
            case WALL -> new Load(64, 4, Duration.ofNanos(100_000));
            case INSTRUCTIONS -> new Load(16, 8, Duration.ofMillis(1));
        };
    }

    /// @param connections kept-alive connections
    /// @param pipeline most requests that share a write
    /// @param wakeUp least time between two looks at the schedule
    public record Load(int connections, int pipeline, Duration wakeUp) {}

    /// @param maxWarmUp longest warm-up before the measurement window
    /// @param measurement measurement window
    /// @param attribution attribution window, once for the probe and once for the floor
    public record Windows(Duration maxWarmUp, Duration measurement, Duration attribution) {}
}
