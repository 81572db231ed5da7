// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.harness.kernel.KernelFiles;
import io.bpfbench.harness.kernel.Machine;
import io.bpfbench.harness.kernel.MachineLock;
import io.bpfbench.harness.run.JournalWriter;
import io.bpfbench.harness.run.Plan;
import io.bpfbench.harness.run.RunDirectory;
import io.bpfbench.harness.run.Venue;
import io.bpfbench.reports.render.ReportFormat;
import io.bpfbench.reports.render.TerminalTable;
import io.bpfbench.reports.result.Environment;
import io.bpfbench.reports.result.Journal;
import io.bpfbench.reports.result.JournalText;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.stats.Comparison;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/// `bench run`: trials of every cell in randomised blocks, then the table and the files.
@Command(
        name = "run",
        description = {
            "Measures what each cell of a matrix of kernel settings costs under HTTP load while the latency probe is attached.",
            "Changes net.core.bpf_jit_* between trials and restores them, however the run ends."
        })
final class RunCommand implements Callable<Integer> {
    private final Path root;
    private final String commandLine;

    @Mixin
    private RunOptions options = new RunOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// @param root where the kernel's files stand
    /// @param commandLine the command as typed, for the report
    RunCommand(Path root, String commandLine) {
        this.root = root;
        this.commandLine = commandLine;
    }

    @Override
    public Integer call() {
        LiveLine line = output.line(err());
        if (options.resume.isPresent()) {
            requireNothingElse();
            RunDirectory directory = RunDirectory.existing(options.resume.get());
            Resumption rest = Resumption.of(Journal.read(directory.journal()));
            try (MachineLock lock = MachineLock.acquire(root)) {
                long seed = rest.started().seed();
                return resume(
                        new VenueChoice(new KernelFiles(root), lock, options, seed, line::say), directory, rest, line);
            }
        }
        RunRequest request = RunRequest.of(options);
        return report(session(line).begin(options, request, request::design), line);
    }

    private int resume(VenueChoice choice, RunDirectory directory, Resumption rest, LiveLine line) {
        if (rest.nothingLeft()) {
            line.say("the run in " + directory.path() + " is complete; its reports are made anew");
            return report(directory, line);
        }
        Environment now = new Machine(root).read();
        try (Venue venue = choice.again(rest.started(), rest.design(), rest.object(directory))) {
            rest.requireSame(venue, now);
            TerminalTable.head(rest.started()).forEach(line::say);
            line.say("resuming " + directory.path() + ": " + rest.left().size() + " of "
                    + rest.all().size() + " trials are left");
            try (JournalWriter journal = JournalWriter.resume(directory.journal())) {
                Consumer<RunEvent> checked = event -> {
                    if (event instanceof RunEvent.GuestReady guest) {
                        rest.requireSame(guest);
                    }
                    journal.accept(event);
                };
                session(line)
                        .run(
                                venue,
                                rest.started(),
                                new Plan(rest.design(), rest.left()),
                                rest.all().size(),
                                directory,
                                checked);
            }
            return report(directory, line);
        }
    }

    /// What a run is was decided when it began.
    private void requireNothingElse() {
        List<String> allowed = List.of("--resume", "--kernel", "--jobs", "-rf", "-rff", "--quiet", "--json");
        spec.commandLine().getParseResult().matchedOptions().stream()
                .map(OptionSpec::longestName)
                .filter(name -> !allowed.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new UsageException(name + " was decided when the run began: leave it out beside --resume");
                });
    }

    private int report(RunDirectory directory, LiveLine line) {
        Reports reports = new Reports(output, spec.commandLine().getOut(), line);
        Comparison comparison = Reports.afterRun(
                directory.path(),
                () -> reports.write(
                        directory.path(), JournalText.read(directory.journal()), EnumSet.allOf(ReportFormat.class)));
        if (options.resultFormat.isPresent()) {
            directory.copyJmhResult(options.resultFile);
        }
        if (!comparison.anythingCounts()) {
            err().println("bench: nothing in this run counts: every figure is missing or unverified, for the reasons"
                    + " above the table");
            return ExitCode.FAILED;
        }
        return comparison.record().complete() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private RunSession session(LiveLine line) {
        return new RunSession(root, commandLine, line, err());
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
