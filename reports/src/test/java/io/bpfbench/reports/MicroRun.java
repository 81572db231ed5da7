// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports;

import io.bpfbench.reports.result.Attestation;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Environment;
import io.bpfbench.reports.result.Journal;
import io.bpfbench.reports.result.Level;
import io.bpfbench.reports.result.MicroDesign;
import io.bpfbench.reports.result.MicroLoad;
import io.bpfbench.reports.result.MicroProgram;
import io.bpfbench.reports.result.MicroScore;
import io.bpfbench.reports.result.Place;
import io.bpfbench.reports.result.RunEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// A micro run of known truth: a call takes [#CALL], reaching a program [#WAY], and an arithmetic instruction 1
/// compiled, 1
/// hardened and 9 interpreted.
public final class MicroRun {
    public static final double CALL = 6000;
    public static final double WAY = 40;
    public static final int INSTRUCTIONS = 514;
    public static final Cell JIT = cell("1", "0");
    public static final Cell HARDENED = cell("1", "2");
    public static final Cell INTERPRETED = new Cell(List.of(new Level("jit", "0")));

    private final List<RunEvent> events = new ArrayList<>();

    /// @param rounds of every program in every cell
    public static MicroRun of(int rounds) {
        MicroRun run = new MicroRun();
        run.events.add(new RunEvent.MicroStarted(
                Journal.SCHEMA,
                "test",
                Instant.EPOCH,
                "bench micro",
                Place.LAB,
                Clock.INSTRUCTIONS,
                "as asked",
                1,
                new MicroDesign(
                        List.of(JIT, HARDENED, INTERPRETED),
                        rounds,
                        false,
                        "smoke",
                        List.of("empty", "arithmetic", "hash_lookup", "latency"),
                        "ss",
                        List.of(1, 1000)),
                new Environment("6.1", "x86_64", "a CPU", 1, 1L << 30, "Linux", "25", Map.of(), Map.of())));
        for (int round = 1; round <= rounds; round++) {
            for (Cell cell : List.of(JIT, HARDENED, INTERPRETED)) {
                double each = cell.equals(INTERPRETED) ? 9 : 1;
                run.add(score(round, cell, "empty", 1, 0));
                run.add(score(round, cell, "empty", 4096, 0));
                run.add(score(round, cell, "arithmetic", 256, INSTRUCTIONS * each));
                run.add(score(round, cell, "hash_lookup", 64, 32 * 50 * each));
                run.add(score(round, cell, "latency", 512, cell.equals(HARDENED) ? 115 : 100 * each));
                run.events.add(new RunEvent.MicroLoaded(new MicroLoad(round, cell, 1, program(cell, "additions"))));
                run.events.add(new RunEvent.MicroLoaded(new MicroLoad(round, cell, 1000, program(cell, "additions"))));
            }
        }
        return run;
    }

    /// Adds what was measured, or what is added to it.
    public MicroRun add(MicroScore score) {
        events.add(new RunEvent.MicroTimed(score));
        return this;
    }

    /// Puts another score in the place of the first of the same program in the same cell and round.
    public MicroRun with(MicroScore other) {
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i) instanceof RunEvent.MicroTimed timed
                    && timed.score().round() == other.round()
                    && timed.score().cell().equals(other.cell())
                    && timed.score().repeat() == other.repeat()
                    && timed.score().loaded().name().equals(other.loaded().name())) {
                events.set(i, new RunEvent.MicroTimed(other));
                return this;
            }
        }
        throw new IllegalArgumentException("there is no such score: " + other);
    }

    /// Leaves the scores of all other cells out.
    public MicroRun only(Cell cell) {
        events.removeIf(event -> event instanceof RunEvent.MicroTimed timed
                && !timed.score().cell().equals(cell));
        return this;
    }

    /// The journal's text, brought to its end.
    public String journal() {
        StringBuilder text = new StringBuilder();
        events.forEach(event -> text.append(Journal.encode(event)).append('\n'));
        text.append(Journal.encode(new RunEvent.MicroResults("[]"))).append('\n');
        return text.append(Journal.encode(new RunEvent.RunFinished(Instant.EPOCH, true, "", OptionalLong.empty())))
                .append('\n')
                .toString();
    }

    /// Five iterations, into one of which an interrupt falls.
    public static MicroScore score(int round, Cell cell, String program, int repeat, double body) {
        double call = CALL + repeat * (WAY + body);
        return new MicroScore(
                round, cell, repeat, List.of(call, call + 2600, call, call, call), program(cell, program), PROVEN);
    }

    private static final Attestation PROVEN = new Attestation(Map.of("a", "1"), Map.of("a", "1"), List.of());

    public static MicroProgram program(Cell cell, String name) {
        boolean hardened = cell.equals(HARDENED);
        return new MicroProgram(
                name,
                7,
                cell.equals(INTERPRETED) ? 0 : hardened ? 3000 : 1500,
                hardened ? 9000 : 4128,
                OptionalInt.of(cell.equals(INTERPRETED) ? 0 : 1),
                4128,
                name.equals("latency") ? OptionalLong.empty() : OptionalLong.of(name.equals("empty") ? 2 : 516),
                OptionalLong.of(name.equals("hash_lookup") ? 32 : 0),
                500_000,
                OptionalLong.of(400_000));
    }

    private static Cell cell(String jit, String harden) {
        return new Cell(List.of(new Level("jit", jit), new Level("harden", harden)));
    }
}
