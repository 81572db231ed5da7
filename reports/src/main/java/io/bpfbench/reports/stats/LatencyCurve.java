// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Arm;
import io.bpfbench.reports.result.HistogramData;
import io.bpfbench.reports.result.HistogramSum;
import io.bpfbench.reports.result.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/// How an arm's HTTP latencies are spread: the requests of all its trials that count, in one histogram. A picture, and
/// not what is compared: that is done trial by trial.
///
/// @param requests how many the curve is of
/// @param nines the 90th percentile in nanoseconds, the 99th, …, as far as so many requests tell them
/// @param points by rising nines, from the median to the slowest request
public record LatencyCurve(
        Arm arm, long requests, double medianNanos, List<Double> nines, double maxNanos, List<Point> points) {
    private static final int STEPS_PER_NINE = 10;
    private static final double MEDIAN = Math.log10(2);

    public LatencyCurve {
        nines = List.copyOf(nines);
        points = List.copyOf(points);
    }

    /// The share `1 − 10^−nines` of the requests took at most so long: 1 nine is the 90th percentile, 2 the 99th.
    public record Point(double nines, double nanos) {}

    /// The curve of each arm, baselines first, that has latencies which count. A cell that was attached in different
    /// ways has none: figures of different attach kinds are not averaged.
    ///
    /// @throws io.bpfbench.reports.result.JournalException when a histogram is damaged
    public static List<LatencyCurve> all(Comparison comparison) {
        Blocks blocks = comparison.blocks();
        return Stream.concat(Blocks.BASELINES.stream(), blocks.cells().stream())
                .parallel()
                .filter(arm -> blocks.attachKinds(arm).size() < 2)
                .flatMap(arm -> of(arm, blocks.figured(arm, Metric.LATENCY_ADDED_P50)).stream())
                .toList();
    }

    private static Optional<LatencyCurve> of(Arm arm, List<Trial> trials) {
        List<HistogramData> latencies = trials.stream()
                .flatMap(trial -> trial.http().stream())
                .map(http -> http.load().latency())
                .toList();
        return HistogramSum.of(latencies)
                .map(all -> new LatencyCurve(
                        arm,
                        all.getTotalCount(),
                        all.getValueAtPercentile(50),
                        nines(all),
                        all.getMaxValue(),
                        points(all)));
    }

    private static List<Double> nines(Histogram all) {
        List<Double> nines = new ArrayList<>();
        for (long slowest = 10; slowest <= all.getTotalCount(); slowest *= 10) {
            nines.add((double) all.getValueAtPercentile(100 - 100.0 / slowest));
        }
        return nines;
    }

    private static List<Point> points(Histogram all) {
        List<Point> points = new ArrayList<>();
        double last = Math.log10((double) all.getTotalCount());
        for (double nines = MEDIAN; nines < last; nines = next(nines)) {
            points.add(new Point(nines, all.getValueAtPercentile(100 * (1 - Math.pow(10, -nines)))));
        }
        points.add(new Point(Math.max(MEDIAN, last), all.getMaxValue()));
        return points;
    }

    /// A tenth of a nine further: from the median 0.4, 0.5, …
    private static double next(double nines) {
        return (Math.floor(nines * STEPS_PER_NINE + 0.5) + 1) / STEPS_PER_NINE;
    }

    /// The latency that a share of the requests kept; empty where so few requests do not tell it.
    ///
    /// @param nine 1 for the 90th percentile, 2 for the 99th
    public Optional<Double> at(int nine) {
        return nine > nines.size() ? Optional.empty() : Optional.of(nines.get(nine - 1));
    }
}
