// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.CpuFigures;
import io.bpfbench.reports.result.HttpFigures;
import io.bpfbench.reports.result.Trial;
import io.bpfbench.reports.stats.CellFigures;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.LatencyCurve;
import io.bpfbench.reports.stats.Metric;
import io.bpfbench.reports.stats.VoidRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The parts of `report.html` that show trials as they were, before anything is averaged: their latencies, their order,
/// and the CPUs and the load meanwhile.
final class HtmlTrials {
    private final Comparison comparison;
    private final Clock clock;
    private final Html html;

    HtmlTrials(Comparison comparison, Html html) {
        this.comparison = comparison;
        this.clock = comparison.clock();
        this.html = html;
    }

    /// Latency percentile curves, of HTTP traffic.
    void latencies() {
        List<LatencyCurve> curves = LatencyCurve.all(comparison);
        if (curves.isEmpty()) {
            return;
        }
        String unit = Metric.LATENCY_ADDED_P99.unit(clock);
        html.open("section", "id", "latency").element("h2", "HTTP latency");
        new HtmlFigure(
                        "HTTP latency, " + unit,
                        "latency",
                        "HTTP latency in " + unit + " from the intended start of each request, by the share of requests"
                                + " that took at most so long: all requests of an arm's trials that count, from the median on, on a"
                                + " scale of nines. What is compared is each trial's own percentile",
                        List.of("Arm", "p50", "p90", "p99", "p99.9", "p99.99", "max", "Requests"),
                        curves.stream().map(this::numbers).toList())
                .write(html, Optional.of(LatencyCharts.curves(comparison, curves)));
        html.close("section");
    }

    private List<String> numbers(LatencyCurve curve) {
        List<String> row =
                new ArrayList<>(List.of(RunFacts.marked(comparison, curve.arm()), latency(curve.medianNanos())));
        for (int nine = 1; nine <= 4; nine++) {
            row.add(curve.at(nine).map(this::latency).orElse("-"));
        }
        row.addAll(List.of(latency(curve.maxNanos()), Numbers.count(curve.requests())));
        return List.copyOf(row);
    }

    private String latency(double nanos) {
        return Numbers.rough(nanos / Metric.nanosPerUnit(clock));
    }

    /// Every trial in the order in which they ran.
    void order() {
        List<Trial> trials = comparison.record().trials();
        if (trials.isEmpty()) {
            return;
        }
        List<Metric> metrics = comparison.metrics().stream()
                .filter(metric -> metric == Metric.CPU_OVERHEAD
                        || metric == Metric.MESSAGE_ADDED
                        || metric == Metric.TRIGGER_ADDED
                        || metric == Metric.TRIGGER_CPU_ADDED
                        || metric == Metric.COST_PER_EVENT)
                .toList();
        html.open("section", "id", "trials").element("h2", "Trials in run order");
        if (!comparison.voids().isEmpty()) {
            html.list(RunFacts.first(comparison.voids(), "trials.csv"));
        }
        html.open("div", "class", "charts");
        metrics.forEach(metric -> TrialCharts.order(comparison, metric)
                .ifPresent(chart -> new HtmlFigure(
                                own(metric) + " of each trial",
                                "order-" + metric.key(),
                                own(metric) + " of each trial above the median of its arm's trials, in "
                                        + metric.unit(clock) + ", in the order in which they ran: drift is a slope,"
                                        + " and an upright line marks a trial that is void in it",
                                List.of(),
                                List.of())
                        .drawing(html, chart)));
        html.close("div");
        List<String> heads = new ArrayList<>(List.of("Trial", "Block", "Arm"));
        metrics.forEach(metric -> heads.add(own(metric) + ",\n" + metric.unit(clock)));
        heads.add("Void");
        List<List<String>> rows = TrialCharts.shown(comparison).stream()
                .map(place -> numbers(place, metrics))
                .toList();
        new HtmlFigure("trials in run order", "order", "", heads, rows).write(html, Optional.empty());
        if (rows.size() < trials.size()) {
            html.element(
                    "p",
                    "Shown are " + rows.size() + " of " + Numbers.count(trials.size())
                            + " trials, those that count and those that are void each evenly chosen where there are too"
                            + " many; trials.csv has them all.",
                    "class",
                    "soft");
        }
        html.close("section");
    }

    /// What is one trial's own, before its baselines are taken away.
    private String own(Metric metric) {
        return switch (metric) {
            case CPU_OVERHEAD -> "CPU busy";
            case MESSAGE_ADDED -> "A message";
            case TRIGGER_ADDED -> "A run of the trigger";
            case TRIGGER_CPU_ADDED -> "CPU of a run";
            case LATENCY_ADDED_P50,
                    LATENCY_ADDED_P99,
                    EVENTS_PER_SECOND,
                    EVENTS_PER_TRIGGER,
                    COST_PER_EVENT,
                    LOAD_TIME -> metric.label(clock);
        };
    }

