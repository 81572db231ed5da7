// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Asks of a finished load whether its figures speak of the target or of the client.
///
/// @param clientHeld the client was not the bottleneck, as far as it can know
/// @param findings one sentence each, the conclusion first
public record LoadAudit(boolean clientHeld, List<String> findings) {
    /// A load thread that used more of its processor than this had little left to wait with.
    private static final double BUSY = 0.95;

    private static final double RATE_TOLERANCE = 0.001;

    public LoadAudit {
        findings = List.copyOf(findings);
    }

    /// Audits one result.
    public static LoadAudit of(LoadResult result) {
        LoadWindow total = result.total();
        List<String> findings = new ArrayList<>();
        boolean busy = total.threadBusyFraction() > BUSY;
        boolean slow = false;
        boolean late = false;
        String state = text("busiest load thread %.0f %% busy", total.threadBusyFraction() * 100);
        if (total.targetPerSecond().isPresent()) {
            double target = total.targetPerSecond().getAsDouble();
            double due = target * total.windowNanos() / 1e9;
            double fraction = Math.min(1, total.requests() / Math.max(1, due));
            // A request and what one wake-up gathers may stand on the window's edge.
            slow = due - total.requests() > 1 + due * RATE_TOLERANCE + target * wakeUpSeconds(result);
            long lagP99 = total.scheduleLagNanos().getValueAtPercentile(99);
            late = lagP99 > 2 * result.spec().wakeUp().toNanos() + 100_000;
            state += text(", schedule lag p99 %s, sent %.2f %% of the rate", nanos(lagP99), fraction * 100);
        }
        if (busy) {
            findings.add("The client was the bottleneck: " + state + "; use more threads or another machine.");
        } else if (slow) {
            findings.add("The rate was not held: " + state + "; the target or the connections were the bottleneck.");
        } else if (late) {
            findings.add("Requests left late: " + state
                    + "; the machine gave the client its processor too late, or no connection was free.");
        } else {
            findings.add("The client was not the bottleneck: " + state + ".");
        }
        if (total.omitted() > 0) {
            findings.add(text(
                    "%d requests were due but found no connection within the time limit: they are missing from the"
                            + " latencies.",
                    total.omitted()));
        }
        long lost =
                total.errors(ErrorKind.TIMEOUT) + total.errors(ErrorKind.CLOSED) + total.errors(ErrorKind.MALFORMED);
        if (lost > 0) {
            findings.add(text(
                    "%d requests have no latency: %d timed out, %d lost their connection, %d were answered with"
                            + " something else than HTTP.",
                    lost,
                    total.errors(ErrorKind.TIMEOUT),
                    total.errors(ErrorKind.CLOSED),
                    total.errors(ErrorKind.MALFORMED)));
        }
        total.examples().forEach((kind, example) -> findings.add("First " + kind + " error: " + example + "."));
        return new LoadAudit(!busy && !late, findings);
    }

    private static double wakeUpSeconds(LoadResult result) {
        return result.spec().wakeUp().toNanos() / 1e9;
    }

    private static String nanos(long nanos) {
        return nanos < 1_000_000 ? text("%.0f µs", nanos / 1e3) : text("%.2f ms", nanos / 1e6);
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotation is Error Prone's own, one more dependency
    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
