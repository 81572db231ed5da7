// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports;

import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Distribution;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.result.Stage;
import io.bpfbench.reports.result.Trial;
import io.bpfbench.reports.result.Trigger;
import io.bpfbench.reports.result.TriggerFigures;
import io.bpfbench.reports.result.TriggerWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes up a run of a trigger that passes 100 messages to and fro, near to the figures that Debian's 6.1 kernel really
/// gave, a little more in each block.
public final class TriggerRun {
    public static final Trigger TRIGGER =
            new Trigger(List.of("pingpong", "100", "it's 64"), 5, 10_000_000_000L, Map.of());

    private static final long FORK_NANOS = 32_000;
    private static final List<String> HOOKS = List.of("tcp_sendmsg", "tcp_recvmsg", "tcp_cleanup_rbuf");

    private TriggerRun() {}

    /// @param events of a hook in a run of the trigger; with none its programs never ran
    public static RunRecord record(int blocks, int events) {
        RunRecord lab = SyntheticRun.lab(blocks).record();
        RunRecord trigger = Altered.design(lab, design -> design.withTraffic(TRIGGER));
        return Altered.trials(
                trigger,
                lab.trials().stream().map(trial -> triggered(trial, events)).toList());
    }

    private static Trial triggered(Trial trial, int events) {
        List<TriggerWindow> windows = new ArrayList<>();
        Optional<ProbeFigures> probe = switch (trial.arm()) {
            case Baseline ignored -> {
                windows.add(window(trial, Stage.BARE, 0, 0));
                yield Optional.empty();
            }
            case Cell cell -> {
                long each = cell.equals(SyntheticRun.INTERPRETER) ? 1_000 : 330;
                windows.add(window(trial, Stage.BARE, 0, 0));
                windows.add(window(trial, Stage.EMPTY, 3L * events * 133, 0));
                windows.add(window(trial, Stage.EMPTY_COUNTED, 3L * events * 210, events));
                windows.add(window(trial, Stage.PROBE, 3L * events * each, 0));
                windows.add(window(trial, Stage.PROBE_COUNTED, 3L * events * (each + 80), events));
                yield trial.probe().map(p -> events > 0 ? p : idle(p));
            }
        };
        return new Trial(
                trial.block(),
                trial.position(),
                trial.arm(),
                trial.startedAt(),
                new TriggerFigures(windows, 0),
                probe,
                trial.attestation(),
                trial.marks());
    }

    private static TriggerWindow window(Trial trial, Stage stage, long added, int events) {
        long cpu = 2_642_000 + 300L * trial.block() + added;
        List<TriggerWindow.Events> counted = switch (stage) {
            case BARE, EMPTY, PROBE -> List.of();
            case EMPTY_COUNTED, PROBE_COUNTED ->
                HOOKS.stream()
                        .map(hook -> new TriggerWindow.Events(
                                hook, new Distribution(List.of(new Distribution.Count(events, 5))), 5L * events * 120))
                        .toList();
        };
        return new TriggerWindow(stage, runs(cpu + FORK_NANOS), runs(cpu), counted);
    }

    private static Distribution runs(long nanos) {
        return new Distribution(List.of(
                new Distribution.Count(nanos - 500, 1),
                new Distribution.Count(nanos, 3),
                new Distribution.Count(nanos + 90_000, 1)));
    }

    private static ProbeFigures idle(ProbeFigures p) {
        return new ProbeFigures(
                p.attach(), p.programs(), p.floorPrograms(), none(p.measured()), none(p.attributed()), none(p.floor()));
    }

    private static ProbeWindow none(ProbeWindow window) {
        return new ProbeWindow(
                window.elapsedNanos(),
                window.hooks().stream()
                        .map(hook -> new ProbeWindow.Hook(hook.hook(), 0, 0, 0, 0, 0))
                        .toList(),
                List.of(),
                Map.of());
    }
}
