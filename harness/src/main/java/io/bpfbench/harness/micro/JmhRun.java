// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.micro;

import io.bpfbench.reports.result.MicroDesign;
import io.bpfbench.workloads.micro.MicroException;
import io.bpfbench.workloads.micro.ProgramBenchmark;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// One program timed by JMH's own runner, in a JVM of its own or in this one.
///
/// @param options what the user asked JMH for; everything that bench does not decide itself is passed through
/// @param preset what is not asked for
/// @param mode `avgt` or `ss`
/// @param forked whether in a JVM of its own
/// @param loader the `micro-programs` executable
/// @param work a directory for files between the two JVMs
/// @param words where JMH's own output goes
record JmhRun(
        CommandLineOptions options,
        MicroPreset preset,
        String mode,
        boolean forked,
        Path loader,
        Path work,
        OutputStream words) {
    private static final String BENCHMARK = ProgramBenchmark.class.getName() + ".testRun";

    /// A forked JVM needs little, and in a guest there is little.
    private static final List<String> SMALL = List.of("-Xms16m", "-Xmx64m");

    /// The quick compiler takes what was called 200 times, but of a method that is called so seldom as JMH's own around
    /// a
    /// call it looks at every 128th call only, and then puts it off while it has much else to do. So it is warmed in
    /// turns, and left in peace between them.
    private static final int WARM_UP_TURNS = 3;

    private static final int WARM_UP_ITERATIONS = 300;
    private static final int WARM_UP_CALLS = 8;
    private static final int PEACE_MILLIS = 500;

    /// What does all that there is around a call: the ring buffer is emptied after each.
    private static final List<String> WARMED = List.of(MicroDesign.FLOOR, "ringbuf");

    private static final Pattern REASON = Pattern.compile(MicroException.class.getName() + ": (.+)");

    /// What came of it.
    ///
    /// @param scores nanoseconds a call, of each measured iteration
    /// @param ready what the kernel made of the program
    /// @param result all that JMH knows
    record Timed(List<Double> scores, String ready, RunResult result) {
        Timed {
            scores = List.copyOf(scores);
        }
    }

    /// Has this JVM compile what it does around each call, so that from the first program on it always takes the same.
    /// A JVM of a program's own needs none of it: all are alike.
    void warmUp() {
        for (int turn = 0; turn < WARM_UP_TURNS && !forked; turn++) {
            WARMED.forEach(this::warmUp);
        }
    }

    private void warmUp(String program) {
        try {
            run(
                    program,
                    "1",
                    "0",
                    1,
                    builder -> builder.warmupIterations(WARM_UP_ITERATIONS).warmupBatchSize(WARM_UP_CALLS));
            Thread.sleep(PEACE_MILLIS);
        } catch (MicroException refused) {
            return; // It is found out again, and told, where the program is to be timed.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// Times a program under the settings in force.
    ///
    /// @throws MicroException when there is no figure
    Timed time(String program, String jit, String harden, int repeat) {
        return run(program, jit, harden, repeat, options -> options);
    }

    private Timed run(
            String program, String jit, String harden, int repeat, UnaryOperator<ChainedOptionsBuilder> besides) {
        Path loads = work.resolve("loads");
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try {
            Files.deleteIfExists(loads);
            System.setProperty(ProgramBenchmark.LOADER, loader.toString()); // for -f 0
            System.setProperty(ProgramBenchmark.LOADS, loads.toString());
            PrintStream out = new PrintStream(said, false, StandardCharsets.UTF_8);
            VerboseMode verbosity = options.verbosity().orElse(VerboseMode.NORMAL);
            Collection<RunResult> results = new Runner(
                            besides.apply(built(program, jit, harden, repeat, loads))
                                    .build(),
                            OutputFormatFactory.createFormatInstance(out, verbosity))
                    .run();
            List<Double> scores = results.stream()
                    .flatMap(result -> result.getBenchmarkResults().stream())
                    .flatMap(result -> result.getIterationResults().stream())
                    .map(IterationResult::getPrimaryResult)
                    .map(result -> result.getScore())
                    .toList();
            if (scores.isEmpty()) {
                throw new MicroException(reason(said.toString(StandardCharsets.UTF_8)));
            }
            return new Timed(
                    scores,
                    Files.readAllLines(loads).getLast(),
                    results.iterator().next());
        } catch (RunnerException failed) {
            throw new MicroException(reason(said.toString(StandardCharsets.UTF_8)));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            keep(said);
        }
    }

    private void keep(ByteArrayOutputStream said) {
        try {
            said.writeTo(words);
        } catch (IOException full) {
            throw new UncheckedIOException("cannot keep what JMH said", full);
        }
    }

    private ChainedOptionsBuilder built(String program, String jit, String harden, int repeat, Path loads) {
        List<String> arguments = new ArrayList<>(SMALL);
        options.getJvmArgsAppend().orElse(List.of()).forEach(arguments::add);
        arguments.add("-D" + ProgramBenchmark.LOADER + "=" + loader);
        arguments.add("-D" + ProgramBenchmark.LOADS + "=" + loads);
        ChainedOptionsBuilder builder = new OptionsBuilder()
                .parent(options)
                .include("^" + Pattern.quote(BENCHMARK) + "$")
                .param("program", program)
                .param("jit", jit)
                .param("harden", harden)
                .param("repeat", Integer.toString(repeat))
                .mode(Mode.deepValueOf(mode))
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(forked ? 1 : 0)
                .jvmArgsAppend(arguments.toArray(String[]::new))
                .shouldFailOnError(true)
                .resultFormat(ResultFormatType.JSON)
                .result(work.resolve("fork.json").toString())
                .warmupIterations(options.getWarmupIterations().orElse(preset.warmups()))
                .measurementIterations(options.getMeasurementIterations().orElse(preset.iterations()));
        if (preset.iterationMillis() > 0) {
            TimeValue length = TimeValue.milliseconds(preset.iterationMillis());
            builder = builder.warmupTime(options.getWarmupTime().orElse(length))
                    .measurementTime(options.getMeasurementTime().orElse(length));
        }
        return builder;
    }

    /// Why there is no figure: our own sentence if one of ours was said, else JMH's last words.
    private static String reason(String said) {
        Matcher ours = REASON.matcher(said);
        return ours.find()
                ? ours.group(1)
                : said.lines().filter(line -> !line.isBlank()).reduce("JMH said nothing", (before, line) -> line);
    }
}
