// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/// What a load did between two marks.
///
/// @param windowNanos length of the window
/// @param targetPerSecond requests due per second; empty for a closed loop
/// @param achievedPerSecond responses completed per second
/// @param requests requests sent; those sent again after an announced close count once
/// @param responses complete responses, of any status
/// @param omitted requests that were due but could not be sent within the time limit
/// @param resent pipelined requests sent again on a new connection, because the server announced a close before
///     answering them
/// @param reconnects connections made to replace another
/// @param writes sends to sockets; `requests / writes` of them shared one
/// @param receivedBytes bytes of all responses, heads and bodies, after decryption
/// @param behind requests due and not yet sent at the window's end
/// @param inFlight requests sent and not yet answered at the window's end
/// @param openConnections connections open at the window's end
/// @param errors how often what went wrong, by [ErrorKind#label]; kinds that did not happen are absent
/// @param statusClasses responses with status 1xx to 5xx at index 1 to 5; index 0 all others
/// @param examples what exactly went wrong first, by [ErrorKind#label], where there is more to say: why connecting
///     failed, or the first bytes of a malformed response
/// @param latencyNanos intended start to response complete: what a user that came at the due time waited
/// @param uncorrectedNanos actual send to response complete
/// @param scheduleLagNanos intended start to actual send; empty histogram for a closed loop
/// @param threadBusyFractions per load thread, its processor time / window
/// @param threadAchievedPerSecond per load thread, its responses per second
/// @param loadCpuNanos processor time of all load threads, user and system
public record LoadWindow(
        long windowNanos,
        OptionalDouble targetPerSecond,
        double achievedPerSecond,
        long requests,
        long responses,
        long omitted,
        long resent,
        long reconnects,
        long writes,
        long receivedBytes,
        long behind,
        long inFlight,
        int openConnections,
        Map<String, Long> errors,
        List<Long> statusClasses,
        Map<String, String> examples,
        Histogram latencyNanos,
        Histogram uncorrectedNanos,
        Histogram scheduleLagNanos,
        List<Double> threadBusyFractions,
        List<Double> threadAchievedPerSecond,
        long loadCpuNanos) {

    public LoadWindow {
        errors = Map.copyOf(errors);
        examples = Map.copyOf(examples);
        statusClasses = List.copyOf(statusClasses);
        threadBusyFractions = List.copyOf(threadBusyFractions);
        threadAchievedPerSecond = List.copyOf(threadAchievedPerSecond);
    }

    /// Requests sent per second.
    public double sentPerSecond() {
        return requests * 1e9 / windowNanos;
    }

    /// The busiest load thread's processor time / window.
    public double threadBusyFraction() {
        double busiest = 0;
        for (double fraction : threadBusyFractions) {
            busiest = Math.max(busiest, fraction);
        }
        return busiest;
    }

    /// How often one kind of error happened.
    public long errors(ErrorKind kind) {
        return errors.getOrDefault(kind.label(), 0L);
    }
}
