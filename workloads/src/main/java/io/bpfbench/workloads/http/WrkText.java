// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import java.time.Duration;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/// A load's result in the words and columns of wrk, so that what reads wrk's output reads this too. What wrk has no
/// words for stands after what it has.
public final class WrkText {
    private static final double[] SHORT = {50, 75, 90, 99};
    private static final double[] LONG = {50, 75, 90, 99, 99.9, 99.99, 99.999, 100};

    private WrkText() {}

    /// The first lines, before the load.
    public static String announcement(LoadSpec spec, Duration duration) {
        return "Running " + seconds(duration.toNanos()) + " test @ " + spec.uri() + "\n" + "  " + spec.threads()
                + " threads and " + spec.connections() + " connections\n";
    }

    /// The lines after the load.
    ///
    /// @param latency with the latency distribution
    public static String result(LoadResult result, boolean latency) {
        LoadWindow total = result.total();
        boolean paced = total.targetPerSecond().isPresent();
        StringBuilder text = new StringBuilder();
        text.append("  Thread Stats   Avg      Stdev     Max   +/- Stdev\n");
        Histogram latencies = total.latencyNanos();
        boolean any = latencies.getTotalCount() > 0;
        line(
                text,
                "    Latency   %s%s%s%s\n",
                column(micros(any ? latencies.getMean() : 0), 10),
                column(micros(any ? latencies.getStdDeviation() : 0), 10),
                column(micros((double) latencies.getMaxValue()), 9),
                column(percent(withinOneDeviation(latencies)), 9));
        text.append(rateLine(result));
        if (latency) {
            distribution(
                    text,
                    paced ? "Latency Distribution (from the intended start)" : "Latency Distribution",
                    latencies,
                    paced ? LONG : SHORT);
            if (paced) {
                distribution(text, "Uncorrected Latency (from the actual send)", total.uncorrectedNanos(), LONG);
                distribution(text, "Schedule Lag (intended start to actual send)", total.scheduleLagNanos(), LONG);
            }
        }
        line(text, "  %d requests in %s, %s read\n", total.responses(), seconds(total.windowNanos()), bytes((double)
                total.receivedBytes()));
        errors(text, total);
        line(text, "Requests/sec: %10.2f\n", total.achievedPerSecond());
        line(text, "Transfer/sec: %10s\n", bytes(total.receivedBytes() * 1e9 / total.windowNanos()));
        if (paced) {
            line(text, "Target/sec:   %10.2f\n", total.targetPerSecond().getAsDouble());
        }
        if (total.reconnects() > 0 || total.resent() > 0) {
            line(text, "Reconnects:   %10d, %d requests sent again\n", total.reconnects(), total.resent());
        }
        if (total.responses() > 0) {
            line(
                    text,
                    "Client:       %10.2f us CPU per request on the load threads, %.2f us in the whole process\n",
                    total.loadCpuNanos() / 1e3 / total.responses(),
                    result.processCpuNanos() / 1e3 / total.responses());
        }
        for (String finding : LoadAudit.of(result).findings()) {
            text.append("Audit: ").append(finding).append('\n');
        }
        return text.toString();
    }

    private static void errors(StringBuilder text, LoadWindow total) {
        long connect = total.errors(ErrorKind.CONNECT);
        long read = total.errors(ErrorKind.CLOSED) + total.errors(ErrorKind.MALFORMED);
        long timeout = total.errors(ErrorKind.TIMEOUT);
        if (connect + read + timeout > 0) {
            line(text, "  Socket errors: connect %d, read %d, write 0, timeout %d\n", connect, read, timeout);
        }
        if (total.errors(ErrorKind.MALFORMED) > 0) {
            line(text, "  Malformed responses: %d\n", total.errors(ErrorKind.MALFORMED));
        }
        if (total.omitted() > 0) {
            line(text, "  Omitted requests: %d\n", total.omitted());
        }
        long notFine = total.errors(ErrorKind.STATUS_4XX) + total.errors(ErrorKind.STATUS_5XX);
        if (notFine > 0) {
            line(text, "  Non-2xx or 3xx responses: %d\n", notFine);
        }
    }

