// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.MicroProgram;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/// One micro program in one cell.
///
/// @param loaded what the kernel made of it, in the first round that counts
/// @param run what a run takes beyond the empty program's, over rounds; of the empty program itself, what reaching it
/// takes.
///     Empty when no round counts
/// @param byRound the same, round by round
/// @param failures one sentence for each thing that speaks against a round; those rounds do not count
public record MicroRow(
        Cell cell,
        String program,
        Optional<MicroProgram> loaded,
        Optional<Estimate> run,
        SortedMap<Integer, Double> byRound,
        List<String> failures) {
    /// What the empty program executes (`r0 = 1; exit`), with which every other program ends too.
    static final long OF_FLOOR = 2;

    public MicroRow {
        byRound = Collections.unmodifiableSortedMap(new TreeMap<>(byRound));
        failures = List.copyOf(failures);
    }

    /// BPF instructions that a run executes beyond the empty program's; empty where that is not known beforehand, or
    /// none are.
    public OptionalDouble instructions() {
        return loaded.stream()
                .flatMapToLong(program -> program.executed().stream())
                .filter(executed -> executed > OF_FLOOR)
                .mapToDouble(executed -> executed - OF_FLOOR)
                .findFirst();
    }

    /// Calls into the kernel of a run.
    public long helperCalls() {
        return loaded.stream()
                .flatMapToLong(program -> program.helperCalls().stream())
                .findFirst()
                .orElse(0);
    }

    /// Whether a run is nothing but BPF instructions, whose number is known.
    public boolean straight() {
        return instructions().isPresent() && helperCalls() == 0;
    }

    /// What one BPF instruction takes. Of a program that calls the kernel there is none: what the kernel does for it is
    /// no
    /// instruction of its.
    public OptionalDouble perInstruction() {
        return straight() && run.isPresent()
                ? OptionalDouble.of(run.get().value() / instructions().getAsDouble())
                : OptionalDouble.empty();
    }

    /// What one call takes, with the instructions that put its arguments in place.
    public OptionalDouble perCall() {
        return helperCalls() > 0 && run.isPresent()
                ? OptionalDouble.of(run.get().value() / helperCalls())
                : OptionalDouble.empty();
    }

    /// Native bytes for each instruction of eight bytes of bytecode; 0 when the interpreter runs it.
    public OptionalDouble nativeBytes() {
        return loaded.stream()
                .mapToDouble(program -> 8.0 * program.jitedBytes() / program.bytecodeBytes())
                .findFirst();
    }
}
