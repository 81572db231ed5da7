// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import io.bpfbench.harness.matrix.Slot;
import io.bpfbench.harness.run.Plan;
import io.bpfbench.harness.run.RunException;
import io.bpfbench.reports.result.Journal;
import io.bpfbench.reports.result.JournalException;
import io.bpfbench.reports.result.RunEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// One guest's share of a run. A guest that breaks off in the middle of a trial costs that trial: another guest is
/// booted for those that are left.
final class GuestShare {
    /// Boots a guest on a plan and delivers its records until it ends.
    @FunctionalInterface
    interface Booter {
        void boot(Plan plan, Records records) throws GuestException;
    }

    /// Takes a guest's records one by one.
    @FunctionalInterface
    interface Records {
        /// @param cpuTime what QEMU has used so far
        void accept(String line, Duration cpuTime);
    }

    private final int number;
    private final Map<String, String> facts;
    private final Booter booter;
    private final Consumer<RunEvent> events;
    private final List<Slot> left;
    private Optional<RunEvent.TrialStarted> underWay = Optional.empty();
    private boolean complete = true;
    private long bootedNanos;
    private boolean atWork;

    /// @param number of the guest, from 1
    /// @param facts what a report should say of its machine beside what it sees itself
    GuestShare(int number, Map<String, String> facts, Booter booter, Consumer<RunEvent> events, Plan plan) {
        this.number = number;
        this.facts = Map.copyOf(facts);
        this.booter = booter;
        this.events = events;
        this.left = new ArrayList<>(plan.slots());
    }

    /// Runs the share.
    ///
    /// @return whether every trial that was begun gave figures
    /// @throws RunException when a guest breaks off before it has finished a single trial of its own
    boolean run(Plan plan) {
        while (true) {
            int before = left.size();
            bootedNanos = System.nanoTime();
            atWork = false;
            try {
                booter.boot(new Plan(plan.design(), left), this::record);
                return complete;
            } catch (GuestException failed) {
                goOn(failed.failure(), before);
            }
        }
    }

    private void goOn(GuestFailure failure, int leftBefore) {
        String what = "guest " + number + " " + failure.reason();
        underWay.ifPresent(trial -> {
            finished(trial.block(), trial.position());
            complete = false;
            events.accept(new RunEvent.TrialFailed(trial.block(), trial.position(), trial.arm(), what));
        });
        underWay = Optional.empty();
        boolean hopeless = failure.kind() == GuestFailure.Kind.ENDED || left.size() == leftBefore;
        if (hopeless) {
            throw new RunException("guest " + number + " " + failure.words());
        }
        events.accept(new RunEvent.Warning(
                what + "; another guest goes on with the " + left.size() + " trials that are left"));
    }

    private void record(String line, Duration cpuTime) {
        RunEvent event;
        try {
            event = Journal.decode(line);
        } catch (JournalException foreign) {
            events.accept(new RunEvent.Warning("guest " + number + " said what is no record: " + foreign.getMessage()));
            return;
        }
        switch (event) {
            case RunEvent.GuestReady ready -> {
                events.accept(new RunEvent.GuestReady(
                        number, sinceBoot(), ready.environment().with(facts)));
            }
            case RunEvent.TrialStarted started -> {
                if (!atWork) {
                    atWork = true;
                    events.accept(new RunEvent.GuestAtWork(number, sinceBoot(), cpuTime.toMillis() / 1e3));
                }
                RunEvent.TrialStarted here =
                        new RunEvent.TrialStarted(number, started.block(), started.position(), started.arm());
                underWay = Optional.of(here);
                events.accept(here);
            }
            case RunEvent.TrialFinished done -> {
                finished(done.trial().block(), done.trial().position());
                events.accept(done);
            }
            case RunEvent.TrialFailed failed -> {
                finished(failed.block(), failed.position());
                complete = false;
                events.accept(failed);
            }
            case RunEvent.Finding finding -> events.accept(finding);
            case RunEvent.Warning warning -> events.accept(warning);
            case RunEvent.ProbeCodeSeen seen -> events.accept(seen);
            // A run begins and ends where the journal is, and a guest does not see its own start.
            case RunEvent.ProbeCode ignored -> {}
            case RunEvent.GuestAtWork ignored -> {}
            case RunEvent.RunStarted ignored -> {}
            case RunEvent.RunFinished ignored -> {}
            case RunEvent.MicroStarted ignored -> {}
            case RunEvent.MicroTimed ignored -> {}
            case RunEvent.MicroLoaded ignored -> {}
            case RunEvent.MicroResults ignored -> {}
        }
    }

    private double sinceBoot() {
        return (System.nanoTime() - bootedNanos) / 1e9;
    }

    private void finished(int block, int position) {
        underWay = Optional.empty();
        left.removeIf(slot -> slot.block() == block && slot.position() == position);
    }
}
