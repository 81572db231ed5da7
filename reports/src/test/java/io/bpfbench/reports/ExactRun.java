// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports;

import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Distribution;
import io.bpfbench.reports.result.MessageWindow;
import io.bpfbench.reports.result.PingPong;
import io.bpfbench.reports.result.PingPongFigures;
import io.bpfbench.reports.result.Place;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.result.Stage;
import io.bpfbench.reports.result.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes up a run of the exact lane with the figures that Debian's 6.1 kernel really gave.
public final class ExactRun {
    private static final int MESSAGES = 1_000;
    private static final long INTERRUPTED = 3;

    private ExactRun() {}

    public static RunRecord record(int blocks) {
        return of(SyntheticRun.lab(blocks));
    }

    /// With the probe once, four and sixteen times.
    public static RunRecord stacked(int blocks) {
        List<Cell> cells = List.of("1", "4", "16").stream()
                .map(copies -> SyntheticRun.cell("jit", "1", "harden", "0", "stack", copies))
                .toList();
        return of(new SyntheticRun(Place.LAB, Clock.INSTRUCTIONS, blocks, 42, 0, cells));
    }

    private static RunRecord of(SyntheticRun run) {
        RunRecord lab = run.record();
        RunRecord exact = Altered.design(lab, design -> design.withTraffic(new PingPong(MESSAGES)));
        return Altered.trials(exact, lab.trials().stream().map(ExactRun::exact).toList());
    }

    private static Trial exact(Trial trial) {
        List<MessageWindow> windows = new ArrayList<>();
        Optional<ProbeFigures> probe = switch (trial.arm()) {
            case Baseline ignored -> {
                windows.add(window(Stage.BARE, 10_844, List.of()));
                yield Optional.empty();
            }
            case Cell cell -> {
                List<Long> floor =
                        cell.equals(SyntheticRun.INTERPRETER) ? List.of(128L, 128L, 128L) : List.of(66L, 66L, 66L);
                List<Long> costs = costs(cell);
                int copies = cell.value("stack").map(Integer::parseInt).orElse(1);
                long body = costs.stream().mapToLong(Long::longValue).sum() - 3 * floor.getFirst();
                windows.add(window(Stage.BARE, 10_844, List.of()));
                windows.add(window(Stage.EMPTY, 10_844 + copies * 384, List.of()));
                windows.add(window(Stage.EMPTY_COUNTED, 10_844 + copies * 624, floor));
                windows.add(window(Stage.PROBE, 10_844 + copies * (384 + body), List.of()));
                windows.add(window(Stage.PROBE_COUNTED, 10_844 + copies * (624 + body), costs));
                yield trial.probe()
                        .map(p -> new ProbeFigures(
                                p.attach(),
                                p.programs(),
                                p.floorPrograms(),
                                p.measured(),
                                counted(p.attributed(), costs),
                                counted(p.floor(), floor)));
            }
        };
        return new Trial(
                trial.block(),
                trial.position(),
                trial.arm(),
                trial.startedAt(),
                new PingPongFigures(windows, 0),
                probe,
                trial.attestation(),
                trial.marks());
    }

    private static List<Long> costs(Cell cell) {
        if (cell.equals(SyntheticRun.INTERPRETER)) {
            return List.of(900L, 313L, 1_631L);
        }
        return cell.equals(SyntheticRun.HARDEN_2) ? List.of(341L, 98L, 448L) : List.of(303L, 86L, 362L);
    }

    private static MessageWindow window(Stage stage, long elapsed, List<Long> costs) {
        List<String> hooks = List.of("tcp_sendmsg", "tcp_recvmsg", "tcp_cleanup_rbuf");
        List<MessageWindow.Runs> runs = new ArrayList<>();
        for (int i = 0; i < costs.size(); i++) {
            runs.add(new MessageWindow.Runs(hooks.get(i), all(costs.get(i))));
        }
        long rounds = costs.isEmpty() ? 1 : 2;
        return new MessageWindow(stage, rounds * MESSAGES, rounds * INTERRUPTED, all(elapsed), runs);
    }

    private static Distribution all(long value) {
        return new Distribution(List.of(new Distribution.Count(value, MESSAGES - INTERRUPTED)));
    }

    private static ProbeWindow counted(ProbeWindow window, List<Long> costs) {
        List<ProbeWindow.Hook> hooks = new ArrayList<>();
        for (int i = 0; i < costs.size(); i++) {
            ProbeWindow.Hook hook = window.hooks().get(i);
            long runs = MESSAGES - INTERRUPTED;
            hooks.add(new ProbeWindow.Hook(
                    hook.hook(), hook.events(), runs, runs * costs.get(i), hook.recursionMisses(), hook.copiesRun()));
        }
        return new ProbeWindow(window.elapsedNanos(), hooks, window.latency(), window.lost());
    }
}
