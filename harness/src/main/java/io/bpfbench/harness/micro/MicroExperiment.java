// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.micro;

import io.bpfbench.harness.kernel.SettingRefusedException;
import io.bpfbench.harness.kernel.SettingsLease;
import io.bpfbench.harness.trial.CellSettings;
import io.bpfbench.reports.result.Attestation;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.MicroDesign;
import io.bpfbench.reports.result.MicroLoad;
import io.bpfbench.reports.result.MicroProgram;
import io.bpfbench.reports.result.MicroScore;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.workloads.micro.LoadedProgram;
import io.bpfbench.workloads.micro.MicroException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/// Every program in every cell, in rounds: the order of the cells in a round, and of the programs in a cell, is drawn
/// from the
/// seed. The same code on the host and in a guest.
public final class MicroExperiment {
    /// Blinding patches a program once for each constant, and moves all that comes after it each time
    /// (kernel/bpf/core.c): loading
    /// takes a time that grows with the square of the length, half a second for 10,000 additions and a minute and more
    /// for 100,000.
    private static final int LONGEST_BLINDED = 10_000;

    private final MicroDesign design;
    private final SettingsLease lease;
    private final Path loader;
    private final JmhRun jmh;
    private final Repeats repeats;
    private final Consumer<RunEvent> events;
    private final JmhResults results = new JmhResults();
    private final Set<String> missing = new HashSet<>();
    private boolean complete = true;
    private boolean warm;

    /// A program, and how often it is to be run a call.
    private record Slot(String program, int repeat) {}

    /// @param lease held by the caller, who restores it
    /// @param repeat runs a call, if the user wants it fixed
    public MicroExperiment(
            MicroDesign design, SettingsLease lease, JmhSettings jmh, OptionalInt repeat, Consumer<RunEvent> events) {
        this.design = design;
        this.lease = lease;
        this.loader = jmh.loader();
        this.jmh = jmh.run(design);
        this.repeats = new Repeats(loader, repeat);
        this.events = events;
    }

    /// Runs all rounds and tells what happens; at the end, what JMH itself writes of it.
    ///
    /// @return whether every program that can be had gave a figure in every cell that can be had
    public boolean run(long seed) {
        for (int round = 1; round <= design.rounds(); round++) {
            // As a run's blocks: the sequence of java.util.Random is part of its specification.
            Random random = new Random(seed + round * 0x9E3779B97F4A7C15L);
            List<Cell> cells = new ArrayList<>(design.cells());
            Collections.shuffle(cells, random);
            for (Cell cell : cells) {
                run(round, cell, random);
            }
        }
        events.accept(new RunEvent.MicroResults(results.json()));
        return complete;
    }

    private void run(int round, Cell cell, Random random) {
        CellSettings settings = CellSettings.of(cell);
        try {
            settings.apply(lease);
        } catch (SettingRefusedException refused) {
            find(
                    cell.label(),
                    refused.refusal().cause() + " (" + refused.refusal().advice() + ")");
            return;
        }
        if (!warm) {
            jmh.warmUp();
            warm = true;
        }
        List<Slot> slots = slots(cell);
        Collections.shuffle(slots, random);
        for (Slot slot : slots) {
            time(round, cell, settings, slot);
        }
        for (int length : design.lengths()) {
            load(round, cell, length);
        }
    }

    /// What can be run in a cell. The floor comes twice: run often, and run once, which is the call alone.
    private List<Slot> slots(Cell cell) {
        List<Slot> slots = new ArrayList<>();
        for (String program : design.programs()) {
            try {
                slots.add(new Slot(program, repeats.of(cell.label(), program)));
            } catch (MicroException refused) {
                find(program + " with " + cell.label(), refused.getMessage());
            }
        }
        if (slots.stream().anyMatch(slot -> slot.program().equals(MicroDesign.FLOOR) && slot.repeat() > 1)) {
            slots.add(new Slot(MicroDesign.FLOOR, 1));
        }
        return slots;
    }

    private void time(int round, Cell cell, CellSettings settings, Slot slot) {
        Map<String, String> before = CellSettings.readAll(lease);
        try {
            JmhRun.Timed timed = jmh.time(
                    slot.program(),
                    cell.value("jit").orElse("1"),
                    cell.value("harden").orElse("0"),
                    slot.repeat());
            Attestation attestation = settings.attest(before, CellSettings.readAll(lease));
            results.add(timed.result());
            events.accept(new RunEvent.MicroTimed(new MicroScore(
                    round, cell, slot.repeat(), timed.scores(), MicroMessages.ready(timed.ready()), attestation)));
        } catch (MicroException failed) {
            complete = false;
            events.accept(new RunEvent.Warning("round " + round + ", " + cell.label() + ", " + slot.program()
                    + " failed: " + failed.getMessage()));
        }
    }

    private void load(int round, Cell cell, int length) {
        boolean blinded = cell.value("harden").orElse("0").equals("2");
        if (blinded && length > LONGEST_BLINDED) {
            find(
                    length + " additions with " + cell.label(),
                    "loading takes a time that grows with the square of the length when constants are blinded");
            return;
        }
        try (LoadedProgram loaded = LoadedProgram.load(loader, "--length", Integer.toString(length))) {
            MicroProgram program = MicroMessages.ready(loaded.ready());
            events.accept(new RunEvent.MicroLoaded(new MicroLoad(round, cell, length, program)));
        } catch (MicroException refused) {
            find(length + " additions with " + cell.label(), refused.getMessage());
        }
    }

    private void find(String subject, String reason) {
        if (missing.add(subject)) {
            events.accept(new RunEvent.Finding(subject, "unavailable", reason));
        }
    }
}
