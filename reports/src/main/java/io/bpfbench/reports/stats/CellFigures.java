// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Arm;
import io.bpfbench.reports.result.CpuFigures;
import io.bpfbench.reports.result.HistogramData;
import io.bpfbench.reports.result.LoadFigures;
import io.bpfbench.reports.result.Trial;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/// What a reader wants to know of an arm's trials under HTTP traffic before believing its effects. All figures but the
/// latencies are over the arm's finished trials, void ones too; means are of trials.
///
/// @param trials number of finished trials
/// @param achievedShare mean share of the asked rate that was achieved
/// @param leastAchievedShare the smallest of them
/// @param eventsPerRequest probe events for each request of the measurement window; absent in a baseline. One HTTP
///     exchange is several events, and pipelining changes how many.
/// @param busyPercent mean busy share of the machine, in percent
/// @param stealPercent largest share stolen by the hypervisor, in percent
/// @param lagP99Nanos largest 99th percentile of the schedule lag
/// @param busiestThreadShare largest CPU share of a load thread
/// @param latency of the trials that count: mean latency at p50, p90, p99, p99.9 and the maximum
public record CellFigures(
        Arm arm,
        int trials,
        double achievedShare,
        double leastAchievedShare,
        OptionalDouble eventsPerRequest,
        double busyPercent,
        double stealPercent,
        long lagP99Nanos,
        double busiestThreadShare,
        LatencyProfile latency) {

    /// Means over trials of each trial's percentiles; 0 where nothing was measured or nothing counts.
    public record LatencyProfile(
            double p50Nanos, double p90Nanos, double p99Nanos, double p999Nanos, double maxNanos) {}

    /// The arm's figures, empty without a trial under HTTP traffic.
    ///
    /// @param latent those of the trials whose latencies count
    static Optional<CellFigures> of(Arm arm, List<Trial> all, List<Trial> latent) {
        List<Trial> trials =
                all.stream().filter(trial -> trial.http().isPresent()).toList();
        List<Trial> counted =
                latent.stream().filter(trial -> trial.http().isPresent()).toList();
        return trials.isEmpty() ? Optional.empty() : Optional.of(ofHttp(arm, trials, counted));
    }

    private static CellFigures ofHttp(Arm arm, List<Trial> trials, List<Trial> counted) {
        return new CellFigures(
                arm,
                trials.size(),
                mean(trials, trial -> load(trial).achievedShare()),
                trials.stream()
                        .mapToDouble(trial -> load(trial).achievedShare())
                        .min()
                        .orElse(0),
                // Rates, since the probe's window is a little longer than the load's.
                trials.stream()
                        .filter(trial -> load(trial).achievedPerSecond() > 0)
                        .flatMapToDouble(trial -> trial.probe().stream()
                                .mapToDouble(probe ->
                                        probe.eventsPerSecond() / load(trial).achievedPerSecond()))
                        .average(),
                mean(trials, trial -> 100 * cpu(trial).busyShare()),
                trials.stream()
                        .mapToDouble(trial -> 100 * cpu(trial).stealShare())
                        .max()
                        .orElse(0),
                trials.stream()
                        .mapToLong(trial -> load(trial).scheduleLag().p99Nanos())
                        .max()
                        .orElse(0),
                trials.stream()
                        .mapToDouble(trial -> load(trial).busiestThreadShare())
                        .max()
                        .orElse(0),
                new LatencyProfile(
                        latency(counted, HistogramData::p50Nanos),
                        latency(counted, HistogramData::p90Nanos),
                        latency(counted, HistogramData::p99Nanos),
                        latency(counted, HistogramData::p999Nanos),
                        latency(counted, HistogramData::maxNanos)));
    }

    private static LoadFigures load(Trial trial) {
        return trial.http().orElseThrow().load();
    }

    private static CpuFigures cpu(Trial trial) {
        return trial.http().orElseThrow().cpu();
    }

    private static double latency(List<Trial> trials, ToDoubleFunction<HistogramData> percentile) {
        return mean(trials, trial -> percentile.applyAsDouble(load(trial).latency()));
    }

    private static double mean(List<Trial> trials, ToDoubleFunction<Trial> figure) {
        return trials.stream()
                .mapToDouble(figure)
                .filter(Double::isFinite)
                .average()
                .orElse(0);
    }
}