    private List<String> numbers(int place, List<Metric> metrics) {
        Trial trial = comparison.record().trials().get(place);
        List<String> row = new ArrayList<>(List.of(
                Integer.toString(place + 1),
                Integer.toString(trial.block()),
                trial.arm().label()));
        metrics.forEach(metric -> row.add(comparison.figure(trial, metric).stream()
                .mapToObj(figure -> Numbers.fixed(figure, Numbers.decimals(figure)))
                .findFirst()
                .orElse("-")));
        row.add(voided(comparison.voiding(trial)));
        return List.copyOf(row);
    }

    private static String voided(List<VoidRules.Breach> breaches) {
        String clauses = breaches.stream().map(VoidRules.Breach::clause).collect(Collectors.joining("; "));
        return breaches.isEmpty() ? "" : "void" + VoidRules.butFor(breaches) + ": " + clauses;
    }

    /// The CPUs over the run, where they were metered, and what the load did.
    void cpu() {
        if (comparison.arms().isEmpty()) {
            return;
        }
        html.open("section", "id", "cpu")
                .element(
                        "h2",
                        switch (clock) {
                            case WALL -> "CPU over time";
                            case INSTRUCTIONS -> "CPU from trial to trial";
                        });
        List<Trial> trials = TrialCharts.metered(comparison);
        double[] places = TrialCharts.places(comparison);
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < trials.size(); i++) {
            Trial trial = trials.get(i);
            double place = places[i];
            trial.http().map(HttpFigures::cpu).ifPresent(cpu -> rows.add(cpu(place, trial, cpu)));
        }
        new HtmlFigure(
                        "CPU of each trial",
                        "cpu",
                        "Busy share of the machine in each trial's measurement window"
                                + (TrialCharts.sampled(clock)
                                        ? ", the part of it that the kernel charged to soft interrupts, and what the"
                                                + " hypervisor took"
                                        : "")
                                + "; one point a trial",
                        TrialCharts.sampled(clock)
                                ? List.of(
                                        "Minute", "Arm", "Busy, %", "Busy by CPU, %", "Soft interrupts, %", "Stolen, %")
                                : List.of("Trial", "Arm", "Busy, %", "Busy by CPU, %"),
                        rows)
                .write(html, TrialCharts.cpu(comparison));
        html.element("h3", "The load behind the figures");
        load();
        html.close("section");
    }

    private List<String> cpu(double place, Trial trial, CpuFigures cpu) {
        List<String> row = new ArrayList<>(List.of(
                Numbers.tick(Math.round(100 * place) / 100.0),
                trial.arm().label(),
                Numbers.fixed(100 * cpu.busyShare(), 2),
                cpu.cpus().stream()
                        .map(share -> Numbers.fixed(100 * share.busy(), 1))
                        .collect(Collectors.joining(" "))));
        if (TrialCharts.sampled(clock)) {
            row.add(Numbers.fixed(100 * TrialCharts.softirqShare(cpu), 2));
            row.add(Numbers.fixed(100 * cpu.stealShare(), 2));
        }
        return row;
    }

    private void load() {
        html.table(
                "Means over trials; lag, steal and thread are the worst trial's",
                List.of(
                        "Arm",
                        "Trials",
                        "Rate held, %",
                        "worst, %",
                        "Events per request",
                        "CPU busy, %",
                        "Steal, %",
                        "Schedule lag p99, " + Metric.LATENCY_ADDED_P99.unit(clock),
                        "Busiest load thread, %"),
                comparison.arms().stream().map(this::load).toList());
    }

    private List<String> load(CellFigures figures) {
        return List.of(
                RunFacts.marked(comparison, figures.arm()),
                Integer.toString(figures.trials()),
                Numbers.fixed(100 * figures.achievedShare(), 2),
                Numbers.fixed(100 * figures.leastAchievedShare(), 2),
                figures.eventsPerRequest().isPresent()
                        ? Numbers.fixed(figures.eventsPerRequest().getAsDouble(), 2)
                        : "",
                Numbers.fixed(figures.busyPercent(), 2),
                Numbers.fixed(figures.stealPercent(), 2),
                Numbers.rough(figures.lagP99Nanos() / Metric.nanosPerUnit(clock)),
                Numbers.fixed(100 * figures.busiestThreadShare(), 0));
    }
}
