// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Arm;
import io.bpfbench.reports.result.Distribution;
import io.bpfbench.reports.result.MessageWindow;
import io.bpfbench.reports.result.PingPongFigures;
import io.bpfbench.reports.result.Stage;
import io.bpfbench.reports.result.Trial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a message took at one stage of an arm's trials, those that count.
///
/// @param median mean over blocks of the trials' medians; empty when no message went through undisturbed
/// @param messages messages that the medians are of
/// @param interruptedShare of all messages of these windows, 0 to 1; they are in none of the figures
/// @param runs every undisturbed run of a program by hook, of all these trials; only of counted stages
public record StageMessages(
        Arm arm,
        Stage stage,
        Optional<Estimate> median,
        long messages,
        double interruptedShare,
        Map<String, Distribution> runs) {

    /// Of each arm and stage that any trial has, baselines first.
    static List<StageMessages> all(Blocks blocks, long seed) {
        List<Arm> arms = new ArrayList<>(Blocks.BASELINES);
        arms.addAll(blocks.cells());
        List<StageMessages> all = new ArrayList<>();
        for (Arm arm : arms) {
            List<PingPongFigures> trials = blocks.counted(arm, Metric.MESSAGE_ADDED).stream()
                    .map(Trial::pingPong)
                    .flatMap(Optional::stream)
                    .toList();
            for (Stage stage : Stage.values()) {
                List<MessageWindow> windows = trials.stream()
                        .flatMap(trial -> trial.window(stage).stream())
                        .toList();
                if (!windows.isEmpty()) {
                    all.add(of(arm, stage, windows, seed));
                }
            }
        }
        return all;
    }

    private static StageMessages of(Arm arm, Stage stage, List<MessageWindow> windows, long seed) {
        List<Distribution> elapsed = windows.stream()
                .map(MessageWindow::elapsedNanos)
                .filter(each -> !each.isEmpty())
                .toList();
        List<Double> medians = elapsed.stream().map(Distribution::median).toList();
        long passed = windows.stream().mapToLong(MessageWindow::messages).sum();
        long interrupted =
                windows.stream().mapToLong(MessageWindow::interrupted).sum();
        return new StageMessages(
                arm,
                stage,
                medians.isEmpty() ? Optional.empty() : Optional.of(Estimate.of(medians, seed)),
                elapsed.stream().mapToLong(Distribution::total).sum(),
                (double) interrupted / Math.max(1, passed),
                runs(windows));
    }

    private static Map<String, Distribution> runs(List<MessageWindow> windows) {
        Map<String, List<Distribution>> hooks = new LinkedHashMap<>();
        windows.stream()
                .flatMap(window -> window.runs().stream())
                .forEach(each -> hooks.computeIfAbsent(each.hook(), hook -> new ArrayList<>())
                        .add(each.nanos()));
        Map<String, Distribution> runs = new LinkedHashMap<>();
        hooks.forEach((hook, all) -> runs.put(hook, merged(all)));
        return runs;
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
