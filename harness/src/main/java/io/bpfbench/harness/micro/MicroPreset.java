// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.micro;

import io.bpfbench.harness.run.Preset;
import io.bpfbench.reports.result.Clock;
import java.util.List;
import java.util.stream.IntStream;

/// How much a micro run measures, where JMH's own options do not say it.
///
/// On the wall clock JMH averages over time (`avgt`). On the instruction clock it times single calls (`ss`): all are
/// the same but for
/// those into which an interrupt falls, and the median is of the others.
///
/// @param rounds how often each program is timed in each cell
/// @param forked whether in a JVM of its own
/// @param warmups iterations before those that count
/// @param iterations iterations that count
/// @param iterationMillis length of one, where JMH averages over time
/// @param lengths of the chains of additions that are loaded only
public record MicroPreset(
        int rounds, boolean forked, int warmups, int iterations, int iterationMillis, List<Integer> lengths) {
    private static final int DECADES = 5;

    public static MicroPreset of(Preset preset, Clock clock) {
        return switch (clock) {
            case WALL ->
                switch (preset) {
                    case SMOKE -> new MicroPreset(1, true, 1, 3, 50, lengths(3));
                    case QUICK -> new MicroPreset(6, true, 2, 5, 100, lengths(4));
                    case FULL -> new MicroPreset(20, true, 3, 5, 200, lengths(DECADES));
                };
            case INSTRUCTIONS ->
                switch (preset) {
                    case SMOKE -> new MicroPreset(1, false, 1, 5, 0, lengths(3));
                    case QUICK -> new MicroPreset(2, false, 1, 9, 0, lengths(3));
                    case FULL -> new MicroPreset(3, false, 1, 15, 0, lengths(DECADES));
                };
        };
    }

    /// How JMH times on a clock, by its short name.
    public static String mode(Clock clock) {
        return switch (clock) {
            case WALL -> "avgt";
            case INSTRUCTIONS -> "ss";
        };
    }

    private static List<Integer> lengths(int decades) {
        return IntStream.rangeClosed(0, decades)
                .mapToObj(decade -> (int) Math.round(Math.pow(10, decade)))
                .toList();
    }
}
