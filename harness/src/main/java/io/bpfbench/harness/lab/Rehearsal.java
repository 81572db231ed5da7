// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import io.bpfbench.harness.kernel.Machine;
import io.bpfbench.harness.run.Plan;
import io.bpfbench.harness.run.Preset;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Design;
import io.bpfbench.reports.result.Journal;
import io.bpfbench.reports.result.Level;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.workloads.http.HttpLoad;
import io.bpfbench.workloads.http.HttpTarget;
import io.bpfbench.workloads.http.LoadSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Goes through what a guest does without being a trial: reads a plan, puts load on a target, writes records. It runs
/// on
/// this machine, once, for the JVM to learn which classes to have ready and which methods are hot; a guest's virtual
/// processor would learn it a hundred times slower.
final class Rehearsal {
    private static final double RATE_PER_SECOND = 100_000;
    private static final int WINDOWS = 4;
    private static final Duration WINDOW = Duration.ofMillis(500);

    private Rehearsal() {}

    public static void main(String[] arguments) throws InterruptedException {
        Preset.Load spread = Preset.load(Clock.INSTRUCTIONS);
        Plan plan = Plan.fromJson(new Plan(design(spread), List.of()).toJson());
        say(new RunEvent.GuestReady(0, 0, new Machine(Path.of("/")).read()));
        try (HttpTarget target = HttpTarget.start(64)) {
            LoadSpec spec = LoadSpec.openLoop(target.uri(), plan.design().ratePerSecond())
                    .withConnections(spread.connections())
                    .withPipeline(spread.pipeline())
                    .withWakeUp(spread.wakeUp());
            try (HttpLoad load = HttpLoad.start(spec)) {
                for (int window = 0; window < WINDOWS; window++) {
                    Thread.sleep(WINDOW);
                    say(new RunEvent.Warning(load.mark().toString()));
                }
            }
        }
    }

    private static Design design(Preset.Load spread) {
        Cell cell = new Cell(List.of(new Level("harden", "0")));
        long window = WINDOW.toNanos();
        return new Design(
                List.of(cell),
                1,
                "rehearsal",
                window,
                window,
                window,
                RATE_PER_SECOND,
                spread.connections(),
                spread.pipeline(),
                spread.wakeUp().toNanos(),
                "",
                "auto");
    }

    private static void say(RunEvent event) {
        String line = Journal.encode(event);
        Journal.decode(line);
        System.out.println(line);
    }
}
