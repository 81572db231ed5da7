// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Compiled;
import io.bpfbench.reports.result.Program;
import io.bpfbench.reports.result.Trial;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the compiler made of the probe in one cell, and what the kernel made of that: sums over the programs of one
/// copy.
///
/// @param built compiler and flags
/// @param tags digest of each program's bytecode, by the program's name
/// @param instructions of bytecode, as compiled
/// @param verifiedInstructions that the verifier walked through
/// @param totalStates that it remembered
/// @param peakStates the most at a time in any one program
/// @param bytecode bytes after the verifier's rewriting and the blinding of constants
/// @param code bytes of native code, 0 in the interpreter
public record CompiledCode(
        Cell cell,
        String built,
        Map<String, String> tags,
        long instructions,
        long verifiedInstructions,
        long totalStates,
        long peakStates,
        Bytes bytecode,
        Bytes code) {
    /// The dimension of the compiler's level of optimisation.
    public static final String OPT = "opt";
    /// The dimension of the instruction set that the compiler may use.
    public static final String MCPU = "mcpu";

    public CompiledCode {
        tags = Map.copyOf(tags);
    }

    /// Least and most over the cell's trials: blinding draws its numbers anew at each load.
    public record Bytes(long least, long most) {}

    /// Whether any cell says how the probe is compiled.
    public static boolean varies(Stream<Cell> cells) {
        return cells.anyMatch(
                cell -> cell.value(OPT).isPresent() || cell.value(MCPU).isPresent());
    }

    /// Of each cell that has a trial which tells; of none in a run that does not vary the compiler.
    public static List<CompiledCode> all(Comparison comparison) {
        return all(comparison.blocks());
    }

    static List<CompiledCode> all(Blocks blocks) {
        return varies(blocks.cells().stream())
                ? blocks.cells().stream()
                        .flatMap(cell -> of(cell, blocks.trials(cell)).stream())
                        .toList()
                : List.of();
    }

    private static Optional<CompiledCode> of(Cell cell, List<Trial> trials) {
        return trials.stream()
                .map(CompiledCode::programs)
                .filter(programs -> !programs.isEmpty()
                        && programs.stream()
                                .allMatch(program -> program.compiled().isPresent()))
                .findFirst()
                .map(programs -> new CompiledCode(
                        cell,
                        compiled(programs).map(Compiled::built).findFirst().orElseThrow(),
                        programs.stream()
                                .collect(Collectors.toMap(
                                        Program::name,
                                        program ->
                                                program.compiled().orElseThrow().tag())),
                        compiled(programs).mapToLong(Compiled::instructions).sum(),
                        compiled(programs)
                                .mapToLong(Compiled::verifiedInstructions)
                                .sum(),
                        compiled(programs).mapToLong(Compiled::totalStates).sum(),
                        compiled(programs).mapToLong(Compiled::peakStates).max().orElse(0),
                        bytes(trials, Program::xlatedBytes),
                        bytes(trials, Program::jitedBytes)));
    }

    /// The programs of a trial's first copy of the probe.
    private static List<Program> programs(Trial trial) {
        return trial.probe().stream()
                .flatMap(probe -> probe.programs().stream())
                .filter(program -> program.copy() == 1)
                .toList();
    }

    private static Stream<Compiled> compiled(List<Program> programs) {
        return programs.stream().flatMap(program -> program.compiled().stream());
    }

    private static Bytes bytes(List<Trial> trials, ToLongFunction<Program> size) {
        LongSummaryStatistics sums = trials.stream()
                .map(CompiledCode::programs)
                .mapToLong(programs -> programs.stream().mapToLong(size).sum())
                .summaryStatistics();
        return new Bytes(sums.getMin(), sums.getMax());
    }
}
