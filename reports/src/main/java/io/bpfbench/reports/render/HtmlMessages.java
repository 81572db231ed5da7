// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Arm;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Distribution;
import io.bpfbench.reports.result.MessageWindow;
import io.bpfbench.reports.result.Stage;
import io.bpfbench.reports.result.Trial;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
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
        comparison.record().trials().stream().map(Trial::arm).distinct().forEach(arm -> {
            for (Stage stage : Stage.values()) {
                List<MessageWindow> windows = windows(comparison, arm, stage);
                if (!windows.isEmpty()) {
                    messages.add(message(arm, stage, windows));
                    if (arm instanceof Cell) {
                        runs(arm, stage, windows, runs);
                    }
                }
            }
        });
        if (messages.isEmpty()) {
            return;
        }
        String unit = Metric.MESSAGE_ADDED.unit(comparison.clock());
        html.open("section").element("h2", "What a message takes");
        html.table(
                "Sending and reading a message, in " + unit
                        + ", median over all trials' messages; interrupted messages are kept out",
                List.of("Arm", "Attached", "Median", "Messages", "Interrupted"),
                messages);
        html.open("details").element("summary", "Every run of a program");
        html.table(
                "Cost of a run in " + unit + " × how often it came, over all trials",
                List.of("Configuration", "Attached", "Hook", "Runs"),
                runs);
        html.close("details").close("section");
    }

    private static List<MessageWindow> windows(Comparison comparison, Arm arm, Stage stage) {
        return comparison.record().trials().stream()
                .filter(trial -> trial.arm().equals(arm))
                .flatMap(trial -> trial.pingPong().stream())
                .flatMap(pingPong -> pingPong.window(stage).stream())
                .toList();
    }

    private static List<String> message(Arm arm, Stage stage, List<MessageWindow> windows) {
        Distribution elapsed =
                merged(windows.stream().map(MessageWindow::elapsedNanos).toList());
        return List.of(
                arm.label(),
                stage.label(),
                elapsed.isEmpty() ? "-" : Numbers.tick(elapsed.median()),
                Numbers.count(
                        windows.stream().mapToLong(MessageWindow::messages).sum()),
                Numbers.count(
                        windows.stream().mapToLong(MessageWindow::interrupted).sum()));
    }

    private static void runs(Arm arm, Stage stage, List<MessageWindow> windows, List<List<String>> rows) {
        Map<String, List<Distribution>> hooks = new LinkedHashMap<>();
        windows.stream()
                .flatMap(window -> window.runs().stream())
                .forEach(each -> hooks.computeIfAbsent(each.hook(), hook -> new ArrayList<>())
                        .add(each.nanos()));
        hooks.forEach((hook, all) -> rows.add(List.of(arm.label(), stage.label(), hook, values(merged(all)))));
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

    private static Distribution merged(List<Distribution> all) {
        SortedMap<Long, Long> times = new TreeMap<>();
        all.stream()
                .flatMap(each -> each.counts().stream())
                .forEach(count -> times.merge(count.value(), count.times(), Long::sum));
        return new Distribution(times.entrySet().stream()
                .map(entry -> new Distribution.Count(entry.getKey(), entry.getValue()))
                .toList());
    }
}
