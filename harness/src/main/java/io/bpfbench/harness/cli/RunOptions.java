// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The options of `bench run`.
final class RunOptions {
    @Option(
            names = "--matrix",
            paramLabel = "DIMENSION,...",
            defaultValue = "jit,harden",
            description = "What to vary: jit, harden, kallsyms, attach, opt, mcpu, stack (default: ${DEFAULT-VALUE}).")
    String matrix = "";

    @Option(
            names = "-p",
            paramLabel = "DIMENSION=LEVEL,...",
            description = "Restrict a dimension to these levels, such as -p harden=0,2. May be repeated.")
    List<String> restrictions = new ArrayList<>();

    @Option(
            names = "--preset",
            defaultValue = "quick",
            description = "smoke (1 block), quick (6) or full (20) (default: ${DEFAULT-VALUE}).")
    String preset = "";

    @Option(names = "--blocks", description = "Number of blocks, instead of the preset's.")
    Optional<Integer> blocks = Optional.empty();

    @Option(
            names = "--replacements",
            paramLabel = "N",
            defaultValue = "0",
            description = "Run at most N further blocks in the place of blocks with a void trial (default: 0).")
    int replacements;

    @Option(
            names = "--margin",
            paramLabel = "METRIC=VALUE",
            description =
                    "Call a difference equivalent that is shown to be within this margin, in the table's unit, such"
                            + " as --margin cpu_overhead=0.5. May be repeated.")
    Map<String, Double> margins = new LinkedHashMap<>();

    @Option(names = "--seed", description = "Seed of the order of trials (default: drawn, and printed).")
    Optional<Long> seed = Optional.empty();

    @Option(
            names = "--where",
            defaultValue = "auto",
            description = "host, lab, or auto: the first that can run every cell (default: ${DEFAULT-VALUE}).")
    String where = "";

    @Option(
            names = "--load",
            description = {
                "http, or pingpong: the exact lane, a fixed number of messages passed to and fro by one thread.",
                "On the instruction clock its cost per event repeats to the instruction (default: http)."
            })
    Optional<String> load = Optional.empty();

    @Mixin
    TriggerOptions trigger = new TriggerOptions();

    @Option(names = "--rate", description = "Requests a second, open loop (default: 100000).")
    Optional<Double> rate = Optional.empty();

    @Option(
            names = {"-c", "--connections"},
            description = "Kept-alive connections (default: 64, in the lab 16).")
    Optional<Integer> connections = Optional.empty();

    @Option(
            names = "--url",
            description = "Load your own service on this machine instead of the embedded target (host only).")
    Optional<URI> url = Optional.empty();

    @Option(
            names = "--attach",
            description = "fentry, kprobe, raw_tp, or auto: the first that works in every cell (default: auto).")
    Optional<String> attach = Optional.empty();

    @Option(
            names = "--probe",
            paramLabel = "FILE",
            description = "Measure this BPF object in place of the latency probe: every program in it whose section"
                    + " libbpf can attach by itself.")
    Optional<Path> probe = Optional.empty();

    @Option(
            names = "--programs",
            paramLabel = "NAME,...",
            split = ",",
            description = "Of --probe, only these programs (default: all but those of SEC(\"?...\")).")
    List<String> programs = new ArrayList<>();

    @Option(names = "--kernel", paramLabel = "FILE", description = "Kernel image for the lab's guests.")
    Optional<Path> kernel = Optional.empty();

    @Option(
            names = "--jobs",
            description = "Guests side by side in the lab, on the instruction clock (default: one a CPU).")
    Optional<Integer> jobs = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Directory of the results (default: bench-results/<UTC time>-<where>).")
    Optional<Path> output = Optional.empty();

    @Option(names = "--resume", paramLabel = "DIR", description = "Finish the interrupted run in this directory.")
    Optional<Path> resume = Optional.empty();

    @Option(
            names = "-rf",
            paramLabel = "FORMAT",
            description = "json: write JMH result JSON to the file of -rff as well, as JMH does.")
    Optional<String> resultFormat = Optional.empty();

    @Option(
            names = "-rff",
            paramLabel = "FILE",
            defaultValue = "jmh-result.json",
            description = "File for -rf (default: ${DEFAULT-VALUE}).")
    Path resultFile = Path.of("jmh-result.json");
}
