// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.time.Duration;
import java.util.List;

/// What was decided before the first trial and does not change while the run lasts.
///
/// @param cells the cells, in table order
/// @param blocks number of blocks; each holds every cell once and the baseline twice
/// @param preset name of the preset that the figures below come from
/// @param maxWarmUpNanos longest warm-up of a trial
/// @param measurementNanos measurement window
/// @param attributionNanos attribution window, once for the probe and once for the floor
/// @param ratePerSecond requests a second
/// @param connections kept-alive connections
/// @param pipeline requests that may be in flight on one connection, and so the most that share a write
/// @param wakeUpNanos least time between two looks at the schedule; requests that fall due in between share writes
/// @param url the user's own service, or empty for the embedded target
/// @param attach attach kind asked for: `auto`, `fentry`, `kprobe` or `raw_tp`
public record Design(
        List<Cell> cells,
        int blocks,
        String preset,
        long maxWarmUpNanos,
        long measurementNanos,
        long attributionNanos,
        double ratePerSecond,
        int connections,
        int pipeline,
        long wakeUpNanos,
        String url,
        String attach) {
    public Design {
        cells = List.copyOf(cells);
    }

    /// The same by one attach kind.
    public Design withAttach(String kind) {
        return new Design(
                cells,
                blocks,
                preset,
                maxWarmUpNanos,
                measurementNanos,
                attributionNanos,
                ratePerSecond,
                connections,
                pipeline,
                wakeUpNanos,
                url,
                kind);
    }

    /// The same with other windows.
    public Design withWindows(Duration maxWarmUp, Duration measurement, Duration attribution) {
        return new Design(
                cells,
                blocks,
                preset,
                maxWarmUp.toNanos(),
                measurement.toNanos(),
                attribution.toNanos(),
                ratePerSecond,
                connections,
                pipeline,
                wakeUpNanos,
                url,
                attach);
    }
}
