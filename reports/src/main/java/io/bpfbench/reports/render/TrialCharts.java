// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Arm;
import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.CpuFigures;
import io.bpfbench.reports.result.HttpFigures;
import io.bpfbench.reports.result.Trial;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.Metric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/// Charts of single trials, in the order in which they ran.
final class TrialCharts {
    /// More than these make a page heavy and a chart black.
    private static final int MOST_TRIALS = 500;

    private TrialCharts() {}

    /// The places, from 0, of the trials that are drawn and listed in their order: of those that count in everything
    /// and
    /// of those that do not, all, or every n-th of very many.
    static List<Integer> shown(Comparison comparison) {
        List<Trial> trials = comparison.record().trials();
        Map<Boolean, List<Integer>> places = IntStream.range(0, trials.size())
                .boxed()
                .collect(Collectors.partitioningBy(
                        place -> comparison.voiding(trials.get(place)).isEmpty()));
        return places.values().stream()
                .flatMap(some -> few(some).stream())
                .sorted()
                .toList();
    }

    /// All, or every n-th of very many.
    static <T> List<T> few(List<T> many) {
        int step = Math.max(1, Math.ceilDiv(many.size(), MOST_TRIALS));
        return IntStream.range(0, many.size())
                .filter(place -> place % step == 0)
                .mapToObj(many::get)
                .toList();
    }

    /// What each trial lies above the median of its arm's trials, so that arms of different cost share a scale: drift
    /// shows as a slope, a disturbed trial as a point of its own, one void in this metric on an upright line. Empty
    /// when
    /// there is no
    /// figure.
    static Optional<XYChart> order(Comparison comparison, Metric metric) {
        List<Trial> trials = comparison.record().trials();
        List<Integer> shown = shown(comparison);
        List<Arm> arms = new ArrayList<>(List.of(new Baseline(1), new Baseline(2)));
        arms.addAll(comparison.cells());
        XYChart chart = Charts.of(
                360,
                arms.size(),
                "trial, in the order in which they ran",
                metric.unit(comparison.clock()) + " above the median");
        List<Double> ends = new ArrayList<>(List.of(0.0));
        for (int number = 0; number < arms.size(); number++) {
            Arm arm = arms.get(number);
            SortedMap<Integer, Double> figures = new TreeMap<>();
            shown.stream()
                    .filter(place -> trials.get(place).arm().equals(arm))
                    .forEach(place -> comparison
                            .figure(trials.get(place), metric)
                            .ifPresent(figure -> figures.put(place, figure)));
            if (!figures.isEmpty()) {
                double[] above = aboveMedian(figures);
                Arrays.stream(above).forEach(ends::add);
                Charts.points(
                        chart,
                        RunFacts.marked(comparison, arm).replace('\n', ' '),
                        figures.keySet().stream()
                                .mapToDouble(place -> place + 1.0)
                                .toArray(),
                        above,
                        Charts.marker(number),
                        ChartStyle.series(number));
            }
        }
        if (chart.getSeriesCollection().isEmpty()) {
            return Optional.empty();
        }
        Charts.yRange(chart, ends);
        double low = chart.getStyler().getYAxisMin();
        double high = chart.getStyler().getYAxisMax();
        shown.stream()
                .filter(place -> !comparison.counts(trials.get(place), metric))
                .forEach(place ->
                        Charts.vertical(chart, "void " + place, place + 1.0, low, high, ChartStyle.SOFT, Charts.FINE));
        Charts.horizontal(chart, "median", 0, trials.size() + 1.0, 0, ChartStyle.INK, Charts.FINE);
        chart.getStyler().setXAxisMin(0.0).setXAxisMax(trials.size() + 1.0);
        return Optional.of(chart);
    }

    private static double[] aboveMedian(Map<Integer, Double> figures) {
        double[] sorted = figures.values().stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        return figures.values().stream().mapToDouble(figure -> figure - median).toArray();
    }

    /// The CPUs in each trial's measurement window, over the run. Empty where no CPU is metered.
    static Optional<XYChart> cpu(Comparison comparison) {
        List<Trial> trials = metered(comparison);
        if (trials.isEmpty()) {
            return Optional.empty();
        }
        XYChart chart = Charts.of(380, 3, when(comparison.clock()), "% of the machine");
        double[] places = places(comparison);
        List<CpuFigures> cpus = trials.stream()
                .flatMap(trial -> trial.http().stream())
                .map(HttpFigures::cpu)
                .toList();
        line(chart, "busy", places, cpus.stream().mapToDouble(CpuFigures::busyShare));
        if (sampled(comparison.clock())) {
            line(chart, "soft interrupts", places, cpus.stream().mapToDouble(TrialCharts::softirqShare));
            line(chart, "stolen", places, cpus.stream().mapToDouble(CpuFigures::stealShare));
        }
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(100.0);
        return Optional.of(chart);
    }

    private static void line(XYChart chart, String name, double[] places, DoubleStream shares) {
        int number = chart.getSeriesCollection().size();
        XYSeries line =
                chart.addSeries(name, places, shares.map(share -> 100 * share).toArray());
        line.setLineColor(ChartStyle.series(number)).setLineStyle(Charts.FINE);
        line.setMarker(Charts.marker(number)).setMarkerColor(ChartStyle.series(number));
    }

    /// The trials shown whose CPUs were metered.
    static List<Trial> metered(Comparison comparison) {
        return few(comparison.record().trials()).stream()
                .filter(trial -> trial.http().isPresent())
                .toList();
    }

    /// Where each of them stands on the axis that [#when(Clock)] names.
    static double[] places(Comparison comparison) {
        List<Trial> trials = metered(comparison);
        return switch (comparison.clock()) {
            case WALL ->
                trials.stream()
                        .mapToDouble(trial -> Duration.between(trials.getFirst().startedAt(), trial.startedAt())
                                        .toMillis()
                                / 60_000.0)
                        .toArray();
            case INSTRUCTIONS ->
                IntStream.rangeClosed(1, trials.size()).asDoubleStream().toArray();
        };
    }

    /// By the wall clock a trial has a time; guests that count instructions have none in common.
    static String when(Clock clock) {
        return switch (clock) {
            case WALL -> "minutes since the first trial began";
            case INSTRUCTIONS -> "trial, in the order in which they ran";
        };
    }

    /// Whether what `/proc/stat` charges to soft interrupts can be believed. It is what timer ticks fell into, and a
    /// guest's ticks on the instruction clock keep step with its load, so that all of them do or none; nor is there a
    /// hypervisor that steals.
    static boolean sampled(Clock clock) {
        return clock == Clock.WALL;
    }

    /// Share of the whole machine, 0 to 1: the mean over the CPUs.
    static double softirqShare(CpuFigures cpu) {
        return cpu.cpus().stream()
                .mapToDouble(CpuFigures.Share::softirq)
                .average()
                .orElseThrow();
    }
}
