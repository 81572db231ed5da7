// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.harness.kernel.KernelFiles;
import io.bpfbench.harness.kernel.Machine;
import io.bpfbench.harness.kernel.MachineLock;
import io.bpfbench.harness.matrix.Schedule;
import io.bpfbench.harness.matrix.Slot;
import io.bpfbench.harness.run.JournalWriter;
import io.bpfbench.harness.run.Plan;
import io.bpfbench.harness.run.Replacements;
import io.bpfbench.harness.run.RunDirectory;
import io.bpfbench.harness.run.Venue;
import io.bpfbench.reports.render.ReportFormat;
import io.bpfbench.reports.result.Design;
import io.bpfbench.reports.result.Environment;
import io.bpfbench.reports.result.Journal;
import io.bpfbench.reports.result.JournalText;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.stats.Comparison;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
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
        KernelFiles files = new KernelFiles(root);
        if (options.resume.isPresent()) {
            requireNothingElse();
            RunDirectory directory = RunDirectory.existing(options.resume.get());
            Resumption rest = Resumption.of(Journal.read(directory.journal()));
            try (MachineLock lock = MachineLock.acquire(root)) {
                long seed = rest.started().seed();
                return resume(new VenueChoice(files, lock, options, seed, err()::println), directory, rest);
            }
        }
        RunRequest request = RunRequest.of(options);
        try (MachineLock lock = MachineLock.acquire(root)) {
            long seed = options.seed.orElseGet(() -> (long) new SecureRandom().nextInt(Integer.MAX_VALUE));
            return begin(new VenueChoice(files, lock, options, seed, err()::println), request, seed);
        }
    }

    private int begin(VenueChoice choice, RunRequest request, long seed) {
        // Before the choice, which tries the settings out.
        Environment found = new Machine(root).read();
        try (Venue venue = choice.choose(request)) {
            err().println(choice.reason());
            Design design = request.design(venue.clock());
            RunEvent.RunStarted started = new RunEvent.RunStarted(
                    Journal.SCHEMA,
                    Version.text(),
                    Instant.now(),
                    commandLine,
                    venue.place(),
                    venue.clock(),
                    choice.reason(),
                    seed,
                    design,
                    found);
            RunDirectory directory = RunDirectory.create(options.output, started);
            try (JournalWriter journal = JournalWriter.create(directory.journal())) {
                journal.accept(started);
                List<Slot> slots = Schedule.of(design.cells(), design.blocks(), started.seed())
                        .slots();
                run(venue, new Plan(design, slots), slots.size(), directory, journal);
            }
            return report(directory);
        }
    }

    private int resume(VenueChoice choice, RunDirectory directory, Resumption rest) {
        if (rest.nothingLeft()) {
            err().println("the run in " + directory.path() + " is complete; its reports are made anew");
            return report(directory);
        }
        Environment now = new Machine(root).read();
        try (Venue venue = choice.again(rest.started(), rest.design())) {
            rest.requireSame(venue, now);
            err().printf(
                            "resuming %s: %d of %d trials are left%n",
                            directory.path(), rest.left().size(), rest.all().size());
            try (JournalWriter journal = JournalWriter.resume(directory.journal())) {
                Consumer<RunEvent> checked = event -> {
                    if (event instanceof RunEvent.GuestReady guest) {
                        rest.requireSame(guest);
                    }
                    journal.accept(event);
                };
                run(venue, new Plan(rest.design(), rest.left()), rest.all().size(), directory, checked);
            }
            return report(directory);
        }
    }

    /// What a run is was decided when it began.
    private void requireNothingElse() {
        List<String> allowed = List.of("--resume", "--kernel", "--jobs", "-rf", "-rff");
        spec.commandLine().getParseResult().matchedOptions().stream()
                .map(OptionSpec::longestName)
                .filter(name -> !allowed.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new UsageException(name + " was decided when the run began: leave it out beside --resume");
                });
    }

    /// Runs the plan and tells `journal` and the user what happens.
    ///
    /// @param total trials of the whole run, of which the plan may be what is left
    private void run(Venue venue, Plan plan, int total, RunDirectory directory, Consumer<RunEvent> journal) {
        Progress progress =
                new Progress(err(), venue.clock(), plan, total - plan.slots().size());
        Consumer<RunEvent> events = event -> {
            // A trial that breaks off because everything ends has not failed; resuming runs it.
            if (!(event instanceof RunEvent.TrialFailed && Shutdown.underWay())) {
                journal.accept(event);
                progress.accept(event);
            }
        };
        Thread hint = new Thread(
                () -> err().println("bench: interrupted; every finished trial is kept: go on with ./bench run --resume "
                        + directory.path()));
        Runtime.getRuntime().addShutdownHook(hint);
        try {
            boolean all = venue.run(plan, events);
            all &= replace(venue, plan.design(), directory, journal);
            journal.accept(new RunEvent.RunFinished(
                    Instant.now(),
                    all,
                    all ? "" : "some trials gave no figures",
                    new Machine(root).ownPeakMemoryBytes()));
        } finally {
            if (!Shutdown.underWay()) {
                Runtime.getRuntime().removeShutdownHook(hint);
            }
        }
    }

    /// Runs what void blocks are replaced by, as far as was declared.
    ///
    /// @return whether every slot gave a trial
    private boolean replace(Venue venue, Design design, RunDirectory directory, Consumer<RunEvent> journal) {
        boolean all = true;
        List<Slot> slots = Replacements.next(Journal.read(directory.journal()));
        while (!slots.isEmpty() && all) {
            err().printf(
                            "blocks with void trials are replaced: %d to %d%n",
                            slots.getFirst().block(), slots.getLast().block());
            Plan plan = new Plan(design, slots);
            Progress progress = new Progress(err(), venue.clock(), plan, 0);
            all = venue.run(plan, event -> {
                if (!(event instanceof RunEvent.TrialFailed && Shutdown.underWay())) {
                    journal.accept(event);
                    progress.accept(event);
                }
            });
            slots = Replacements.next(Journal.read(directory.journal()));
        }
        return all;
    }

    private int report(RunDirectory directory) {
        Comparison comparison = Reports.write(
                directory.path(),
                JournalText.read(directory.journal()),
                EnumSet.allOf(ReportFormat.class),
                spec.commandLine());
        if (options.resultFormat.isPresent()) {
            directory.copyJmhResult(options.resultFile);
        }
        if (!comparison.anythingCounts()) {
            err().println("bench: nothing in this run counts: every figure is missing or unverified, for the reasons"
                    + " below the table");
            return ExitCode.FAILED;
        }
        return comparison.record().complete() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
