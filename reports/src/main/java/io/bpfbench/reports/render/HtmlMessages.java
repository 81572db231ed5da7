// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Distribution;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.Estimate;
import io.bpfbench.reports.stats.Metric;
import io.bpfbench.reports.stats.StageMessages;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The exact lane's tables of `report.html`: what a message takes at each stage, and every run of a program.
final class HtmlMessages {
    /// Of a distribution with more values than these only the commonest are shown.
    private static final int MOST_VALUES = 8;

    private HtmlMessages() {}

    /// Writes nothing of a run under other traffic.
    static void write(Comparison comparison, Html html) {
        List<List<String>> messages = new ArrayList<>();
        List<List<String>> runs = new ArrayList<>();
        for (StageMessages stage : comparison.messages()) {
            messages.add(message(stage));
            if (stage.arm() instanceof Cell cell) {
                stage.runs()
                        .forEach((hook, all) ->
                                runs.add(List.of(cell.label(), stage.stage().label(), hook, values(all))));
            }
        }
        if (messages.isEmpty()) {
            return;
        }
        String unit = Metric.MESSAGE_ADDED.unit(comparison.clock());
        html.open("details").element("summary", "What a message takes at each stage");
        html.table(
                "Sending and reading a message, in " + unit
                        + ": mean over blocks of the trials' medians, of trials that count; interrupted messages are"
                        + " in none of the figures",
                List.of("Arm", "Attached", "Median", "Blocks", "Messages", "Interrupted"),
                messages);
        html.close("details").open("details").element("summary", "Every run of a program");
        html.table(
                "Cost of a run in " + unit + " × how often it came, over all trials that count",
                List.of("Configuration", "Attached", "Hook", "Runs"),
                runs);
        html.close("details");
    }

    private static List<String> message(StageMessages stage) {
        Figure median = Figure.of(stage.median(), false);
        return List.of(
                stage.arm().label(),
                stage.stage().label(),
                median.value() + (median.interval().isEmpty() ? "" : "\n" + median.interval()),
                Numbers.count(stage.median().map(Estimate::blocks).orElse(0)),
                Numbers.count(stage.messages()),
                Numbers.fixed(100 * stage.interruptedShare(), 2) + " %");
    }

    private static String values(Distribution runs) {
        String shown = runs.counts().stream()
                .sorted((a, b) -> Long.compare(b.times(), a.times()))
                .limit(MOST_VALUES)
                .map(count -> Numbers.count(count.value()) + " × " + Numbers.count(count.times()))
                .collect(Collectors.joining(", "));
        int more = runs.counts().size() - MOST_VALUES;
        return more > 0 ? shown + " and " + more + " rarer values" : shown;
    }
}
