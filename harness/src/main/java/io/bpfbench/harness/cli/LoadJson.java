// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.workloads.http.LoadAudit;
import io.bpfbench.workloads.http.LoadResult;
import io.bpfbench.workloads.http.LoadSpec;
import io.bpfbench.workloads.http.LoadWindow;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.json.JsonMapper;

/// A load's result as JSON, schema `bpfbench/load/1`. Times are nanoseconds where the name says so, rates are per
/// second; `hdr` is HdrHistogram's compressed form in Base64, from which any percentile can be had again.
final class LoadJson {
    private static final double[] PERCENTILES = {50, 75, 90, 95, 99, 99.9, 99.99, 99.999, 100};

    private LoadJson() {}

    static String of(LoadResult result) {
        LoadSpec spec = result.spec();
        LoadWindow total = result.total();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schema", "bpfbench/load/1");
        json.put("url", spec.uri().toString());
        json.put("method", spec.method());
        json.put("threads", spec.threads());
        json.put("connections", spec.connections());
        json.put("pipeline", spec.pipeline());
        json.put("wakeUpNanos", spec.wakeUp().toNanos());
        json.put("timeoutNanos", spec.timeout().toNanos());
        json.put("loop", spec.ratePerSecond().isPresent() ? "open" : "closed");
        total.targetPerSecond().ifPresent(rate -> json.put("targetPerSecond", rate));
        json.put("durationNanos", total.windowNanos());
        json.put("achievedPerSecond", total.achievedPerSecond());
        json.put("sentPerSecond", total.sentPerSecond());
        json.put("requests", total.requests());
        json.put("responses", total.responses());
        json.put("omitted", total.omitted());
        json.put("resent", total.resent());
        json.put("behind", total.behind());
        json.put("inFlight", total.inFlight());
        json.put("reconnects", total.reconnects());
        json.put("writes", total.writes());
        json.put("receivedBytes", total.receivedBytes());
        json.put("errors", total.errors());
        json.put("examples", total.examples());
        json.put("statusClasses", statusClasses(total));
        json.put("latency", histogram(total.latencyNanos()));
        json.put("uncorrected", histogram(total.uncorrectedNanos()));
        json.put("scheduleLag", histogram(total.scheduleLagNanos()));
        json.put("loadCpuNanos", total.loadCpuNanos());
        json.put("processCpuNanos", result.processCpuNanos());
        json.put("threadBusyFractions", total.threadBusyFractions());
        json.put("threadAchievedPerSecond", total.threadAchievedPerSecond());
        LoadAudit audit = LoadAudit.of(result);
        json.put("audit", Map.of("clientHeld", audit.clientHeld(), "findings", audit.findings()));
        json.put("intervals", intervals(result));
        return JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    }

    private static Map<String, Long> statusClasses(LoadWindow total) {
        Map<String, Long> classes = new LinkedHashMap<>();
        for (int i = 1; i < total.statusClasses().size(); i++) {
            classes.put(i + "xx", total.statusClasses().get(i));
        }
        classes.put("other", total.statusClasses().get(0));
        return classes;
    }

    private static Map<String, Object> histogram(Histogram histogram) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("unit", "ns");
        json.put("count", histogram.getTotalCount());
        if (histogram.getTotalCount() > 0) {
            json.put("min", histogram.getMinValue());
            json.put("mean", histogram.getMean());
            json.put("stdev", histogram.getStdDeviation());
            json.put("max", histogram.getMaxValue());
            Map<String, Long> percentiles = new LinkedHashMap<>();
            for (double percentile : PERCENTILES) {
                String name = percentile == Math.rint(percentile) ? String.valueOf((int) percentile) : percentile + "";
                percentiles.put(name, histogram.getValueAtPercentile(percentile));
            }
            json.put("percentiles", percentiles);
        }
        ByteBuffer compressed = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int size = histogram.encodeIntoCompressedByteBuffer(compressed);
        byte[] bytes = new byte[size];
        compressed.flip().get(bytes);
        json.put("hdr", Base64.getEncoder().encodeToString(bytes));
        return json;
    }

    private static List<Map<String, Object>> intervals(LoadResult result) {
        List<Map<String, Object>> intervals = new ArrayList<>();
        for (LoadResult.Interval interval : result.intervals()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("nanos", interval.nanos());
            double perSecond = 0;
            for (double rate : interval.threadAchievedPerSecond()) {
                perSecond += rate;
            }
            json.put("achievedPerSecond", perSecond);
            json.put("latencyP50Nanos", interval.latencyP50Nanos());
            json.put("latencyP99Nanos", interval.latencyP99Nanos());
            intervals.add(json);
        }
        return intervals;
    }
}
