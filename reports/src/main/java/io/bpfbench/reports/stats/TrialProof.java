// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Arm;
import io.bpfbench.reports.result.Attestation;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Distribution;
import io.bpfbench.reports.result.MessageWindow;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.Stage;
import io.bpfbench.reports.result.Trial;
import io.bpfbench.reports.result.TriggerWindow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What one trial has to show for itself: its settings stood still, its programs ran, and no event was lost. A
/// trial that cannot is void and its block goes without it; the cell's other trials are as good as before. What
/// belongs to the cell (the kind of code that the kernel made, the attach kind) is the [Attestor]'s.
public final class TrialProof {
    private TrialProof() {}

    /// What the trial fails to show, a clause each to continue "block 3 is void: ".
    public static List<VoidRules.Breach> broken(Trial trial) {
        List<String> clauses = new ArrayList<>(settings(trial.attestation()));
        trial.probe().ifPresent(probe -> {
            clauses.addAll(ran(trial, probe));
            clauses.addAll(copies(probe, trial.arm() instanceof Cell cell ? Stack.of(cell) : 1));
            clauses.addAll(lost(probe));
        });
        return clauses.stream()
                .map(clause -> new VoidRules.Breach(clause, false))
                .toList();
    }

    /// The cells not one of whose trials is proven. Such a cell is unverified, and no block is run again for its sake:
    /// what stood in the way every time mostly would once more, though events that were lost might not be.
    static Set<Arm> unproven(List<Trial> trials) {
        Set<Arm> unproven = new HashSet<>();
        trials.stream().map(Trial::arm).filter(Cell.class::isInstance).forEach(unproven::add);
        trials.stream().filter(trial -> broken(trial).isEmpty()).map(Trial::arm).forEach(unproven::remove);
        return unproven;
    }

    private static List<String> settings(Attestation attestation) {
        List<String> clauses = new ArrayList<>(attestation.failures());
        attestation.before().forEach((setting, before) -> {
            String after = attestation.after().getOrDefault(setting, "not readable");
            if (!before.equals(after)) {
                clauses.add(setting + " was " + before + " before and " + after
                        + " after it: something else changed it meanwhile");
            }
        });
        return clauses;
    }

    private static List<String> ran(Trial trial, ProbeFigures probe) {
        List<String> clauses = new ArrayList<>();
        // A program of others may run several times a message of its own accord.
        boolean counts = probe.measured().counted();
        List<String> met = counts ? shared(trial, Stage.PROBE_COUNTED) : List.of();
        List<String> floorMet = counts ? shared(trial, Stage.EMPTY_COUNTED) : List.of();
        if (probe.programs().isEmpty()) {
            clauses.add("the probe named no program, so nothing proves what ran");
        }
        if (!met.isEmpty()) {
            clauses.add(met("probe's", met));
        }
        // A trigger need not do what the probe looks at: then its windows are empty, and no figure comes from them.
        boolean any = trial.trigger().isEmpty();
        if (sum(probe.attributed(), ProbeWindow.Hook::runCount) > 0) {
            probe.attributed().hooks().stream()
                    .filter(hook ->
                            counts && hook.events().orElse(0) > 0 && hook.runCount() == 0 && !met.contains(hook.hook()))
                    .forEach(hook ->
                            clauses.add(hook.hook() + " counted events and yet the kernel says that it was never run"));
        } else if (met.isEmpty() && any) {
            clauses.add("no program of the probe ran in the attribution window"
                    + (counts ? "" : ": choose a --trigger that does what they look at"));
        }
        if (sum(probe.floor(), ProbeWindow.Hook::runCount) == 0 && any) {
            clauses.add(
                    floorMet.isEmpty()
                            ? "no empty program ran in the floor's window"
                            : met("empty program's", floorMet));
        }
        clauses.addAll(onlyOne(trial));
        // Their cost would be in every event that the window counts.
        if (sum(probe.measured(), ProbeWindow.Hook::runCount) != 0) {
            clauses.add("run statistics were on in the measurement window, which every event pays for: set"
                    + " kernel.bpf_stats_enabled=0 and end what else holds them");
        }
        return clauses;
    }

    /// The same command does the same at a hook, whatever stands there.
    private static List<String> onlyOne(Trial trial) {
        Map<String, Distribution> floor = events(trial, Stage.EMPTY_COUNTED);
        List<String> clauses = new ArrayList<>();
        events(trial, Stage.PROBE_COUNTED).forEach((hook, probe) -> {
            Distribution empty = floor.getOrDefault(hook, Distribution.EMPTY);
            if (probe.isEmpty() || empty.isEmpty()) {
                return;
            }
            if (probe.sum() == 0 && empty.median() > 0) {
                clauses.add("the empty program at " + hook + " ran while the trigger did, and the probe's never");
            }
            if (empty.sum() == 0 && probe.median() > 0) {
                clauses.add("the probe's program at " + hook + " ran while the trigger did, and the empty one never");
            }
        });
        return clauses;
    }

    private static Map<String, Distribution> events(Trial trial, Stage stage) {
        return trial.trigger().flatMap(trigger -> trigger.window(stage)).stream()
                .flatMap(window -> window.events().stream())
                .collect(Collectors.toMap(
                        TriggerWindow.Events::hook,
                        TriggerWindow.Events::perRun,
                        (first, second) -> first,
                        LinkedHashMap::new));
    }

    /// The hooks at which other traffic's runs fell into every message, so that no run was seen alone.
    private static List<String> shared(Trial trial, Stage stage) {
        return trial.pingPong().flatMap(pingPong -> pingPong.window(stage)).stream()
                .flatMap(window -> window.runs().stream())
                .filter(runs -> runs.nanos().isEmpty() && runs.shared() > 0)
                .map(MessageWindow.Runs::hook)
                .toList();
    }

    private static String met(String whose, List<String> hooks) {
        return "other TCP traffic met every message: what the " + whose + " run takes at " + String.join(", ", hooks)
                + " is not known alone; end what else uses TCP on this machine";
    }

    /// Where the kernel ran the first copy of a stacked probe, it ran all of them.
    private static List<String> copies(ProbeFigures probe, int copies) {
        return Stream.of(probe.attributed(), probe.floor())
                .flatMap(window -> window.hooks().stream())
                .filter(hook -> hook.runCount() > 0 && hook.copiesRun() != copies)
                .map(hook -> hook.copiesRun() + " of " + copies + " copies of the program at " + hook.hook() + " ran")
                .toList();
    }

    /// The kernel skips a program that is already running on the CPU (`recursion_misses`), and the probe skips an
    /// event for which its map has no room.
    private static List<String> lost(ProbeFigures probe) {
        List<String> clauses = new ArrayList<>();
        for (ProbeWindow.Hook hook : Stream.of(probe.measured(), probe.attributed())
                .flatMap(window -> window.hooks().stream())
                .filter(hook -> hook.recursionMisses() > 0)
                .toList()) {
            clauses.add(hook.hook() + " lost " + hook.recursionMisses() + " events to recursion");
        }
        long noRoom = Stream.of(probe.measured(), probe.attributed())
                .mapToLong(window -> window.lost().getOrDefault("map_full", 0L))
                .sum();
        if (noRoom > 0) {
            clauses.add("the probe lost " + noRoom + " events because its map was full");
        }
        return clauses;
    }

    private static long sum(ProbeWindow window, ToLongFunction<ProbeWindow.Hook> count) {
        return window.hooks().stream().mapToLong(count).sum();
    }
}
