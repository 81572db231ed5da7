// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.micro;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// A BPF program, run by the kernel so often a call that the call itself does not matter.
///
/// JMH does the timing. One invocation is one `BPF_PROG_TEST_RUN`, whose loop over [#repeat] runs is the kernel's own,
/// so
/// a score is the time of *repeat* runs and of one system call; `repeat=1` of `empty` tells what the call takes. Every
/// fork loads its program afresh: where a program comes to lie in memory is a matter of chance, and forks average over
/// it.
///
/// `bench micro` applies the settings that [#jit] and [#harden] name before it has JMH start a fork; here they are
/// names
/// alone, so that JMH's own results tell which is which.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class ProgramBenchmark {
    /// System property: the `micro-programs` executable.
    public static final String LOADER = "bpfbench.micro.loader";

    /// System property: a file to which the `ready` line of every load is added.
    public static final String LOADS = "bpfbench.micro.loads";

    /// The names of the programs, without their order (`probe-native/micro`).
    @Param({
        "empty",
        "arithmetic",
        "constants32",
        "constants64",
        "branches",
        "memory",
        "call",
        "tail_call",
        "ktime",
        "probe_read",
        "ringbuf",
        "array_lookup",
        "array_update",
        "percpu_array_lookup",
        "percpu_array_update",
        "hash_lookup",
        "hash_update",
        "lru_lookup",
        "lru_update",
        "latency"
    })
    public String program = "";

    /// `net.core.bpf_jit_enable`.
    @Param("1")
    public int jit;

    /// `net.core.bpf_jit_harden`.
    @Param("0")
    public int harden;

    /// Runs of the program a call.
    @Param("1000")
    public int repeat;

    private Optional<LoadedProgram> loaded = Optional.empty();
    private Optional<LoadedProgram.TestRunCall> call = Optional.empty();

    /// Loads the program under the settings now in force.
    @Setup(Level.Trial)
    public void load() {
        LoadedProgram fresh = LoadedProgram.load(Path.of(property(LOADER)), program);
        loaded = Optional.of(fresh);
        call = Optional.of(fresh.repeated(repeat));
        try {
            Files.writeString(
                    Path.of(property(LOADS)),
                    fresh.ready() + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    @TearDown(Level.Trial)
    public void unload() {
        loaded.ifPresent(LoadedProgram::close);
    }

    @Benchmark
    public int testRun() {
        return call.orElseThrow().run();
    }

    private static String property(String name) {
        return Optional.ofNullable(System.getProperty(name))
                .orElseThrow(() -> new MicroException(name + " is not set: run this by bench micro"));
    }
}
