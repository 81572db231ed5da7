// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The options of `bench run` about a command in the place of the load.
final class TriggerOptions {
    @Option(
            names = "--trigger",
            paramLabel = "COMMAND",
            description = "A command of yours in place of the load: what does a run of it take with nothing, with empty"
                    + " programs and with the probe attached? Its words are split at blanks, quotes respected,"
                    + " without a shell: --trigger 'sh -c \"a | b\"' names one. It runs with the rights of"
                    + " bench, stays in the foreground, and has /dev/null for input and output.")
    Optional<String> command = Optional.empty();

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "Runs of the trigger in each window (default: 5, 20 or 50 by preset; in the lab 2, 5 or 10).")
    Optional<Integer> runs = Optional.empty();

    @Option(
            names = "--trigger-limit",
            paramLabel = "SECONDS",
            description = "A run of the trigger that takes longer has failed (default: 60; on the instruction clock 10,"
                    + " in thousands of millions of instructions).")
    Optional<Double> limit = Optional.empty();

    @Option(
            names = "--file",
            paramLabel = "NAME=FILE",
            description =
                    "A file that the trigger needs in a guest: its absolute name there, and the file of this"
                            + " machine. Its program, libraries and a script's interpreter come by themselves. May be repeated.")
    Map<String, Path> files = new LinkedHashMap<>();
}
