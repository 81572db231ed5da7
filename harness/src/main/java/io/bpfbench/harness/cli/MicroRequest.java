// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import static io.bpfbench.harness.cli.UsageException.require;

import io.bpfbench.harness.matrix.Matrix;
import io.bpfbench.harness.micro.MicroPreset;
import io.bpfbench.harness.run.Preset;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.MicroDesign;
import io.bpfbench.workloads.micro.ProgramBenchmark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/// What a micro run was asked for, checked: everything that can be known to be wrong before anything is touched.
///
/// @param jmh what JMH's own parser made of its part of the command line
/// @param cells the cells, in table order
/// @param programs in table order
/// @param repeat runs a call, when the user wants it fixed
record MicroRequest(
        CommandLineOptions jmh, Preset preset, List<Cell> cells, List<String> programs, OptionalInt repeat) {
    private static final List<String> PARAMETERS = List.of("program", "jit", "harden", "repeat");
    private static final List<String> MODES = List.of("avgt", "ss");
    private static final int MOST_REPEATS = 4096;

    /// @param arguments JMH's part of the command line
    /// @throws UsageException when an option makes no sense
    /// @throws io.bpfbench.harness.matrix.MatrixException when a level is unknown
    static MicroRequest of(List<String> arguments, String preset) {
        CommandLineOptions jmh = parse(arguments);
        require(
                jmh.getIncludes().isEmpty(),
                "name programs with -p program=NAME,NAME and not as patterns: '" + String.join(" ", jmh.getIncludes())
                        + "'");
        jmh.getBenchModes().forEach(MicroRequest::requireMode);
        require(jmh.getBenchModes().size() <= 1, "-bm takes one mode, avgt or ss");
        require(
                jmh.getThreads().orElse(1) == 1 && !jmh.getThreadGroups().hasValue(),
                "-t takes 1, and -tg nothing: two threads would measure each other");
        require(jmh.getResultFormat().orElse(ResultFormatType.JSON) == ResultFormatType.JSON, "-rf takes json");
        refuseWhatBenchDecides(jmh);
        for (int i = 0; i + 1 < arguments.size(); i++) {
            if (arguments.get(i).equals("-p")) {
                String key = arguments.get(i + 1).replaceAll("=.*", "");
                require(
                        PARAMETERS.contains(key),
                        "-p knows no '" + key + "'; there are " + String.join(", ", PARAMETERS));
            }
        }
        return new MicroRequest(jmh, OptionChecks.preset(preset), cells(jmh), programs(jmh), repeat(jmh));
    }

    /// What is decided on a clock.
    MicroDesign design(Clock clock) {
        MicroPreset usual = MicroPreset.of(preset, clock);
        int forks = jmh.getForkCount().orElse(usual.rounds());
        return new MicroDesign(
                cells,
                Math.max(1, forks),
                jmh.getForkCount().hasValue() ? forks > 0 : usual.forked(),
                preset.word(),
                programs,
                mode().orElse(MicroPreset.mode(clock)),
                usual.lengths());
    }

    /// Where JMH's own results are wanted besides, if they are (`-rf`, `-rff`).
    Optional<Path> resultFile() {
        return jmh.getResult().hasValue() || jmh.getResultFormat().hasValue()
                ? Optional.of(Path.of(jmh.getResult().orElse("jmh-result.json")))
                : Optional.empty();
    }

    private Optional<String> mode() {
        return jmh.getBenchModes().stream().findFirst().map(Mode::shortLabel);
    }

    /// Every program there is.
    static List<String> allPrograms() {
        try {
            return List.of(ProgramBenchmark.class
                    .getField("program")
                    .getAnnotation(Param.class)
                    .value());
        } catch (NoSuchFieldException renamed) {
            throw new IllegalStateException(renamed);
        }
    }

    private static CommandLineOptions parse(List<String> arguments) {
        try {
            return new CommandLineOptions(arguments.toArray(String[]::new));
        } catch (CommandLineOptionException | RuntimeException mistake) {
            throw new UsageException(
                    "JMH does not take '" + String.join(" ", arguments) + "': " + mistake.getMessage());
        }
    }

    /// Options of JMH's that would be swallowed, or would make a score something else than the report reads.
    private static void refuseWhatBenchDecides(CommandLineOptions jmh) {
        require(
                !jmh.getOutput().hasValue(),
                "-o is where JMH writes what it says, and bench keeps that in jmh.log beside the results of a run on the host:"
                        + " name the results' directory with --output");
        require(
                !jmh.shouldList() && !jmh.shouldListWithParams(),
                "JMH would list one benchmark: --list has the names of the programs");
        require(
                !jmh.shouldListProfilers() && !jmh.shouldListResultFormats(),
                "bench lists neither profilers nor formats: ask JMH itself, or see the help of -prof; -rf takes json");
        require(jmh.getExcludes().isEmpty(), "-e leaves out patterns: name the programs with -p program=NAME,NAME");
        require(
                !jmh.getOperationsPerInvocation().hasValue()
                        && !jmh.getMeasurementBatchSize().hasValue()
                        && !jmh.getWarmupBatchSize().hasValue(),
                "-opi, -bs and -wbs are decided here, a score is of one call: -p repeat=N says how many runs that is of");
        require(
                !jmh.getTimeUnit().hasValue(),
                "-tu is decided here: scores are nanoseconds, and in the lab without KVM instructions");
    }

    private static void requireMode(Mode mode) {
        require(
                MODES.contains(mode.shortLabel()),
                "-bm takes avgt or ss, not '" + mode.shortLabel() + "': the report reads times of calls");
    }

    private static List<Cell> cells(CommandLineOptions jmh) {
        List<String> restrictions = new ArrayList<>();
        restrictions.add("jit=" + String.join(",", given(jmh, "jit").orElse(List.of("1", "0"))));
        restrictions.add("harden=" + String.join(",", given(jmh, "harden").orElse(List.of("0", "2"))));
        return Matrix.parse("jit,harden", restrictions).cells();
    }

    private static List<String> programs(CommandLineOptions jmh) {
        List<String> all = allPrograms();
        Optional<List<String>> wanted = given(jmh, "program");
        wanted.ifPresent(names -> names.forEach(name -> require(
                all.contains(name), "there is no program '" + name + "'; the programs are " + String.join(", ", all))));
        // Without the floor no other figure has a meaning.
        return all.stream()
                .filter(name -> name.equals(MicroDesign.FLOOR)
                        || wanted.map(names -> names.contains(name)).orElse(true))
                .toList();
    }

    private static OptionalInt repeat(CommandLineOptions jmh) {
        Optional<List<String>> given = given(jmh, "repeat");
        if (given.isEmpty()) {
            return OptionalInt.empty();
        }
        String word = String.join(",", given.get());
        require(
                word.matches("\\d{1,6}") && Integer.parseInt(word) >= 2 && Integer.parseInt(word) <= MOST_REPEATS,
                "-p repeat takes one number from 2 to " + MOST_REPEATS + ", not '" + word + "'");
        return OptionalInt.of(Integer.parseInt(word));
    }

    private static Optional<List<String>> given(CommandLineOptions jmh, String parameter) {
        org.openjdk.jmh.util.Optional<Collection<String>> values = jmh.getParameter(parameter);
        return values.hasValue() ? Optional.of(List.copyOf(values.get())) : Optional.empty();
    }
}
