// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.harness.kernel.KernelFiles;
import io.bpfbench.harness.kernel.Machine;
import io.bpfbench.harness.kernel.MachineLock;
import io.bpfbench.harness.matrix.Schedule;
import io.bpfbench.harness.matrix.Slot;
import io.bpfbench.harness.run.JournalWriter;
import io.bpfbench.harness.run.Plan;
import io.bpfbench.harness.run.RunDirectory;
import io.bpfbench.harness.run.RunException;
import io.bpfbench.harness.run.Venue;
import io.bpfbench.reports.result.Design;
import io.bpfbench.reports.result.Environment;
import io.bpfbench.reports.result.Journal;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.RunRecord;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
            RunDirectory directory = RunDirectory.existing(options.resume.get());
            RunRecord record = Journal.read(directory.journal());
            try (MachineLock lock = MachineLock.acquire(root)) {
                long seed = record.started().seed();
                return resume(new VenueChoice(files, lock, options, seed, err()::println), directory, record);
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
                run(venue, started, slots, slots.size(), directory, journal);
            }
            return report(directory);
        }
    }

    private int resume(VenueChoice choice, RunDirectory directory, RunRecord record) {
        RunEvent.RunStarted started = record.started();
        Design design = started.design();
        List<Slot> all =
                Schedule.of(design.cells(), design.blocks(), started.seed()).slots();
        List<Slot> left = all.stream()
                .filter(slot -> record.trials().stream()
                        .noneMatch(trial -> trial.block() == slot.block() && trial.position() == slot.position()))
                .toList();
        if (record.complete() || left.isEmpty()) {
            err().println("the run in " + directory.path() + " is complete; its reports are made anew");
            return report(directory);
        }
        try (Venue venue = choice.again(started)) {
            if (venue.clock() != started.clock()) {
                throw new RunException("the run in " + directory.path() + " was on the " + started.clock()
                        + " clock, and now there is only " + venue.clock()
                        + ": trials of two clocks are never mixed; begin a new run");
            }
            err().printf("resuming %s: %d of %d trials are left%n", directory.path(), left.size(), all.size());
            try (JournalWriter journal = JournalWriter.resume(directory.journal())) {
                run(venue, started, left, all.size(), directory, journal);
            }
            return report(directory);
        }
    }

    private void run(
            Venue venue,
            RunEvent.RunStarted started,
            List<Slot> slots,
            int total,
            RunDirectory directory,
            JournalWriter journal) {
        Progress progress = new Progress(err(), venue.clock(), total, total - slots.size());
        Consumer<RunEvent> events = ((Consumer<RunEvent>) journal).andThen(progress);
        Thread hint = new Thread(
                () -> err().println("bench: interrupted; every finished trial is kept: go on with ./bench run --resume "
                        + directory.path()));
        Runtime.getRuntime().addShutdownHook(hint);
        try {
            boolean all = venue.run(new Plan(started.design(), slots), events);
            journal.accept(new RunEvent.RunFinished(Instant.now(), all, all ? "" : "some trials gave no figures"));
        } finally {
            Runtime.getRuntime().removeShutdownHook(hint);
        }
    }

    private int report(RunDirectory directory) {
        RunRecord record = Journal.read(directory.journal());
        Reports.write(directory.path(), record, spec.commandLine());
        if (options.resultFormat.isPresent()) {
            directory.copyJmhResult(options.resultFile);
        }
        return record.complete() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
