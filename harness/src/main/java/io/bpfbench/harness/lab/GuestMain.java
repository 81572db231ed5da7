// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import io.bpfbench.harness.kernel.KernelException;
import io.bpfbench.harness.kernel.KernelFiles;
import io.bpfbench.harness.kernel.Machine;
import io.bpfbench.harness.kernel.MachineLock;
import io.bpfbench.harness.kernel.SettingsLease;
import io.bpfbench.harness.probe.OwnObject;
import io.bpfbench.harness.probe.ProbeSpec;
import io.bpfbench.harness.run.Experiment;
import io.bpfbench.harness.run.Plan;
import io.bpfbench.harness.run.RunException;
import io.bpfbench.reports.result.Journal;
import io.bpfbench.reports.result.RunEvent;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/// What runs inside a guest: says hello, then runs the plan it was given and writes what happens as records, one JSON
/// line each, to standard output. Words for people go to standard error, the console.
public final class GuestMain {
    static final String PLAN = "/bench/plan.json";

    /// Begins the line on the console that says why there will be no more records.
    static final String COMPLAINT = "bpfbench-guest: ";

    private GuestMain() {}

    /// @param arguments the guest's number, then `run` or, to say hello only, `hello`
    public static void main(String[] arguments) {
        PrintStream records = System.out;
        System.setOut(System.err); // whatever else writes is no record
        Consumer<RunEvent> events = event -> say(records, event);
        events.accept(new RunEvent.GuestReady(Integer.parseInt(arguments[0]), 0, new Machine(Path.of("/")).read()));
        if (arguments[1].equals("run")) {
            try {
                run(Plan.fromJson(Files.readString(Path.of(PLAN))), events);
            } catch (RunException | KernelException | IOException failed) {
                System.err.println(COMPLAINT + failed.getMessage());
                System.exit(1);
            }
        }
        System.exit(0);
    }

    private static void run(Plan plan, Consumer<RunEvent> events) {
        try (MachineLock lock = MachineLock.ofGuest(Path.of("/"));
                SettingsLease lease = SettingsLease.open(lock)) {
            ProbeSpec wanted = ProbeSpec.of(
                    plan.design().attach(),
                    plan.design().object().map(object -> new OwnObject(GuestImage.object(object), object)));
            new Experiment(plan, new KernelFiles(Path.of("/")), lease, Path.of(GuestImage.PROBE), events).run(wanted);
            lease.notices().forEach(notice -> events.accept(new RunEvent.Warning(notice)));
        }
    }

    /// One write a line, so that lines of two threads cannot mix.
    private static void say(PrintStream records, RunEvent event) {
        byte[] line = (Journal.encode(event) + "\n").getBytes(StandardCharsets.UTF_8);
        records.write(line, 0, line.length);
        records.flush();
    }
}