    /// Requests a second of one thread, over the windows.
    private static String rateLine(LoadResult result) {
        double sum = 0;
        double most = 0;
        int count = 0;
        for (LoadResult.Interval interval : result.intervals()) {
            for (double rate : interval.threadAchievedPerSecond()) {
                sum += rate;
                most = Math.max(most, rate);
                count++;
            }
        }
        double mean = sum / Math.max(1, count);
        double squares = 0;
        for (LoadResult.Interval interval : result.intervals()) {
            for (double rate : interval.threadAchievedPerSecond()) {
                squares += (rate - mean) * (rate - mean);
            }
        }
        double deviation = Math.sqrt(squares / Math.max(1, count - 1));
        int within = 0;
        for (LoadResult.Interval interval : result.intervals()) {
            for (double rate : interval.threadAchievedPerSecond()) {
                within += Math.abs(rate - mean) <= deviation ? 1 : 0;
            }
        }
        return String.format(
                Locale.ROOT,
                "    Req/Sec   %s%s%s%s\n",
                column(metric(mean), 10),
                column(metric(deviation), 10),
                column(metric(most), 9),
                column(percent(100.0 * within / Math.max(1, count)), 9));
    }

    private static void distribution(StringBuilder text, String title, Histogram histogram, double[] percentiles) {
        text.append("  ").append(title).append('\n');
        for (double percentile : percentiles) {
            String label = percentile == Math.rint(percentile)
                    ? String.format(Locale.ROOT, "%3.0f%%", percentile)
                    : percentile + "%";
            line(text, "  %7s %s\n", label, column(micros((double) histogram.getValueAtPercentile(percentile)), 10));
        }
    }

    private static double withinOneDeviation(Histogram histogram) {
        if (histogram.getTotalCount() == 0) {
            return 0;
        }
        double mean = histogram.getMean();
        double deviation = histogram.getStdDeviation();
        long within = 0;
        for (HistogramIterationValue value : histogram.recordedValues()) {
            double middle = histogram.medianEquivalentValue(value.getValueIteratedTo());
            if (Math.abs(middle - mean) <= deviation) {
                within += value.getCountAddedInThisIterationStep();
            }
        }
        return 100.0 * within / histogram.getTotalCount();
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotation is Error Prone's own, one more dependency
    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values));
    }

    private static String column(String value, int width) {
        return " ".repeat(Math.max(1, width - value.length())) + value;
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.2f%%", value);
    }

    /// wrk's units of time: us, ms, s.
    private static String micros(double nanos) {
        if (nanos < 1e6) {
            return String.format(Locale.ROOT, "%.2fus", nanos / 1e3);
        }
        return nanos < 1e9
                ? String.format(Locale.ROOT, "%.2fms", nanos / 1e6)
                : String.format(Locale.ROOT, "%.2fs", nanos / 1e9);
    }

    private static String seconds(long nanos) {
        double seconds = nanos / 1e9;
        return seconds == Math.rint(seconds)
                ? String.format(Locale.ROOT, "%.0fs", seconds)
                : String.format(Locale.ROOT, "%.2fs", seconds);
    }

    private static String metric(double value) {
        if (value < 1_000) {
            return String.format(Locale.ROOT, "%.2f", value);
        }
        return value < 1_000_000
                ? String.format(Locale.ROOT, "%.2fk", value / 1e3)
                : String.format(Locale.ROOT, "%.2fM", value / 1e6);
    }

    private static String bytes(double count) {
        if (count < 1024) {
            return String.format(Locale.ROOT, "%.2fB", count);
        }
        if (count < 1024 * 1024) {
            return String.format(Locale.ROOT, "%.2fKB", count / 1024);
        }
        return count < 1024.0 * 1024 * 1024
                ? String.format(Locale.ROOT, "%.2fMB", count / 1024 / 1024)
                : String.format(Locale.ROOT, "%.2fGB", count / 1024 / 1024 / 1024);
    }
}
