// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.harness.kernel.Machine;
import io.bpfbench.harness.kernel.MachineLock;
import io.bpfbench.harness.lab.Lab;
import io.bpfbench.harness.lab.LabOptions;
import io.bpfbench.harness.run.JournalWriter;
import io.bpfbench.harness.run.ProjectFiles;
import io.bpfbench.harness.run.RunDirectory;
import io.bpfbench.reports.render.ReportFormat;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Environment;
import io.bpfbench.reports.result.Journal;
import io.bpfbench.reports.result.JournalText;
import io.bpfbench.reports.result.Place;
import io.bpfbench.reports.result.RunEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/// `bench micro`: JMH over single BPF programs.
@Command(
        name = "micro",
        sortOptions = false,
        description = {
            "Measures what single kinds of BPF instructions and calls cost under each cell of jit and harden: JMH times",
            "BPF_PROG_TEST_RUN, which repeats a program inside the kernel."
        },
        footer = {
            "",
            "All else is JMH's: -f -wi -i -w -r -bm -prof -rf -rff -jvmArgsAppend, and -p program=…, jit=…, harden=…,",
            "repeat=…, such as: bench micro -p program=hash_lookup,lru_lookup -p jit=1 -f 10"
        })
final class MicroCommand implements Callable<Integer> {
    private final Path root;
    private final String commandLine;

    @Option(
            names = "--where",
            defaultValue = "auto",
            description = "host, lab, or auto: the host if it can have every cell (default: ${DEFAULT-VALUE}).")
    private String where = "";

    @Option(
            names = "--preset",
            defaultValue = "quick",
            description = "smoke, quick or full: what JMH's options do not say (default: ${DEFAULT-VALUE}).")
    private String preset = "";

    @Option(names = "--seed", description = "Seed of the order of cells and programs (default: drawn, and printed).")
    private Optional<Long> seed = Optional.empty();

    @Option(names = "--kernel", paramLabel = "FILE", description = "Kernel image for the lab's guest.")
    private Optional<Path> kernel = Optional.empty();

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Directory of the results (default: bench-results/<UTC time>-<where>-micro).")
    private Optional<Path> output = Optional.empty();

    @Option(names = "--list", description = "Only the names of the programs.")
    private boolean list;

    /// What a guest is told: to write events to standard output, with the clock that it cannot know.
    @Option(names = "--events", hidden = true)
    private Optional<Clock> events = Optional.empty();

    @Mixin
    private OutputOptions printed = new OutputOptions();

    @Unmatched
    private List<String> jmhArguments = new ArrayList<>();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// @param root where the kernel's files stand
    /// @param commandLine the command as typed, for the journal
    MicroCommand(Path root, String commandLine) {
        this.root = root;
        this.commandLine = commandLine;
    }

    @Override
    public Integer call() {
        if (list) {
            MicroRequest.allPrograms().forEach(spec.commandLine().getOut()::println);
            return ExitCode.DONE;
        }
        OptionChecks.place(where, Map.of("--kernel", kernel));
        MicroRequest request = MicroRequest.of(jmhArguments, preset);
        long drawn = seed.orElseGet(() -> (long) new SecureRandom().nextInt(Integer.MAX_VALUE));
        LiveLine line = printed.line(spec.commandLine().getErr());
        try (MachineLock lock = MachineLock.acquire(root)) {
            MicroHost host = new MicroHost(lock, request);
            if (events.isPresent()) {
                return inGuest(host, drawn, events.get());
            }
            if (where.equals("host")) {
                return onHost(host, drawn, "on this machine's kernel, as asked", line);
            }
            Optional<String> lacks = where.equals("lab") ? Optional.of("as asked") : host.lacks();
            return lacks.isPresent()
                    ? inLab(request, drawn, "in the lab: " + lacks.get(), line)
                    : onHost(host, drawn, "on this machine's kernel: it can run every cell", line);
        }
    }

    private int onHost(MicroHost host, long drawn, String reason, LiveLine line) {
        Environment found = new Machine(root).read();
        return session(host.request(), Place.HOST, Clock.WALL, reason, found, drawn, line, (started, directory, to) -> {
            try (OutputStream words = Files.newOutputStream(directory.path().resolve("jmh.log"))) {
                return host.run(drawn, Clock.WALL, words, to);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        });
    }

    private int inLab(MicroRequest request, long drawn, String reason, LiveLine line) {
        LabOptions options = LabOptions.of(ProjectFiles.init(), ProjectFiles.probe(), drawn, 1);
        Environment found = new Machine(root).read();
        try (Lab lab = Lab.open(kernel.map(options::withKernel).orElse(options), line::say)) {
            List<String> arguments = new ArrayList<>(List.of("--preset", preset, "--seed", Long.toString(drawn)));
            arguments.addAll(jmhArguments);
            String why = reason
                    + lab.findings().stream().map(finding -> "; " + finding).collect(Collectors.joining());
            return session(
                    request,
                    Place.LAB,
                    lab.clock(),
                    why,
                    found,
                    drawn,
                    line,
                    (started, directory, to) -> new MicroGuest(lab, arguments).run(to));
        }
    }

    /// In a guest: every event to standard output. What JMH says is of no interest there.
    private int inGuest(MicroHost host, long drawn, Clock clock) {
        PrintWriter out = spec.commandLine().getOut();
        Consumer<RunEvent> to = event -> {
            out.println(Journal.encode(event));
            out.flush();
        };
        to.accept(new RunEvent.GuestReady(1, 0, new Machine(root).read()));
        return host.run(drawn, clock, OutputStream.nullOutputStream(), to) ? ExitCode.DONE : ExitCode.FAILED;
    }

    /// What is run between a journal's first line and its last.
    @FunctionalInterface
    private interface Body {
        boolean run(RunEvent.MicroStarted started, RunDirectory directory, Consumer<RunEvent> to);
    }

    private int session(
            MicroRequest request,
            Place place,
            Clock clock,
            String reason,
            Environment found,
            long drawn,
            LiveLine line,
            Body body) {
        RunEvent.MicroStarted started = new RunEvent.MicroStarted(
                Journal.SCHEMA,
                Version.text(),
                Instant.now(),
                commandLine,
                place,
                clock,
                reason,
                drawn,
                request.design(clock),
                found);
        RunDirectory directory =
                RunDirectory.create(output, started.startedAt(), place.name().toLowerCase(Locale.ROOT) + "-micro");
        line.say("Where       " + reason);
        line.say("Journal     " + directory.journal());
        boolean complete;
        try (JournalWriter journal = JournalWriter.create(directory.journal())) {
            journal.accept(started);
            MicroProgress progress = new MicroProgress(line, started.design());
            complete = body.run(started, directory, event -> {
                journal.accept(event);
                progress.accept(event);
            });
            journal.accept(new RunEvent.RunFinished(
                    Instant.now(),
                    complete,
                    complete ? "" : "some programs gave no figure",
                    new Machine(root).ownPeakMemoryBytes()));
        } finally {
            line.clear();
        }
        new Reports(printed, spec.commandLine().getOut(), line)
                .writeMicro(directory.path(), JournalText.read(directory.journal()), EnumSet.allOf(ReportFormat.class));
        if (request.resultFile().isPresent()) {
            directory.copyJmhResult(request.resultFile().get());
        }
        return complete ? ExitCode.DONE : ExitCode.FAILED;
    }
}
