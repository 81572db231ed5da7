// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.DoseResponse;
import io.bpfbench.reports.stats.Metric;
import java.util.ArrayList;
import java.util.List;

/// The parts of `report.html` that take costs apart: by what was attached, by the number of probes, and loading.
final class HtmlParts {
    private final Comparison comparison;
    private final Clock clock;
    private final Html html;

    HtmlParts(Comparison comparison, Html html) {
        this.comparison = comparison;
        this.clock = comparison.clock();
        this.html = html;
    }

    void write() {
        doses();
        parts();
        loading();
    }

    private void parts() {
        List<List<String>> rows = PartTable.rows(comparison);
        if (rows.isEmpty()) {
            return;
        }
        html.open("section").element("h2", PartTable.TITLE);
        PartCharts.parts(comparison)
                .ifPresent(chart -> HtmlCharts.figure(
                        html,
                        PartTable.TITLE,
                        "parts",
                        chart,
                        "CPU above the baseline of each cell: dispatch, then body; the thin bar is what statistics"
                                + " cost beside them, in the attribution window alone"));
        html.table(PartTable.caption(clock), PartTable.heads(clock), rows).close("section");
    }

    private void doses() {
        if (comparison.doses().isEmpty()) {
            return;
        }
        html.open("section").element("h2", DoseTable.TITLE);
        html.table(DoseTable.CAPTION, DoseTable.heads(), DoseTable.rows(comparison));
        List<Metric> paired =
                comparison.metrics().stream().filter(Metric::paired).toList();
        for (Metric metric : paired) {
            List<DoseResponse> doses = comparison.doses().stream()
                    .filter(dose -> dose.metric() == metric)
                    .toList();
            String title = metric.label(clock) + " by the number of probes";
            PartCharts.doses(comparison, doses)
                    .ifPresent(chart -> HtmlCharts.figure(
                            html,
                            title,
                            "dose-" + metric.key(),
                            chart,
                            title + ": mean over blocks with its 95 % interval, and the fitted line"));
            PartCharts.residuals(comparison, doses)
                    .ifPresent(chart -> HtmlCharts.figure(
                            html,
                            title + ", residuals",
                            "residuals-" + metric.key(),
                            chart,
                            "Residuals: how far the means lie from the line; a bend would show here"));
            numbers(title, metric, doses);
        }
        html.close("section");
    }

    private void numbers(String title, Metric metric, List<DoseResponse> doses) {
        List<List<String>> rows = new ArrayList<>(DoseTable.points(doses));
        if (!rows.isEmpty()) {
            html.open("details").element("summary", "The numbers of these charts");
            html.table(title, DoseTable.pointHeads(metric.unit(clock)), rows).close("details");
        }
    }

    private void loading() {
        List<List<String>> rows = PartTable.loadRows(comparison);
        if (!rows.isEmpty()) {
            html.open("section").element("h2", PartTable.loadTitle(clock));
            html.table(PartTable.loadCaption(clock), PartTable.loadHeads(clock), rows)
                    .close("section");
        }
    }
}
