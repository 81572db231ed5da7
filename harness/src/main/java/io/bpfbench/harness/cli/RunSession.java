// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.harness.inspect.PublishedCode;
import io.bpfbench.harness.kernel.KernelFiles;
import io.bpfbench.harness.kernel.Machine;
import io.bpfbench.harness.kernel.MachineLock;
import io.bpfbench.harness.matrix.Schedule;
import io.bpfbench.harness.matrix.Slot;
import io.bpfbench.harness.probe.OwnObject;
import io.bpfbench.harness.run.JournalWriter;
import io.bpfbench.harness.run.Plan;
import io.bpfbench.harness.run.Replacements;
import io.bpfbench.harness.run.RunDirectory;
import io.bpfbench.harness.run.Venue;
import io.bpfbench.reports.render.TerminalTable;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Design;
import io.bpfbench.reports.result.Environment;
import io.bpfbench.reports.result.Journal;
import io.bpfbench.reports.result.Place;
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
/// @param line where a person reads how it goes
/// @param err for what is said even to those who asked for quiet
record RunSession(Path root, String commandLine, LiveLine line, PrintWriter err) {
    /// Runs all trials of a new run.
    ///
    /// @param design what the request comes to on a clock
    /// @return where its journal is
    RunDirectory begin(RunOptions options, RunRequest request, Function<Clock, Design> design) {
        try (MachineLock lock = MachineLock.acquire(root)) {
            long seed = options.seed.orElseGet(() -> (long) new SecureRandom().nextInt(Integer.MAX_VALUE));
            VenueChoice choice = new VenueChoice(new KernelFiles(root), lock, options, seed, line::say);
            // Before the choice, which tries the settings out.
            Environment found = new Machine(root).read();
            try (Venue venue = choice.choose(request)) {
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
                TerminalTable.head(started).forEach(line::say);
                RunDirectory directory = RunDirectory.create(options.output, started);
                request.object().ifPresent(directory::keep);
                line.say("Journal     " + directory.journal());
                try (JournalWriter journal = JournalWriter.create(directory.journal())) {
                    journal.accept(started);
                    request.object().flatMap(OwnObject::warning).ifPresent(warning -> {
                        journal.accept(new RunEvent.Warning(warning));
                        if (venue.place() == Place.HOST) {
                            err.println("bench: " + warning + "; this is the machine that it does it on");
                        }
                    });
                    List<Slot> slots =
                            Schedule.of(decided.cells(), decided.blocks(), seed).slots();
                    run(venue, started, new Plan(decided, slots), slots.size(), directory, journal);
                }
                return directory;
            }
        }
    }

    /// Runs the plan and tells `journal` and the user what happens.
    ///
    /// @param started what the run is
    /// @param total trials of the whole run, of which the plan may be what is left
    void run(
            Venue venue,
            RunEvent.RunStarted started,
            Plan plan,
            int total,
            RunDirectory directory,
            Consumer<RunEvent> journal) {
        Thread hint = new Thread(() -> {
            line.clear();
            err.println("bench: interrupted; every finished trial is kept: go on with ./bench run --resume "
                    + directory.path());
        });
        Runtime.getRuntime().addShutdownHook(hint);
        try {
            boolean all =
                    venue.run(plan, told(started, plan, total - plan.slots().size(), journal));
            all &= replace(venue, started, plan.design(), directory, journal);
            journal.accept(new RunEvent.RunFinished(
                    Instant.now(),
                    all,
                    all ? "" : "some trials gave no figures",
                    new Machine(root).ownPeakMemoryBytes()));
        } finally {
            line.clear();
            if (!Shutdown.underWay()) {
                Runtime.getRuntime().removeShutdownHook(hint);
            }
        }
    }

    /// Runs what void blocks are replaced by, as far as was declared.
    ///
    /// @return whether every slot gave a trial
    private boolean replace(
            Venue venue,
            RunEvent.RunStarted started,
            Design design,
            RunDirectory directory,
            Consumer<RunEvent> journal) {
        boolean all = true;
        List<Slot> slots = Replacements.next(Journal.read(directory.journal()));
        while (!slots.isEmpty() && all) {
            line.say("blocks with void trials are replaced: " + slots.getFirst().block() + " to "
                    + slots.getLast().block());
            Plan plan = new Plan(design, slots);
            all = venue.run(plan, told(started, plan, 0, journal));
            slots = Replacements.next(Journal.read(directory.journal()));
        }
        return all;
    }

    /// What happens goes into the journal, and then to the user.
    private Consumer<RunEvent> told(RunEvent.RunStarted started, Plan plan, int before, Consumer<RunEvent> journal) {
        Progress progress = new Progress(line, started, plan, before, System::nanoTime);
        return event -> {
            boolean ending = Shutdown.underWay();
            // A trial that breaks off because everything ends has not failed; resuming runs it.
            if (!(ending && event instanceof RunEvent.TrialFailed)) {
                journal.accept(event instanceof RunEvent.ProbeCodeSeen code ? PublishedCode.of(code) : event);
            }
            if (!ending) {
                progress.accept(event);
            }
        };
    }
}
