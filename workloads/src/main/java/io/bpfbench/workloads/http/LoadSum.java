// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/// Adds up what windows counted, whether they follow each other or are those of threads side by side. What is a
/// state and not a count, and what is a rate, is for those to say who know which.
final class LoadSum {
    private final Histogram latency = NanoCounts.emptyHistogram();
    private final Histogram uncorrected = NanoCounts.emptyHistogram();
    private final Histogram lag = NanoCounts.emptyHistogram();
    private final Map<String, Long> errors = new HashMap<>();
    private final Map<String, String> examples = new HashMap<>();
    private final long[] statusClasses = new long[Tally.STATUS_CLASSES];
    private long requests;
    private long responses;
    private long omitted;
    private long resent;
    private long reconnects;
    private long writes;
    private long receivedBytes;
    private long cpuNanos;

    void add(LoadWindow window) {
        latency.add(window.latencyNanos());
        uncorrected.add(window.uncorrectedNanos());
        lag.add(window.scheduleLagNanos());
        window.errors().forEach((kind, count) -> errors.merge(kind, count, Long::sum));
        window.examples().forEach(examples::putIfAbsent);
        for (int i = 0; i < statusClasses.length; i++) {
            statusClasses[i] += window.statusClasses().get(i);
        }
        requests += window.requests();
        responses += window.responses();
        omitted += window.omitted();
        resent += window.resent();
        reconnects += window.reconnects();
        writes += window.writes();
        receivedBytes += window.receivedBytes();
        cpuNanos += window.loadCpuNanos();
    }

    LoadWindow window(
            long nanos,
            OptionalDouble targetPerSecond,
            long behind,
            long inFlight,
            int openConnections,
            List<Double> threadBusyFractions,
            List<Double> threadAchievedPerSecond) {
        List<Long> classes = new ArrayList<>();
        for (long count : statusClasses) {
            classes.add(count);
        }
        double achieved = 0;
        for (double perSecond : threadAchievedPerSecond) {
            achieved += perSecond;
        }
        return new LoadWindow(
                nanos,
                targetPerSecond,
                achieved,
                requests,
                responses,
                omitted,
                resent,
                reconnects,
                writes,
                receivedBytes,
                behind,
                inFlight,
                openConnections,
                errors,
                classes,
                examples,
                latency,
                uncorrected,
                lag,
                threadBusyFractions,
                threadAchievedPerSecond,
                cpuNanos);
    }
}
