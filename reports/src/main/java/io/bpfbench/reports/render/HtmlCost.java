// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.HttpTraffic;
import io.bpfbench.reports.result.PingPong;
import io.bpfbench.reports.result.Trigger;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.CostPart;
import io.bpfbench.reports.stats.DoseResponse;
import io.bpfbench.reports.stats.Metric;
import java.util.List;

/// The parts of `report.html` that take costs apart: by what was attached, by the number of probes, and loading.
final class HtmlCost {
    private final Comparison comparison;
    private final Clock clock;
    private final Html html;

    HtmlCost(Comparison comparison, Html html) {
        this.comparison = comparison;
        this.clock = comparison.clock();
        this.html = html;
    }

    /// From the baseline by dispatch to the body; then by hook, and in the exact lane and of a trigger by stage.
    void parts() {
        List<CostPart.Kind> stacked = PartTable.stacked(comparison);
        List<List<String>> rows = PartTable.rows(comparison, stacked);
        if (rows.isEmpty()
                && comparison.hookCosts().isEmpty()
                && comparison.messages().isEmpty()
                && comparison.triggerRuns().isEmpty()) {
            return;
        }
        html.open("section", "id", "parts").element("h2", PartTable.TITLE);
        String unit = switch (comparison.record().started().design().traffic()) {
            case HttpTraffic ignored -> Metric.CPU_OVERHEAD.unit(clock);
            case PingPong ignored -> Metric.MESSAGE_ADDED.unit(clock);
            case Trigger ignored -> Metric.TRIGGER_ADDED.unit(clock);
        };
        String zero = switch (comparison.record().started().design().traffic()) {
            case HttpTraffic ignored -> "CPU above the baseline, " + unit;
            case PingPong ignored -> "a message above nothing attached, " + unit;
            case Trigger ignored -> "a run above nothing attached, " + unit;
        };
        new HtmlFigure(
                        PartTable.TITLE,
                        "parts",
                        "Each cell's cost in " + unit + ", stacked: 0 is the baseline, then dispatch, then body; the"
                                + " thin bar is what run statistics add, in the attribution window alone; "
                                + PartCharts.MARK + ". "
                                + PartTable.caption(comparison),
                        PartTable.heads(comparison, stacked),
                        rows)
                .write(html, PartCharts.stacked(comparison, stacked, zero));
        List<CostPart.Kind> perRun = PartTable.perRun(comparison);
        if (!PartTable.rows(comparison, perRun).isEmpty()) {
            html.table(
                    "The same CPU time for each run of a program",
                    PartTable.heads(comparison, perRun),
                    PartTable.rows(comparison, perRun));
        }
        hooks();
        HtmlMessages.write(comparison, html);
        HtmlTrigger.write(comparison, html);
        html.close("section");
    }

    private void hooks() {
        List<List<String>> programs = ProgramTable.rows(comparison);
        if (!programs.isEmpty()) {
            html.element("h3", ProgramTable.TITLE);
            html.table(ProgramTable.caption(comparison), ProgramTable.heads(comparison), programs);
            return;
        }
        if (comparison.hookCosts().isEmpty()) {
            return;
        }
        html.element("h3", "By hook");
        html.table(
                "Run of a program in the attribution windows, in " + Metric.COST_PER_EVENT.unit(clock)
                        + "; the last column adds up to the cost per event",
                List.of("Configuration", "Hook", "Part of runs, %", "Probe", "Empty program", "Part of the cost"),
                comparison.hookCosts().stream()
                        .map(cost -> List.of(
                                RunFacts.marked(comparison, cost.cell()),
                                cost.hook(),
                                Numbers.fixed(100 * cost.share(), 1),
                                Numbers.fixed(cost.probeNanos(), 1),
                                Numbers.fixed(cost.floorNanos(), 1),
                                Numbers.fixed(cost.costNanos(), 1)))
                        .toList());
    }

    /// What one more probe costs.
    void doses() {
        if (comparison.doses().isEmpty()) {
            return;
        }
        html.open("section", "id", "dose").element("h2", DoseTable.TITLE);
        html.table(DoseTable.CAPTION, DoseTable.heads(), DoseTable.rows(comparison));
        comparison.metrics().stream().filter(Metric::paired).forEach(this::dose);
        html.close("section");
    }

    private void dose(Metric metric) {
        List<DoseResponse> doses = comparison.doses().stream()
                .filter(dose -> dose.metric() == metric)
                .toList();
        if (doses.isEmpty()) {
            return;
        }
        String title = metric.label(clock) + " by the number of probes";
        html.element("h3", title);
        new HtmlFigure(
                        title,
                        "dose-" + metric.key(),
                        title + ": mean over blocks with its 95 % interval, and the fitted line",
                        DoseTable.pointHeads(metric.unit(clock)),
                        DoseTable.points(doses))
                .write(html, DoseCharts.doses(comparison, doses));
        DoseCharts.residuals(comparison, doses)
                .ifPresent(chart -> new HtmlFigure(
                                title + ", residuals",
                                "residuals-" + metric.key(),
                                "Residuals: how far the means lie from the line; a bend would show here. Their numbers"
                                        + " are the last column above",
                                List.of(),
                                List.of())
                        .drawing(html, chart));
    }

    /// What the compiler makes of the probe.
    void compiler() {
        List<List<String>> rows = CompilerTable.rows(comparison);
        if (!rows.isEmpty()) {
            html.open("section", "id", "compiler").element("h2", CompilerTable.TITLE);
            html.table(CompilerTable.CAPTION, CompilerTable.heads(clock), rows);
            html.close("section");
        }
    }

    /// What loading takes: the verifier, and the JIT with the rest.
    void loading() {
        List<List<String>> rows = PartTable.loadRows(comparison);
        if (rows.isEmpty()) {
            return;
        }
        html.open("section", "id", "load").element("h2", PartTable.loadTitle(clock));
        new HtmlFigure(
                        PartTable.loadTitle(clock),
                        "load-parts",
                        PartTable.loadCaption(clock) + "; " + PartCharts.MARK,
                        PartTable.loadHeads(clock),
                        rows)
                .write(
                        html,
                        PartCharts.stacked(
                                comparison,
                                PartTable.LOAD,
                                Metric.LOAD_TIME.label(clock) + ", " + Metric.LOAD_TIME.unit(clock)));
        html.close("section");
    }
}
