// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Chain;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Level;
import io.bpfbench.reports.result.Place;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.Program;
import io.bpfbench.reports.result.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;

/// Makes up a calibration whose truth is known: programs of four lengths as the plain JIT, the hardened JIT and the
/// interpreter run them, and a pair of equal cells for the noise floor.
///
/// @param fault what the instrument makes of a true cost: 1 when it is right
/// @param noise relative, of each figure
public record CalibrationRun(Clock clock, int blocks, double fault, double noise, long seed) {
    public static final List<Integer> LENGTHS = List.of(100, 1000, 3000, 10_000);

    private static final double FLOOR = 66;
    private static final double NANOS_PER_ADDITION = 0.28;
    private static final List<String> HOOKS = List.of("sock_send_length", "sock_recv_length", "tcp_rcv_space_adjust");

    public static Cell cell(String jit, String harden, int length) {
        List<Level> levels = new ArrayList<>(List.of(new Level("jit", jit)));
        if (jit.equals("1")) {
            levels.add(new Level("harden", harden));
        }
        levels.add(new Level("length", Integer.toString(length)));
        return new Cell(levels);
    }

    public static List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (int length : LENGTHS) {
            cells.add(cell("1", "0", length));
        }
        cells.add(cell("1", "1", 1000));
        for (String[] code : List.of(new String[] {"1", "2"}, new String[] {"0", ""})) {
            for (int length : LENGTHS) {
                cells.add(cell(code[0], code[1], length));
            }
        }
        return cells;
    }

    public RunRecord record() {
        Random random = new Random(seed);
        SyntheticRun frame = new SyntheticRun(
                clock == Clock.WALL ? Place.HOST : Place.LAB, clock, blocks, seed, clock == Clock.WALL ? 1 : 0);
        return frame.record(cells(), cell -> probe(cell, random));
    }

    private ProbeFigures probe(Cell cell, Random random) {
        int length = Integer.parseInt(cell.value("length").orElseThrow());
        double perAddition = nanosPerAddition() * instructions(cell);
        // The machine's own pace differs from trial to trial, and both see it.
        double pace = 1 + noise * random.nextGaussian();
        double cost = (FLOOR + length * perAddition * pace * fault) * (1 + noise * random.nextGaussian());
        String attach = "raw_tp";
        return new ProbeFigures(
                        attach,
                        programs("arithmetic_", cell, length, random),
                        programs("empty_", cell, 0, random),
                        window(0, 0),
                        window(1_000, cost + 50),
                        window(1_000, 50))
                .withChain(new Chain(2_000, Math.round(2_000 * (40 + length * nanosPerAddition() * pace))));
    }

    private double nanosPerAddition() {
        return clock == Clock.WALL ? NANOS_PER_ADDITION : 1;
    }

    private static double instructions(Cell cell) {
        if (cell.value("jit").filter("0"::equals).isPresent()) {
            return 7.5;
        }
        return cell.value("harden").filter("2"::equals).isPresent() ? 3 : 1;
    }

    private static List<Program> programs(String prefix, Cell cell, int length, Random random) {
        boolean blinded = cell.value("harden").filter("2"::equals).isPresent();
        boolean jited = cell.value("jit").filter("1"::equals).isPresent();
        List<Program> programs = new ArrayList<>();
        for (String hook : HOOKS) {
            // Half of the random numbers are negative, which takes a byte more.
            long code = blinded ? 16L * length + Math.round(length * (0.5 + 0.01 * random.nextDouble())) : 4L * length;
            long bytecode = 8L * (length * (blinded ? 3 : 1) + 3);
            programs.add(new Program(
                    prefix + hook,
                    1,
                    hook,
                    "raw_tp",
                    7,
                    jited ? code + 22 : 0,
                    bytecode,
                    100_000,
                    OptionalLong.empty()));
        }
        return programs;
    }

    private static ProbeWindow window(long runs, double nanosEach) {
        return new ProbeWindow(
                1_000_000_000,
                HOOKS.stream()
                        .map(hook -> new ProbeWindow.Hook(
                                hook, runs, runs, Math.round(runs * nanosEach), 0, runs == 0 ? 0 : 1))
                        .toList(),
                List.of(),
                Map.of());
    }
}
