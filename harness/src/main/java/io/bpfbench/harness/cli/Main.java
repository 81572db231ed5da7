// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.harness.inspect.InspectException;
import io.bpfbench.harness.kernel.KernelException;
import io.bpfbench.harness.kernel.SettingsLease;
import io.bpfbench.harness.matrix.MatrixException;
import io.bpfbench.harness.probe.ProbeException;
import io.bpfbench.harness.run.RunException;
import io.bpfbench.harness.trial.TrialException;
import io.bpfbench.reports.render.ReportException;
import io.bpfbench.reports.result.JournalException;
import io.bpfbench.reports.stats.ComparisonException;
import io.bpfbench.workloads.micro.MicroException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// Where the command line begins.
///
/// Exit codes: 0 done, 1 failed, 2 usage, 3 regression, 4 inconclusive. A user's mistake gets one sentence on standard
/// error and never a stack trace.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        subcommands = {
            RunCommand.class,
            CompareCommand.class,
            ReportCommand.class,
            CalibrateCommand.class,
            DoctorCommand.class,
            MicroCommand.class,
            TuneCommand.class,
            InspectCommand.class,
            LoadCommand.class,
            LabCommand.class
        },
        description = {
            "Measures what turning the eBPF JIT on, off, or hardening it costs this machine.",
            "'./bench test', the launcher's own, runs every test that this machine can."
        },
        footer = {"", "Exit codes: 0 done, 1 failed, 2 usage, 3 regression, 4 inconclusive."})
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Main() {}

    /// Runs one command line and returns its exit code; tests call it.
    ///
    /// Whatever the command is, settings that a killed run left behind are restored first.
    ///
    /// @param root where the kernel's files stand: `/`
    public static int run(Path root, PrintWriter out, PrintWriter err, String... args) {
        CommandLine commandLine = new CommandLine(new Main(), new Factory(root, List.of(args)));
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setOut(out);
        commandLine.setErr(err);
        commandLine.setParameterExceptionHandler(Main::usage);
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command));
        SettingsLease.recover(root).ifPresent(err::println);
        try {
            return commandLine.execute(args);
        } catch (OutOfMemoryError full) {
            err.println("bench: this takes more memory than the "
                    + (Runtime.getRuntime().maxMemory() >> 20)
                    + " MiB there are; nothing that was measured is lost: name shorter runs, or fewer at once");
            return ExitCode.FAILED;
        }
    }

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, Terminal.charset());
        PrintWriter err = new PrintWriter(System.err, true, System.err.charset());
        System.exit(run(Path.of("/"), out, err, args));
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "which command? The commands are " + commands(spec.commandLine()) + "; bench --help tells more");
    }

    private static String commands(CommandLine bench) {
        return String.join(", ", bench.getSubcommands().keySet());
    }

    private static int usage(ParameterException mistake, String[] args) {
        CommandLine command = mistake.getCommandLine();
        boolean unknown = mistake instanceof CommandLine.UnmatchedArgumentException && command.getParent() == null;
        command.getErr()
                .println("bench: "
                        + (unknown && !args[0].startsWith("-")
                                ? "there is no command '" + args[0] + "'; the commands are " + commands(command)
                                : mistake.getMessage()));
        return ExitCode.USAGE;
    }

    private static int explain(Exception failure, CommandLine command) {
        if (Shutdown.underWay()) {
            // What was being done broke off because of it; the shutdown's own code says how things stand.
            return ExitCode.FAILED;
        }
        return switch (failure) {
            case UsageException mistake -> complain(command, mistake, ExitCode.USAGE);
            case MatrixException mistake -> complain(command, mistake, ExitCode.USAGE);
            case JournalException known -> complain(command, known, ExitCode.FAILED);
            case ComparisonException known -> complain(command, known, ExitCode.FAILED);
            case MicroException known -> complain(command, known, ExitCode.FAILED);
            case KernelException known -> complain(command, known, ExitCode.FAILED);
            case ProbeException known -> complain(command, known, ExitCode.FAILED);
            case InspectException known -> complain(command, known, ExitCode.FAILED);
            case ReportException known -> complain(command, known, ExitCode.FAILED);
            case RunException known -> complain(command, known, ExitCode.FAILED);
            case TrialException known -> complain(command, known, ExitCode.FAILED);
            case UncheckedIOException known -> complain(command, known, ExitCode.FAILED);
            default -> {
                failure.printStackTrace(command.getErr());
                command.getErr().println("bench: this is a fault in bpfbench; please report it with the lines above");
                yield ExitCode.FAILED;
            }
        };
    }

    private static int complain(CommandLine command, Exception failure, int code) {
        command.getErr().println("bench: " + failure.getMessage());
        return code;
    }
}
