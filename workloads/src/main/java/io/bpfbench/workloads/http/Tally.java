// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// What one load thread counted in one window. Written by that thread alone; handed over whole at the window's end.
final class Tally {
    /// 1xx to 5xx, by their first digit; 0 is all others.
    static final int STATUS_CLASSES = 6;

    final NanoCounts latency = new NanoCounts();
    final NanoCounts uncorrected = new NanoCounts();
    final NanoCounts lag = new NanoCounts();
    private final long[] errors = new long[ErrorKind.values().length];
    private final String[] examples = new String[ErrorKind.values().length];
    private final long[] statusClasses = new long[STATUS_CLASSES];
    long requests;
    long responses;
    long omitted;
    long resent;
    long reconnects;
    long writes;
    long receivedBytes;

    long beginNanos;
    long endNanos;
    long cpuNanos;
    long behind;
    long inFlight;
    int openConnections;

    Tally() {
        Arrays.fill(examples, "");
    }

    @SuppressWarnings("EnumOrdinal") // an array in memory, written nowhere
    void error(ErrorKind kind, long count) {
        errors[kind.ordinal()] += count;
    }

    /// Keeps the first example of an error in each window.
    @SuppressWarnings("EnumOrdinal")
    void example(ErrorKind kind, String what) {
        if (examples[kind.ordinal()].isEmpty()) {
            examples[kind.ordinal()] = what;
        }
    }

    void response(int status) {
        responses++;
        int statusClass = status < 600 ? status / 100 : 0;
        statusClasses[statusClass]++;
        if (statusClass == 4) {
            error(ErrorKind.STATUS_4XX, 1);
        } else if (statusClass == 5) {
            error(ErrorKind.STATUS_5XX, 1);
        }
    }

    /// The window of this thread alone.
    @SuppressWarnings("EnumOrdinal")
    LoadWindow window(OptionalDouble targetPerSecond) {
        long nanos = Math.max(1, endNanos - beginNanos);
        Map<String, Long> countedErrors = new HashMap<>();
        Map<String, String> keptExamples = new HashMap<>();
        for (ErrorKind kind : ErrorKind.values()) {
            if (errors[kind.ordinal()] > 0) {
                countedErrors.put(kind.label(), errors[kind.ordinal()]);
            }
            if (!examples[kind.ordinal()].isEmpty()) {
                keptExamples.put(kind.label(), examples[kind.ordinal()]);
            }
        }
        List<Long> classes = new ArrayList<>();
        for (long count : statusClasses) {
            classes.add(count);
        }
        double perSecond = responses * 1e9 / nanos;
        return new LoadWindow(
                nanos,
                targetPerSecond,
                perSecond,
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
                countedErrors,
                classes,
                keptExamples,
                latency.histogram(),
                uncorrected.histogram(),
                lag.histogram(),
                List.of((double) cpuNanos / nanos),
                List.of(perSecond),
                cpuNanos);
    }

    void clear() {
        latency.clear();
        uncorrected.clear();
        lag.clear();
        Arrays.fill(errors, 0);
        Arrays.fill(statusClasses, 0);
        requests = 0;
        responses = 0;
        omitted = 0;
        resent = 0;
        reconnects = 0;
        writes = 0;
        receivedBytes = 0;
        Arrays.fill(examples, "");
    }
}
