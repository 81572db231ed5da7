// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Compiled;
import io.bpfbench.reports.result.Level;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.Program;
import io.bpfbench.reports.result.Trial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Proves each cell from what the kernel said of its programs, across all trials of the run. No cell is believed.
///
/// - at least one trial that proves itself ([TrialProof]);
/// - `jit=0`: no native code in any trial; any other `jit`: native code for every program of every trial;
/// - `harden=2` on a JITed program: longer than the same program at `harden=0` in this run ([Blinding]);
/// - `stack=k`: k programs at every hook;
/// - `kallsyms=1`: `/proc/kallsyms` had the name of every program that the JIT compiled; `kallsyms=0`, and either
/// beside
///   hardening: it had none;
/// - `attach=kind`: each program is of that kind, by the type that the kernel gives it;
/// - `opt`, `mcpu`: each program's object says that it was compiled with these flags;
/// - without `attach`: one attach kind in the whole run.
final class Attestor {
    /// More trials' reasons than these nobody reads in one sentence.
    private static final int MOST_CLAUSES = 10;

    private final Blocks blocks;
    /// What is wrong with the attach kinds of the whole run.
    private final List<String> attach;

    Attestor(Blocks blocks) {
        this.blocks = blocks;
        attach = attach(blocks);
    }

    CellProof prove(Cell cell) {
        List<Trial> trials = blocks.trials(cell);
        LinkedHashSet<String> failures = new LinkedHashSet<>();
        if (trials.isEmpty()) {
            failures.add(blocks.unavailable(cell).orElse("no trial of this cell has finished"));
        }
        if (trials.stream().noneMatch(trial -> TrialProof.broken(trial).isEmpty())) {
            failures.addAll(unproven(trials));
        }
        trials.stream().flatMap(trial -> trial.probe().stream()).forEach(probe -> {
            failures.addAll(jit(cell, probe));
            failures.addAll(stack(cell, probe));
            failures.addAll(kallsyms(cell, probe));
            failures.addAll(ownKind(cell, probe));
            failures.addAll(flags(cell, probe));
        });
        if (!trials.isEmpty()) {
            failures.addAll(hardening(cell, trials));
            failures.addAll(attach);
        }
        return new CellProof(
                cell,
                outcome(cell, trials, failures),
                List.copyOf(failures),
                blocks.attachKinds(cell),
                settings(trials),
                sizes(cell, trials),
                windows(trials)
                        .flatMap(w -> w.hooks().stream())
                        .mapToLong(ProbeWindow.Hook::runCount)
                        .sum(),
                lost(trials),
                windows(trials)
                        .flatMap(w -> w.hooks().stream())
                        .mapToLong(ProbeWindow.Hook::recursionMisses)
                        .sum());
    }

    /// Clauses with numbers in them differ from trial to trial.
    private static List<String> unproven(List<Trial> trials) {
        List<String> clauses = trials.stream()
                .flatMap(trial -> TrialProof.broken(trial).stream())
                .map(VoidRules.Breach::clause)
                .distinct()
                .toList();
        List<String> first =
                new ArrayList<>(clauses.stream().limit(MOST_CLAUSES).toList());
        if (clauses.size() > MOST_CLAUSES) {
            first.add("and " + (clauses.size() - MOST_CLAUSES) + " more, trial by trial in trials.csv");
        }
        return first;
    }

    private CellProof.Outcome outcome(Cell cell, List<Trial> trials, Set<String> failures) {
        if (failures.isEmpty()) {
            return CellProof.Outcome.ATTESTED;
        }
        return trials.isEmpty() && blocks.unavailable(cell).isPresent()
                ? CellProof.Outcome.UNAVAILABLE
                : CellProof.Outcome.UNVERIFIED;
    }

    private static List<String> jit(Cell cell, ProbeFigures probe) {
        Optional<String> jit = cell.value("jit");
        List<String> failures = new ArrayList<>();
        for (Program program : allPrograms(probe)) {
            if (jit.filter("0"::equals).isPresent() && program.jitedBytes() > 0) {
                failures.add("jit=0 is not in force: the kernel reports native code for " + program.name());
            } else if (jit.filter(level -> !level.equals("0")).isPresent() && program.jitedBytes() == 0) {
                failures.add("jit=" + jit.get() + " is not in force: the kernel reports no native code for "
                        + program.name());
            }
        }
        return failures;
    }

    private static List<String> stack(Cell cell, ProbeFigures probe) {
        int copies = Stack.of(cell);
        List<String> failures = new ArrayList<>();
        for (List<Program> programs : List.of(probe.programs(), probe.floorPrograms())) {
            long hooks = programs.stream().map(Program::hook).distinct().count();
            if (programs.size() != copies * hooks) {
                failures.add("stack=" + copies + " is not in force: " + programs.size() + " programs at " + hooks
                        + " hooks, not " + copies * hooks);
            }
        }
        return failures;
    }

    /// Only what the JIT compiled has a name, and hardening hides all of them (`bpf_jit_kallsyms_enabled`,
    /// include/linux/filter.h).
    private static List<String> kallsyms(Cell cell, ProbeFigures probe) {
        Optional<String> level = cell.value("kallsyms");
        boolean shown = level.filter("1"::equals).isPresent()
                && cell.value("harden").filter(harden -> !harden.equals("0")).isEmpty();
        List<String> failures = new ArrayList<>();
        for (Program program : level.isPresent() ? probe.programs() : List.<Program>of()) {
            boolean wanted = shown && program.jitedBytes() > 0;
            if (program.inKallsyms().isEmpty()) {
                failures.add("kallsyms=" + level.get() + " is not proven: " + program.name()
                        + " was not looked up in /proc/kallsyms");
            } else if (program.inKallsyms().get() != wanted) {
                failures.add("kallsyms=" + level.get() + " is not in force: /proc/kallsyms "
                        + (wanted ? "lacks" : "has") + " the name of " + program.name());
            }
        }
        return failures;
    }

