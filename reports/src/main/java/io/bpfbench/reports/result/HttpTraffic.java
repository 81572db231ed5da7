// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.time.Duration;

/// HTTP requests over loopback, open loop at a constant rate.
///
/// @param maxWarmUpNanos longest warm-up of a trial
/// @param measurementNanos measurement window
/// @param attributionNanos attribution window, once for the probe and once for the floor
/// @param ratePerSecond requests a second
/// @param connections kept-alive connections
/// @param pipeline requests that may be in flight on one connection, and so the most that share a write
/// @param wakeUpNanos least time between two looks at the schedule; requests that fall due in between share writes
/// @param url the user's own service, or empty for the embedded target
public record HttpTraffic(
        long maxWarmUpNanos,
        long measurementNanos,
        long attributionNanos,
        double ratePerSecond,
        int connections,
        int pipeline,
        long wakeUpNanos,
        String url)
        implements Traffic {
    @Override
    public String word() {
        return "http";
    }

    /// The same with other windows.
    public HttpTraffic withWindows(Duration maxWarmUp, Duration measurement, Duration attribution) {
        return new HttpTraffic(
                maxWarmUp.toNanos(),
                measurement.toNanos(),
                attribution.toNanos(),
                ratePerSecond,
                connections,
                pipeline,
                wakeUpNanos,
                url);
    }
}
