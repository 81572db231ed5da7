// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/// Adds windows that follow each other into one.
final class LoadTotal {
    private final OptionalDouble targetPerSecond;
    private final Histogram latency = NanoCounts.histogram();
    private final Histogram uncorrected = NanoCounts.histogram();
    private final Histogram lag = NanoCounts.histogram();
    private final Map<String, Long> errors = new HashMap<>();
    private final Map<String, String> examples = new HashMap<>();
    private final long[] statusClasses = new long[6];
    private double[] threadBusyNanos = new double[0];
    private double[] threadResponses = new double[0];
    private long nanos;
    private long requests;
    private long responses;
    private long omitted;
    private long resent;
    private long reconnects;
    private long writes;
    private long receivedBytes;
    private long cpuNanos;
    private long behind;
    private long inFlight;
    private int openConnections;

    LoadTotal(OptionalDouble targetPerSecond) {
        this.targetPerSecond = targetPerSecond;
    }

    void add(LoadWindow window) {
        latency.add(window.latencyNanos());
        uncorrected.add(window.uncorrectedNanos());
        lag.add(window.scheduleLagNanos());
        window.errors().forEach((kind, count) -> errors.merge(kind, count, Long::sum));
        window.examples().forEach(examples::putIfAbsent);
        for (int i = 0; i < statusClasses.length; i++) {
            statusClasses[i] += window.statusClasses().get(i);
        }
        int threads = window.threadBusyFractions().size();
        if (threadBusyNanos.length == 0) {
            threadBusyNanos = new double[threads];
            threadResponses = new double[threads];
        }
        for (int i = 0; i < threads; i++) {
            threadBusyNanos[i] += window.threadBusyFractions().get(i) * window.windowNanos();
            threadResponses[i] += window.threadAchievedPerSecond().get(i) * window.windowNanos() / 1e9;
        }
        nanos += window.windowNanos();
        requests += window.requests();
        responses += window.responses();
        omitted += window.omitted();
        resent += window.resent();
        reconnects += window.reconnects();
        writes += window.writes();
        receivedBytes += window.receivedBytes();
        cpuNanos += window.loadCpuNanos();
        behind = window.behind();
        inFlight = window.inFlight();
        openConnections = window.openConnections();
    }

    LoadWindow window() {
        long whole = Math.max(1, nanos);
        List<Long> classes = new ArrayList<>();
        for (long count : statusClasses) {
            classes.add(count);
        }
        List<Double> busy = new ArrayList<>();
        List<Double> perSecond = new ArrayList<>();
        for (int i = 0; i < threadBusyNanos.length; i++) {
            busy.add(threadBusyNanos[i] / whole);
            perSecond.add(threadResponses[i] * 1e9 / whole);
        }
        return new LoadWindow(
                whole,
                targetPerSecond,
                responses * 1e9 / whole,
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
                busy,
                perSecond,
                cpuNanos);
    }
}
