// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// What the load did in the measurement window.
///
/// @param windowNanos length of the window
/// @param targetPerSecond requests a second asked for
/// @param achievedPerSecond responses completed a second
/// @param requests requests sent in the window
/// @param errors by kind (`connect`, `timeout`, `closed`, `malformed`, `status_5xx`, …), only kinds that occurred
/// @param latency from the *intended* start of each request to its complete response (no coordinated omission)
/// @param scheduleLag from the intended start to the moment the request was really written
/// @param busiestThreadShare CPU time of the busiest load thread over the window, 0 to 1
public record LoadFigures(
        long windowNanos,
        double targetPerSecond,
        double achievedPerSecond,
        long requests,
        Map<String, Long> errors,
        HistogramData latency,
        HistogramData scheduleLag,
        double busiestThreadShare) {
    public LoadFigures {
        errors = Collections.unmodifiableMap(new TreeMap<>(errors));
    }

    /// Share of the asked rate that was achieved, 0 to about 1.
    public double achievedShare() {
        return targetPerSecond == 0 ? 1 : achievedPerSecond / targetPerSecond;
    }
}
