// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// Where the command line begins.
///
/// Exit codes: 0 done, 1 failed, 2 usage, 3 regression, 4 inconclusive.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        subcommands = LoadCommand.class,
        version = "bpfbench 0.1.0-SNAPSHOT",
        description = "Measures what the eBPF JIT, and hardening it, cost this machine.")
public final class Main {
    private Main() {}

    /// Runs one command line and returns its exit code; tests call it.
    public static int run(String... args) {
        return new CommandLine(new Main()).execute(args);
    }

    public static void main(String[] args) {
        System.exit(run(args));
    }
}
