// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Program;
import io.bpfbench.reports.result.Trial;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Whether JITed programs were blinded (`bpf_jit_blind_constants`, kernel/bpf/core.c): each is longer than the same
/// program was without. Of a program that calls functions of its object the kernel tells the bytecode as it was before,
/// so there it is the native code. A program without a constant to blind stays as it is.
final class Blinding {
    private final String plain;
    private final Map<String, LongSummaryStatistics> bytecode;
    private final Map<String, LongSummaryStatistics> code;
    private final Set<String> nothingToBlind;

    /// A program as it was loaded once.
    record Loaded(String name, long xlatedBytes, long jitedBytes, Optional<Program.Shape> shape) {
        static Loaded of(Program program) {
            return new Loaded(program.name(), program.xlatedBytes(), program.jitedBytes(), program.shape());
        }
    }

    /// @param plain the cell without hardening
    /// @param programs its programs, as often as they were loaded
    Blinding(String plain, List<Loaded> programs) {
        this.plain = plain;
        bytecode = sizes(programs, Loaded::xlatedBytes);
        code = sizes(programs, Loaded::jitedBytes);
        nothingToBlind = names(programs, shape -> shape.blindable().equals(OptionalLong.of(0)));
    }

    /// @param plain the cell without hardening
    /// @param trials its trials
    static Blinding of(Cell plain, List<Trial> trials) {
        return new Blinding(plain.label(), loaded(trials));
    }

    /// What is not proven of a cell's trials, a clause for each program.
    List<String> unproven(List<Trial> hardened) {
        return unprovenOf(loaded(hardened));
    }

    /// What is not proven of these programs, a clause for each.
    List<String> unprovenOf(List<Loaded> hardened) {
        if (bytecode.isEmpty()) {
            return List.of(
                    "harden=2 cannot be proven without " + plain + " in the same run to compare program sizes with");
        }
        Set<String> divided = names(hardened, shape -> shape.functions() > 1);
        Map<String, LongSummaryStatistics> hardenedCode = sizes(hardened, Loaded::jitedBytes);
        return sizes(hardened, Loaded::xlatedBytes).entrySet().stream()
                .filter(program -> !nothingToBlind.contains(program.getKey()))
                .flatMap(program -> {
                    String name = program.getKey();
                    return divided.contains(name)
                            ? grown(name, "native code", Objects.requireNonNull(hardenedCode.get(name)), code)
                            : grown(name, "bytecode", program.getValue(), bytecode);
                })
                .toList();
    }

    private Stream<String> grown(
            String program, String what, LongSummaryStatistics now, Map<String, LongSummaryStatistics> then) {
        LongSummaryStatistics before = then.getOrDefault(program, new LongSummaryStatistics());
        return before.getCount() == 0 || now.getMin() <= before.getMax()
                ? Stream.of("harden=2 is not in force: " + program + " has " + now.getMin() + " bytes of " + what
                        + ", no more than at " + plain)
                : Stream.empty();
    }

    private static Set<String> names(List<Loaded> programs, Predicate<Program.Shape> which) {
        return programs.stream()
                .filter(program -> program.shape().filter(which).isPresent())
                .map(Loaded::name)
                .collect(Collectors.toSet());
    }

    private static List<Loaded> loaded(List<Trial> trials) {
        return trials.stream()
                .flatMap(trial -> trial.probe().stream())
                .flatMap(probe -> probe.programs().stream())
                .map(Loaded::of)
                .toList();
    }

    /// Of each program by its name, over the trials.
    static Map<String, LongSummaryStatistics> sizesOf(List<Trial> trials, ToLongFunction<Loaded> size) {
        return sizes(loaded(trials), size);
    }

    private static Map<String, LongSummaryStatistics> sizes(List<Loaded> programs, ToLongFunction<Loaded> size) {
        Map<String, LongSummaryStatistics> sizes = new LinkedHashMap<>();
        programs.forEach(program -> sizes.computeIfAbsent(program.name(), name -> new LongSummaryStatistics())
                .accept(size.applyAsLong(program)));
        return sizes;
    }

    /// Names of the programs that have no constant to blind.
    Set<String> nothingToBlind() {
        return nothingToBlind;
    }
}
