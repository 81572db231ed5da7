// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import java.util.Arrays;

/// What one load thread counted in one window. Written by that thread alone; handed over whole at the window's end.
final class Tally {
    final NanoCounts latency = new NanoCounts();
    final NanoCounts uncorrected = new NanoCounts();
    final NanoCounts lag = new NanoCounts();
    private final long[] errors = new long[ErrorKind.values().length];
    private final String[] examples = new String[ErrorKind.values().length];
    final long[] statusClasses = new long[6];
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

    @SuppressWarnings("EnumOrdinal")
    long errors(ErrorKind kind) {
        return errors[kind.ordinal()];
    }

    /// Keeps the first example of an error in each window.
    @SuppressWarnings("EnumOrdinal")
    void example(ErrorKind kind, String what) {
        if (examples[kind.ordinal()].isEmpty()) {
            examples[kind.ordinal()] = what;
        }
    }

    /// The example kept, or nothing at all.
    @SuppressWarnings("EnumOrdinal")
    String example(ErrorKind kind) {
        return examples[kind.ordinal()];
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
