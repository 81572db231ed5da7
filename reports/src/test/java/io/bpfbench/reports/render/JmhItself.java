// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.Aggregator;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.IterationResultMetaData;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ResultRole;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.IterationType;
import org.openjdk.jmh.runner.WorkloadParams;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.ListStatistics;
import org.openjdk.jmh.util.Statistics;
import tools.jackson.databind.JsonNode;

/// JMH's own result format, fed with benchmarks of given names, parameters and raw figures.
final class JmhItself {
    private JmhItself() {}

    /// What JMH would have written had it measured these results' raw data: scores, errors and percentiles are its own.
    static String render(JsonNode results) {
        List<RunResult> runs = new ArrayList<>();
        results.forEach(result -> runs.add(run(result)));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(runs);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static RunResult run(JsonNode result) {
        BenchmarkParams params = params(result);
        String unit = result.at("/primaryMetric/scoreUnit").asString();
        List<BenchmarkResult> forks = new ArrayList<>();
        for (JsonNode fork : result.at("/primaryMetric/rawData")) {
            List<IterationResult> iterations = new ArrayList<>();
            for (JsonNode score : fork) {
                IterationResult iteration =
                        new IterationResult(params, params.getMeasurement(), new IterationResultMetaData(1, 1));
                iteration.addResult(new Score(new ListStatistics(new double[] {score.asDouble()}), unit));
                iterations.add(iteration);
            }
            forks.add(new BenchmarkResult(params, iterations));
        }
        return new RunResult(params, forks);
    }

    private static BenchmarkParams params(JsonNode result) {
        WorkloadParams levels = new WorkloadParams();
        result.get("params").forEachEntry((name, value) -> levels.put(name, value.asString(), 0));
        return new BenchmarkParams(
                text(result, "benchmark"),
                "",
                false,
                result.get("threads").asInt(),
                new int[] {1},
                List.of(),
                result.get("forks").asInt(),
                0,
                iteration(result, "warmup", IterationType.WARMUP),
                iteration(result, "measurement", IterationType.MEASUREMENT),
                Mode.deepValueOf(text(result, "mode")),
                levels,
                TimeUnit.NANOSECONDS,
                1,
                text(result, "jvm"),
                List.of(),
                text(result, "jdkVersion"),
                text(result, "vmName"),
                text(result, "vmVersion"),
                text(result, "jmhVersion"),
                TimeValue.NONE);
    }

    private static IterationParams iteration(JsonNode result, String kind, IterationType type) {
        String time = text(result, kind + "Time");
        return new IterationParams(
                type,
                result.get(kind + "Iterations").asInt(),
                time.equals("single-shot") ? TimeValue.NONE : TimeValue.fromString(time.replace(" ", "")),
                result.get(kind + "BatchSize").asInt());
    }

    private static String text(JsonNode result, String name) {
        return result.get(name).asString();
    }

    /// A primary figure that is what it is: JMH's own classes would make one out of a number of operations and a time.
    private static final class Score extends Result<Score> {
        private static final long serialVersionUID = 1;

        Score(Statistics statistics, String unit) {
            super(ResultRole.PRIMARY, "score", statistics, unit, AggregationPolicy.AVG);
        }

        @Override
        protected Aggregator<Score> getThreadAggregator() {
            return Score::all;
        }

        @Override
        protected Aggregator<Score> getIterationAggregator() {
            return Score::all;
        }

        private static Score all(Collection<Score> scores) {
            ListStatistics statistics = new ListStatistics();
            scores.forEach(score -> statistics.addValue(score.getScore()));
            return new Score(statistics, scores.iterator().next().getScoreUnit());
        }
    }
}
