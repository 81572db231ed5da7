// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.harness.lab.Lab;
import io.bpfbench.harness.run.ProjectFiles;
import io.bpfbench.harness.run.RunException;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Journal;
import io.bpfbench.reports.result.RunEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/// A micro run in a guest: the same command there, which writes its events to standard output.
///
/// @param arguments of the command, beside those that a guest is told anyway
record MicroGuest(Lab lab, List<String> arguments) {
    /// Where the guest's bench finds it ([ProjectFiles]).
    private static final String LOADER = "/bench/probe-native/build/micro-programs";

    /// Runs everything and passes on what happens.
    ///
    /// @return whether every program that can be had gave a figure
    /// @throws RunException when the guest breaks off, or its bench fails
    boolean run(Consumer<RunEvent> events) {
        List<String> command = new ArrayList<>(List.of("micro", "--where", "host"));
        command.addAll(List.of("--events", word(lab.clock())));
        command.addAll(arguments);
        long begin = System.nanoTime();
        List<String> complaints = new ArrayList<>();
        int[] code = {ExitCode.FAILED};
        lab.run(
                GuestShell.class,
                Map.of(LOADER, ProjectFiles.microPrograms()),
                Map.of(GuestShell.STEPS, GuestStep.toJson(List.of(GuestStep.bench(command)))),
                line -> {
                    GuestSaying said = GuestSaying.fromJson(line);
                    switch (said.kind()) {
                        case HELLO, STEP -> {}
                        case OUT -> events.accept(seenFromHere(Journal.decode(said.text()), begin));
                        case ERR -> complaints.add(said.text());
                        case EXIT -> code[0] = Integer.parseInt(said.text());
                    }
                });
        if (code[0] != ExitCode.DONE && !complaints.isEmpty()) {
            throw new RunException("in the guest: " + complaints.getLast().replaceFirst("^bench: ", ""));
        }
        return code[0] == ExitCode.DONE;
    }

    /// A guest does not see its own start, nor what it runs in.
    private RunEvent seenFromHere(RunEvent event, long begin) {
        return event instanceof RunEvent.GuestReady ready
                ? new RunEvent.GuestReady(
                        1,
                        (System.nanoTime() - begin) / 1e9,
                        ready.environment().with(lab.facts()))
                : event;
    }

    private static String word(Clock clock) {
        return clock.name().toLowerCase(Locale.ROOT);
    }
}