    private static List<String> ownKind(Cell cell, ProbeFigures probe) {
        return cell.value("attach").stream()
                .flatMap(kind -> allPrograms(probe).stream()
                        .filter(program -> !program.attach().equals(kind))
                        .map(program -> "attach=" + kind + " is not in force: the kernel says that " + program.name()
                                + " is of the kind " + program.attach()))
                .toList();
    }

    private static List<String> flags(Cell cell, ProbeFigures probe) {
        Map<String, String> flags = new LinkedHashMap<>();
        cell.value(CompiledCode.OPT).ifPresent(level -> flags.put("opt=" + level, "-" + level));
        cell.value(CompiledCode.MCPU).ifPresent(level -> flags.put("mcpu=" + level, "-mcpu=" + level));
        List<String> failures = new ArrayList<>();
        for (Program program : flags.isEmpty() ? List.<Program>of() : allPrograms(probe)) {
            String built = program.compiled().map(Compiled::built).orElse("");
            flags.forEach((level, flag) -> {
                if (!List.of(built.split(" ", -1)).contains(flag)) {
                    failures.add(level + " is not in force: the object of " + program.name()
                            + (built.isEmpty() ? " does not say what built it" : " was built by " + built));
                }
            });
        }
        return failures;
    }

    private static List<Program> allPrograms(ProbeFigures probe) {
        return Stream.concat(probe.programs().stream(), probe.floorPrograms().stream())
                .toList();
    }

    private List<String> hardening(Cell cell, List<Trial> trials) {
        if (cell.value("harden").filter("2"::equals).isEmpty()) {
            return List.of();
        }
        if (programs(trials).allMatch(program -> program.jitedBytes() == 0)) {
            // The interpreter runs the bytecode as it is: there is nothing to blind, and jit() has judged the rest.
            return List.of();
        }
        return unhardened(cell).unproven(trials);
    }

    /// The same cell's programs without hardening.
    private Blinding unhardened(Cell cell) {
        Cell plain = with(cell, "harden", "0");
        return Blinding.of(
                plain,
                blocks.cells().stream()
                        .filter(other -> without(other, "kallsyms").equals(without(plain, "kallsyms")))
                        .flatMap(other -> blocks.trials(other).stream())
                        .toList());
    }

    private static Cell with(Cell cell, String dimension, String value) {
        return new Cell(cell.levels().stream()
                .map(level -> level.dimension().equals(dimension) ? new Level(dimension, value) : level)
                .toList());
    }

    private static List<Level> without(Cell cell, String dimension) {
        return cell.levels().stream()
                .filter(level -> !level.dimension().equals(dimension))
                .toList();
    }

    private static List<String> attach(Blocks blocks) {
        Map<String, List<String>> kinds = new LinkedHashMap<>();
        for (Cell cell : blocks.cells().stream()
                .filter(each -> each.value("attach").isEmpty())
                .toList()) {
            for (String kind : blocks.attachKinds(cell)) {
                kinds.computeIfAbsent(kind, name -> new ArrayList<>()).add(cell.label());
            }
        }
        if (kinds.size() < 2) {
            return List.of();
        }
        return List.of("the probe was attached in different ways (" + String.join(", ", kinds.keySet())
                + "), which cost different things: name one with --attach");
    }

    private static Stream<Program> programs(List<Trial> trials) {
        return trials.stream().flatMap(trial -> trial.probe().stream()).flatMap(probe -> probe.programs().stream());
    }

    private static Stream<ProbeWindow> windows(List<Trial> trials) {
        return trials.stream()
                .flatMap(trial -> trial.probe().stream())
                .flatMap(probe -> Stream.of(probe.measured(), probe.attributed()));
    }

    private static Map<String, Long> lost(List<Trial> trials) {
        Map<String, Long> lost = new TreeMap<>();
        windows(trials)
                .flatMap(window -> window.lost().entrySet().stream())
                .filter(reason -> reason.getValue() > 0)
                .forEach(reason -> lost.merge(reason.getKey(), reason.getValue(), Long::sum));
        return lost;
    }

    private static List<String> settings(List<Trial> trials) {
        TreeSet<String> settings = new TreeSet<>();
        trials.forEach(
                trial -> trial.attestation().before().forEach((name, value) -> settings.add(name + "=" + value)));
        return List.copyOf(settings);
    }

    private List<CellProof.ProgramSizes> sizes(Cell cell, List<Trial> trials) {
        Set<String> spared =
                cell.value("harden").equals(Optional.of("2")) ? unhardened(cell).nothingToBlind() : Set.of();
        Map<String, LongSummaryStatistics> xlated = Blinding.sizesOf(trials, Blinding.Loaded::xlatedBytes);
        return Blinding.sizesOf(trials, Blinding.Loaded::jitedBytes).entrySet().stream()
                .map(entry -> {
                    LongSummaryStatistics bytecode = xlated.getOrDefault(entry.getKey(), new LongSummaryStatistics());
                    return new CellProof.ProgramSizes(
                            entry.getKey(),
                            entry.getValue().getMin(),
                            entry.getValue().getMax(),
                            bytecode.getMin(),
                            bytecode.getMax(),
                            spared.contains(entry.getKey()));
                })
                .toList();
    }
}
