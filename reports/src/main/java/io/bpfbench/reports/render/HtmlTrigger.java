// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.Estimate;
import io.bpfbench.reports.stats.Metric;
import io.bpfbench.reports.stats.StageRuns;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The tables of `report.html` of a trigger's runs: what one takes at each stage, and the events in it.
final class HtmlTrigger {
    private HtmlTrigger() {}

    /// Writes nothing of a run under other traffic.
    static void write(Comparison comparison, Html html) {
        if (comparison.triggerRuns().isEmpty()) {
            return;
        }
        List<List<String>> stages = new ArrayList<>();
        List<List<String>> events = new ArrayList<>();
        for (StageRuns runs : comparison.triggerRuns()) {
            stages.add(List.of(
                    runs.arm().label(),
                    runs.stage().label(),
                    figure(runs.elapsed()),
                    figure(runs.cpu()),
                    Numbers.count(runs.elapsed().map(Estimate::blocks).orElse(0)),
                    Numbers.count(runs.runs())));
            runs.events()
                    .forEach((hook, mean) -> events.add(
                            List.of(runs.arm().label(), runs.stage().label(), hook, Numbers.fixed(mean, 2))));
        }
        html.open("details").element("summary", "What a run of the trigger takes at each stage");
        html.table(
                "From before its fork to its end, in " + Metric.TRIGGER_ADDED.unit(comparison.clock())
                        + ": mean over blocks of the trials' medians, of trials that count; CPU: user and system, of the"
                        + " process and of the children that it waited for",
                List.of("Arm", "Attached", "A run", "CPU", "Blocks", "Runs"),
                stages);
        html.close("details").open("details").element("summary", "Events in a run of the trigger");
        html.table(
                "Runs of a program while the trigger ran once, on average over all trials that count; events that other"
                        + " processes made meanwhile are among them",
                List.of("Configuration", "Attached", "Hook", "Events"),
                events);
        html.close("details");
    }

    private static String figure(Optional<Estimate> estimate) {
        Figure figure = Figure.of(estimate, false);
        return figure.value() + (figure.interval().isEmpty() ? "" : "\n" + figure.interval());
    }
}
