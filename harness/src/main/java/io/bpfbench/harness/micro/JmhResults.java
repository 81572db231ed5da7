// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.micro;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.WorkloadParams;

/// All that JMH measured in a run, to be written by JMH itself. Rounds of the same program in the same cell are the
/// forks of one
/// benchmark.
final class JmhResults {
    private final Map<String, List<RunResult>> byBenchmark = new LinkedHashMap<>();

    void add(RunResult result) {
        byBenchmark
                .computeIfAbsent(result.getParams().id(), ignored -> new ArrayList<>())
                .add(result);
    }

    /// As `-rf json` writes it.
    String json() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(written, false, StandardCharsets.UTF_8);
        ResultFormatFactory.getInstance(ResultFormatType.JSON, out)
                .writeOut(byBenchmark.values().stream().map(JmhResults::merged).toList());
        out.flush();
        return written.toString(StandardCharsets.UTF_8);
    }

    private static RunResult merged(List<RunResult> forks) {
        List<BenchmarkResult> results = forks.stream()
                .flatMap(fork -> fork.getBenchmarkResults().stream())
                .toList();
        return new RunResult(withForks(forks.getFirst().getParams(), forks.size()), results);
    }

    private static BenchmarkParams withForks(BenchmarkParams one, int forks) {
        WorkloadParams parameters = new WorkloadParams();
        for (String key : one.getParamsKeys()) {
            parameters.put(key, one.getParam(key), 0);
        }
        return new BenchmarkParams(
                one.getBenchmark(),
                one.generatedBenchmark(),
                one.shouldSynchIterations(),
                one.getThreads(),
                one.getThreadGroups(),
                one.getThreadGroupLabels(),
                one.getForks() == 0 ? 0 : forks,
                one.getWarmupForks(),
                one.getWarmup(),
                one.getMeasurement(),
                one.getMode(),
                parameters,
                one.getTimeUnit(),
                one.getOpsPerInvocation(),
                one.getJvm(),
                one.getJvmArgs(),
                one.getJdkVersion(),
                one.getVmName(),
                one.getVmVersion(),
                one.getJmhVersion(),
                one.getTimeout());
    }
}
