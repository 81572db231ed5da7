// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Arm;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Distribution;
import io.bpfbench.reports.result.Stage;
import io.bpfbench.reports.result.TriggerWindow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What a run of the trigger took at one stage of an arm's trials, those that count.
///
/// @param elapsed mean over blocks of the trials' medians, in the unit of [Metric#TRIGGER_ADDED]
/// @param cpu the same of its CPU time
/// @param runs runs that the medians are of
/// @param events how often each hook's program ran while the trigger ran once, on average; only of counted stages
public record StageRuns(
        Arm arm,
        Stage stage,
        Optional<Estimate> elapsed,
        Optional<Estimate> cpu,
        long runs,
        Map<String, Double> events) {

    /// Of each arm and stage that any trial has, baselines first.
    static List<StageRuns> all(Blocks blocks, Clock clock, long seed) {
        List<Arm> arms = new ArrayList<>(Blocks.BASELINES);
        arms.addAll(blocks.cells());
        List<StageRuns> all = new ArrayList<>();
        for (Arm arm : arms) {
            for (Stage stage : Stage.values()) {
                List<TriggerWindow> windows = blocks.counted(arm, Metric.TRIGGER_ADDED).stream()
                        .flatMap(trial -> trial.trigger().stream())
                        .flatMap(trigger -> trigger.window(stage).stream())
                        .toList();
                if (!windows.isEmpty()) {
                    all.add(new StageRuns(
                            arm,
                            stage,
                            medians(windows, TriggerWindow::elapsedNanos, clock, seed),
                            medians(windows, TriggerWindow::cpuNanos, clock, seed),
                            windows.stream().mapToLong(TriggerWindow::runs).sum(),
                            events(windows)));
                }
            }
        }
        return all;
    }

    private static Optional<Estimate> medians(
            List<TriggerWindow> windows, Function<TriggerWindow, Distribution> nanos, Clock clock, long seed) {
        List<Double> medians = windows.stream()
                .map(nanos)
                .filter(each -> !each.isEmpty())
                .map(each -> each.median() / Metric.nanosPerUnit(clock))
                .toList();
        return medians.isEmpty() ? Optional.empty() : Optional.of(Estimate.of(medians, seed));
    }

    private static Map<String, Double> events(List<TriggerWindow> windows) {
        double runs = windows.stream().mapToLong(TriggerWindow::runs).sum();
        Map<String, Double> events = new LinkedHashMap<>();
        windows.stream()
                .flatMap(window -> window.events().stream())
                .forEach(each -> events.merge(each.hook(), each.perRun().sum() / runs, Double::sum));
        return events;
    }
}
