// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// Adds windows that follow each other into one.
final class LoadTotal {
    private final OptionalDouble targetPerSecond;
    private final LoadSum sum = new LoadSum();
    private double[] threadBusyNanos = new double[0];
    private double[] threadResponses = new double[0];
    private long nanos;
    private long behind;
    private long inFlight;
    private int openConnections;

    LoadTotal(OptionalDouble targetPerSecond) {
        this.targetPerSecond = targetPerSecond;
    }

    void add(LoadWindow window) {
        sum.add(window);
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
        behind = window.behind();
        inFlight = window.inFlight();
        openConnections = window.openConnections();
    }

    LoadWindow window() {
        long whole = Math.max(1, nanos);
        List<Double> busy = new ArrayList<>();
        List<Double> perSecond = new ArrayList<>();
        for (int i = 0; i < threadBusyNanos.length; i++) {
            busy.add(threadBusyNanos[i] / whole);
            perSecond.add(threadResponses[i] * 1e9 / whole);
        }
        return sum.window(whole, targetPerSecond, behind, inFlight, openConnections, busy, perSecond);
    }
}
