// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.harness.matrix.Schedule;
import io.bpfbench.harness.matrix.Slot;
import io.bpfbench.harness.probe.OwnObject;
import io.bpfbench.harness.run.Replacements;
import io.bpfbench.harness.run.RunDirectory;
import io.bpfbench.harness.run.RunException;
import io.bpfbench.harness.run.Venue;
import io.bpfbench.reports.result.Design;
import io.bpfbench.reports.result.Environment;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.RunRecord;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What is left of an interrupted run, and what must be as it was for its trials to be compared with the new ones.
///
/// @param record the run so far
/// @param all every slot of its schedule
/// @param left the slots without a trial
record Resumption(RunRecord record, List<Slot> all, List<Slot> left) {
    static Resumption of(RunRecord record) {
        Design design = record.started().design();
        List<Slot> all = Schedule.of(
                        design.cells(),
                        Replacements.lastBlock(record),
                        record.started().seed())
                .slots();
        List<Slot> left = all.stream()
                .filter(slot -> record.trials().stream()
                        .noneMatch(trial -> trial.block() == slot.block() && trial.position() == slot.position()))
                .toList();
        if (left.isEmpty()) {
            List<Slot> replacements = Replacements.next(record);
            return new Resumption(
                    record, Stream.concat(all.stream(), replacements.stream()).toList(), replacements);
        }
        return new Resumption(record, all, left);
    }

    RunEvent.RunStarted started() {
        return record.started();
    }

    boolean nothingLeft() {
        return record.complete() || left.isEmpty();
    }

    /// What the run measures in place of the latency probe, as it was kept.
    ///
    /// @throws io.bpfbench.harness.probe.ProbeException when a trial begins and the file is another one
    Optional<OwnObject> object(RunDirectory directory) {
        return started().design().object().map(what -> new OwnObject(directory.object(), what));
    }

    /// The design of what is left: as before, by the attach kind that the trials so far were attached by.
    Design design() {
        if (started().design().object().isPresent()) {
            return started().design();
        }
        return record.trials().stream()
                .flatMap(trial -> trial.probe().stream())
                .map(ProbeFigures::attach)
                .findFirst()
                .map(started().design()::withAttach)
                .orElse(started().design());
    }

    /// @throws RunException when the trials to come could not be compared with those that are there
    void requireSame(Venue venue, Environment now) {
        Environment then = started().environment();
        require("bpfbench's version", started().version(), Version.text());
        require("the kernel", then.kernel(), now.kernel());
        require("the CPU", then.cpuModel(), now.cpuModel());
        require("the clock", started().clock().toString(), venue.clock().toString());
    }

    /// The same for a guest, once it has said what it is.
    void requireSame(RunEvent.GuestReady guest) {
        record.guests().stream()
                .findFirst()
                .ifPresent(earlier -> require(
                        "the guests' kernel",
                        earlier.environment().kernel(),
                        guest.environment().kernel()));
    }

    private static void require(String what, String then, String now) {
        if (!then.equals(now)) {
            throw new RunException(what + " was " + then + " when the run began and is " + now
                    + " now: their trials are never mixed; begin a new run");
        }
    }
}
