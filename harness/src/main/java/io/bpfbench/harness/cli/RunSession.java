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
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Design;
import io.bpfbench.reports.result.Environment;
import io.bpfbench.reports.result.Journal;
import io.bpfbench.reports.result.RunEvent;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/// A run as every command that measures makes it: the machine's lock, a place, trials into a journal, and words for the
/// user on the way.
///
/// @param root where the kernel's files stand
/// @param commandLine the command as typed, for the journal
/// @param err where a person reads how it goes
record RunSession(Path root, String commandLine, PrintWriter err) {
    /// Runs all trials of a new run.
    ///
    /// @param design what the request comes to on a clock
    /// @return where its journal is
    RunDirectory begin(RunOptions options, RunRequest request, Function<Clock, Design> design) {
        try (MachineLock lock = MachineLock.acquire(root)) {
            long seed = options.seed.orElseGet(() -> (long) new SecureRandom().nextInt(Integer.MAX_VALUE));
            VenueChoice choice = new VenueChoice(new KernelFiles(root), lock, options, seed, err::println);
            // Before the choice, which tries the settings out.
            Environment found = new Machine(root).read();
            try (Venue venue = choice.choose(request)) {
                err.println(choice.reason());
                Design decided = design.apply(venue.clock());
                RunEvent.RunStarted started = new RunEvent.RunStarted(
                        Journal.SCHEMA,
                        Version.text(),
                        Instant.now(),
                        commandLine,
                        venue.place(),
                        venue.clock(),
                        choice.reason(),
                        seed,
                        decided,
                        found);
                RunDirectory directory = RunDirectory.create(options.output, started);
                try (JournalWriter journal = JournalWriter.create(directory.journal())) {
                    journal.accept(started);
                    List<Slot> slots =
                            Schedule.of(decided.cells(), decided.blocks(), seed).slots();
                    run(venue, new Plan(decided, slots), slots.size(), directory, journal);
                }
                return directory;
            }
        }
    }

    /// Runs the plan and tells `journal` and the user what happens.
    ///
    /// @param total trials of the whole run, of which the plan may be what is left
    void run(Venue venue, Plan plan, int total, RunDirectory directory, Consumer<RunEvent> journal) {
        Progress progress =
                new Progress(err, venue.clock(), plan, total - plan.slots().size());
        Consumer<RunEvent> events = event -> {
            // A trial that breaks off because everything ends has not failed; resuming runs it.
            if (!(event instanceof RunEvent.TrialFailed && Shutdown.underWay())) {
                journal.accept(event);
                progress.accept(event);
            }
        };
        Thread hint = new Thread(
                () -> err.println("bench: interrupted; every finished trial is kept: go on with ./bench run --resume "
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
            err.printf(
                    "blocks with void trials are replaced: %d to %d%n",
                    slots.getFirst().block(), slots.getLast().block());
            Plan plan = new Plan(design, slots);
            Progress progress = new Progress(err, venue.clock(), plan, 0);
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
}
