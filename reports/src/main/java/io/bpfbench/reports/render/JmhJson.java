// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Environment;
import io.bpfbench.reports.result.HttpTraffic;
import io.bpfbench.reports.result.PingPong;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.Traffic;
import io.bpfbench.reports.result.Trigger;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.Estimate;
import io.bpfbench.reports.stats.Interval;
import io.bpfbench.reports.stats.Metric;
import io.bpfbench.reports.stats.Row;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `jmh.json`: the shape that JMH itself writes with `-rf json`, so that its viewers read it unchanged. Each attested
/// row is one benchmark with the cell as its parameters; a block is a fork of one iteration. Rows that are unverified
/// or empty are left out, since the shape has no place for a reservation.
final class JmhJson {
    private static final String JMH_VERSION = "1.37";
    private static final String[] PERCENTILES = {
        "0.0", "50.0", "90.0", "95.0", "99.0", "99.9", "99.99", "99.999", "99.9999", "100.0"
    };

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private JmhJson() {}

    static String render(Comparison comparison) {
        ArrayNode results = JSON.createArrayNode();
        for (Row row : comparison.rows()) {
            if (row.attested() && row.estimate().isPresent()) {
                results.add(result(comparison, row, row.estimate().get()));
            }
        }
        return JsonText.pretty(results);
    }

    private static ObjectNode result(Comparison comparison, Row row, Estimate estimate) {
        RunEvent.RunStarted started = comparison.record().started();
        Environment environment = comparison.environment();
        ObjectNode result = JSON.createObjectNode();
        result.put("jmhVersion", JMH_VERSION);
        // The cell as the method's name as well: some readers take no notice of parameters, and would take all cells
        // for one benchmark.
        result.put("benchmark", "io.bpfbench." + row.metric().key() + "." + method(row.cell()));
        result.put("mode", row.metric() == Metric.EVENTS_PER_SECOND ? "thrpt" : "avgt");
        result.put("threads", 1);
        result.put("forks", estimate.blocks());
        result.put("jvm", "java");
        result.putArray("jvmArgs");
        result.put("jdkVersion", environment.jdk());
        result.put("vmName", "bpfbench " + started.version() + " on Linux " + environment.kernel());
        result.put("vmVersion", environment.jdk());
        iterations(result, started.design().traffic());
        ObjectNode parameters = result.putObject("params");
        row.cell().levels().forEach(level -> parameters.put(level.dimension(), level.value()));
        result.set("primaryMetric", metric(row, estimate));
        result.putObject("secondaryMetrics");
        return result;
    }

    /// A fixed number of messages or runs is what JMH calls a batch, and gives no length of.
    private static void iterations(ObjectNode result, Traffic traffic) {
        switch (traffic) {
            case HttpTraffic http -> {
                iteration(result, "warmup", seconds(http.maxWarmUpNanos()), 1);
                iteration(result, "measurement", seconds(http.measurementNanos()), 1);
            }
            case PingPong pingPong -> {
                iteration(result, "warmup", "single-shot", 1);
                iteration(result, "measurement", "single-shot", pingPong.messages());
            }
            case Trigger trigger -> {
                iteration(result, "warmup", "single-shot", 1);
                iteration(result, "measurement", "single-shot", trigger.runs());
            }
        }
    }

    private static void iteration(ObjectNode result, String kind, String time, int batch) {
        result.put(kind + "Iterations", 1);
        result.put(kind + "Time", time);
        result.put(kind + "BatchSize", batch);
    }

    /// `jit=1 harden=0` as `jit_1_harden_0`.
    private static String method(Cell cell) {
        return cell.label().replaceAll("[^A-Za-z0-9]+", "_");
    }

    private static String seconds(long nanos) {
        return nanos % 1_000_000_000 == 0 ? nanos / 1_000_000_000 + " s" : nanos / 1_000_000 + " ms";
    }

    private static ObjectNode metric(Row row, Estimate estimate) {
        ObjectNode metric = JSON.createObjectNode();
        metric.put("score", estimate.value());
        Optional<Interval> interval = estimate.ci95();
        // JMH writes the string "NaN" where there is too little for an error.
        interval.ifPresentOrElse(
                present -> metric.put("scoreError", present.halfWidth()), () -> metric.put("scoreError", "NaN"));
        ArrayNode confidence = metric.putArray("scoreConfidence");
        interval.ifPresentOrElse(
                present -> confidence.add(present.low()).add(present.high()),
                () -> confidence.add("NaN").add("NaN"));
        ObjectNode percentiles = metric.putObject("scorePercentiles");
        double[] sorted = estimate.effects().stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        for (String percentile : PERCENTILES) {
            percentiles.put(percentile, percentile(sorted, Double.parseDouble(percentile)));
        }
        metric.put("scoreUnit", unit(row));
        ArrayNode raw = metric.putArray("rawData");
        estimate.effects().forEach(effect -> raw.addArray().add(effect));
        return metric;
    }

    private static String unit(Row row) {
        return switch (row.metric()) {
            case MESSAGE_ADDED, COST_PER_EVENT -> row.unit() + "/op";
            case TRIGGER_ADDED, TRIGGER_CPU_ADDED, EVENTS_PER_TRIGGER ->
                row.unit().replace("µs", "us") + "/op";
            case CPU_OVERHEAD, LATENCY_ADDED_P50, LATENCY_ADDED_P99, EVENTS_PER_SECOND, LOAD_TIME ->
                row.unit().replace("µs", "us").replace("10⁹", "1e9");
        };
    }

    /// As JMH does it: linear between order statistics at `p·(n+1)`.
    private static double percentile(double[] sorted, double percentile) {
        double place = percentile / 100 * (sorted.length + 1);
        if (place < 1) {
            return sorted[0];
        }
        if (place >= sorted.length) {
            return Arrays.stream(sorted).max().orElseThrow();
        }
        int below = (int) place;
        return sorted[below - 1] + (place - below) * (sorted[below] - sorted[below - 1]);
    }
}
