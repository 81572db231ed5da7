// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports;

import io.bpfbench.reports.result.Arm;
import io.bpfbench.reports.result.Attestation;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.CpuFigures;
import io.bpfbench.reports.result.Design;
import io.bpfbench.reports.result.HistogramData;
import io.bpfbench.reports.result.HttpFigures;
import io.bpfbench.reports.result.LoadFigures;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.Program;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.result.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Copies of a run with one thing gone wrong.
public final class Altered {
    private Altered() {}

    public static RunRecord trials(RunRecord record, List<Trial> trials) {
        return new RunRecord(
                record.started(),
                record.guests(),
                record.findings(),
                record.begun(),
                trials,
                record.failures(),
                record.warnings(),
                record.complete());
    }

    public static RunRecord trial(RunRecord record, int block, Arm arm, UnaryOperator<Trial> change) {
        return trials(
                record,
                record.trials().stream()
                        .map(trial -> trial.block() == block && trial.arm().equals(arm) ? change.apply(trial) : trial)
                        .toList());
    }

    /// One trial given to another arm.
    public static RunRecord arm(RunRecord record, int block, Arm arm, Arm other) {
        return trial(
                record,
                block,
                arm,
                t -> new Trial(
                        t.block(),
                        t.position(),
                        other,
                        t.startedAt(),
                        t.traffic(),
                        t.probe(),
                        t.attestation(),
                        t.marks()));
    }

    /// As if the run had been designed with these cells.
    public static RunRecord cells(RunRecord record, List<Cell> cells) {
        return design(record, d -> new Design(cells, d.blocks(), d.preset(), d.traffic(), d.attach()));
    }

    public static RunRecord design(RunRecord record, UnaryOperator<Design> change) {
        RunEvent.RunStarted s = record.started();
        return new RunRecord(
                new RunEvent.RunStarted(
                        s.schema(),
                        s.version(),
                        s.startedAt(),
                        s.command(),
                        s.place(),
                        s.clock(),
                        s.placeReason(),
                        s.seed(),
                        change.apply(s.design()),
                        s.environment()),
                record.guests(),
                record.findings(),
                record.begun(),
                record.trials(),
                record.failures(),
                record.warnings(),
                record.complete());
    }

    /// Without one trial; a reason makes it a failed one.
    public static RunRecord without(RunRecord record, int block, Arm arm, String reason) {
        List<Trial> rest = record.trials().stream()
                .filter(trial -> trial.block() != block || !trial.arm().equals(arm))
                .toList();
        List<RunEvent.TrialFailed> failures = new ArrayList<>(record.failures());
        if (!reason.isEmpty()) {
            failures.add(new RunEvent.TrialFailed(block, 1, arm, reason));
        }
        return new RunRecord(
                record.started(),
                record.guests(),
                record.findings(),
                record.begun(),
                rest,
                failures,
                record.warnings(),
                false);
    }

    public static RunRecord noted(RunRecord record, RunEvent.Finding finding, String warning) {
        return new RunRecord(
                record.started(),
                record.guests(),
                List.of(finding),
                record.begun(),
                record.trials(),
                record.failures(),
                List.of(warning),
                false);
    }

    public static RunRecord busy(RunRecord record, int block, Arm arm, double share) {
        CpuFigures cpu = new CpuFigures(1, List.of(new CpuFigures.Share(0, share, 0, 0, 0)), 0, 0);
        return trial(record, block, arm, t -> with(t, load(t), cpu, t.attestation(), t.marks()));
    }

    public static RunRecord latency(RunRecord record, int block, Arm arm, long count, long nanos) {
        HistogramData data = new HistogramData(count, nanos, nanos, nanos, nanos, nanos, nanos, "");
        return trial(record, block, arm, t -> {
            LoadFigures load = load(t);
            return with(
                    t,
                    new LoadFigures(
                            load.windowNanos(),
                            load.targetPerSecond(),
                            load.achievedPerSecond(),
                            load.requests(),
                            load.errors(),
                            data,
                            load.scheduleLag(),
                            load.busiestThreadShare()),
                    cpu(t),
                    t.attestation(),
                    t.marks());
        });
    }

    public static RunRecord load(RunRecord record, int block, Arm arm, UnaryOperator<LoadFigures> change) {
        return trial(record, block, arm, t -> with(t, change.apply(load(t)), cpu(t), t.attestation(), t.marks()));
    }

    /// With so much of the asked rate achieved.
    public static RunRecord rate(RunRecord record, int block, Arm arm, double share) {
        return load(
                record,
                block,
                arm,
                load -> new LoadFigures(
                        load.windowNanos(),
                        load.targetPerSecond(),
                        load.targetPerSecond() * share,
                        load.requests(),
                        load.errors(),
                        load.latency(),
                        load.scheduleLag(),
                        load.busiestThreadShare()));
    }

    public static RunRecord cpu(RunRecord record, int block, Arm arm, CpuFigures cpu) {
        return trial(record, block, arm, t -> with(t, load(t), cpu, t.attestation(), t.marks()));
    }

    public static RunRecord attestation(RunRecord record, int block, Arm arm, Attestation attestation) {
        return trial(record, block, arm, t -> with(t, load(t), cpu(t), attestation, t.marks()));
    }

    private static LoadFigures load(Trial trial) {
        return trial.http().orElseThrow().load();
    }

    private static CpuFigures cpu(Trial trial) {
        return trial.http().orElseThrow().cpu();
    }

    private static Trial with(Trial t, LoadFigures load, CpuFigures cpu, Attestation attestation, List<String> marks) {
        return new Trial(
                t.block(),
                t.position(),
                t.arm(),
                t.startedAt(),
                new HttpFigures(t.http().orElseThrow().warmUpNanos(), load, cpu),
                t.probe(),
                attestation,
                marks);
    }

    public static RunRecord probe(RunRecord record, int block, Arm arm, UnaryOperator<ProbeFigures> change) {
        return trial(
                record,
                block,
                arm,
                t -> new Trial(
                        t.block(),
                        t.position(),
                        t.arm(),
                        t.startedAt(),
                        t.traffic(),
                        t.probe().map(change),
                        t.attestation(),
                        t.marks()));
    }

    public static RunRecord attach(RunRecord record, int block, Arm arm, String attach) {
        return probe(
                record,
                block,
                arm,
                p -> new ProbeFigures(
                        attach, p.programs(), p.floorPrograms(), p.measured(), p.attributed(), p.floor(), p.stages()));
    }

    public static RunRecord programs(RunRecord record, int block, Arm arm, UnaryOperator<Program> change) {
        return probe(
                record,
                block,
                arm,
                p -> new ProbeFigures(
                        p.attach(),
                        p.programs().stream().map(change).toList(),
                        p.floorPrograms(),
                        p.measured(),
                        p.attributed(),
                        p.floor(),
                        p.stages()));
    }

    public static RunRecord floorRuns(RunRecord record, int block, Arm arm, long runs) {
        return probe(
                record,
                block,
                arm,
                p -> new ProbeFigures(
                        p.attach(),
                        p.programs(),
                        p.floorPrograms(),
                        p.measured(),
                        p.attributed(),
                        runs(p.floor(), runs),
                        p.stages()));
    }

    public static RunRecord attributedRuns(RunRecord record, int block, Arm arm, long runs) {
        return probe(
                record,
                block,
                arm,
                p -> new ProbeFigures(
                        p.attach(),
                        p.programs(),
                        p.floorPrograms(),
                        p.measured(),
                        runs(p.attributed(), runs),
                        p.floor(),
                        p.stages()));
    }

    /// With the run time of the attribution window so many times as long.
    public static RunRecord attributedTime(RunRecord record, int block, Arm arm, int times) {
        return probe(record, block, arm, p -> {
            ProbeWindow old = p.attributed();
            List<ProbeWindow.Hook> hooks = old.hooks().stream()
                    .map(hook -> new ProbeWindow.Hook(
                            hook.hook(),
                            hook.events(),
                            hook.runCount(),
                            times * hook.runTimeNanos(),
                            hook.recursionMisses(),
                            hook.copiesRun()))
                    .toList();
            return new ProbeFigures(
                    p.attach(),
                    p.programs(),
                    p.floorPrograms(),
                    p.measured(),
                    new ProbeWindow(old.elapsedNanos(), hooks, old.latency(), old.lost()),
                    p.floor());
        });
    }

    /// With one more hook in the attribution window, which the floor lacks.
    public static RunRecord extraHook(RunRecord record, int block, Arm arm, ProbeWindow.Hook hook) {
        return probe(record, block, arm, p -> {
            ProbeWindow old = p.attributed();
            List<ProbeWindow.Hook> hooks = new ArrayList<>(old.hooks());
            hooks.add(hook);
            return new ProbeFigures(
                    p.attach(),
                    p.programs(),
                    p.floorPrograms(),
                    p.measured(),
                    new ProbeWindow(old.elapsedNanos(), hooks, old.latency(), old.lost()),
                    p.floor(),
                    p.stages());
        });
    }

    private static ProbeWindow runs(ProbeWindow window, long runs) {
        return new ProbeWindow(
                window.elapsedNanos(),
                window.hooks().stream()
                        .map(hook -> new ProbeWindow.Hook(hook.hook(), hook.events(), runs, 0, 0, runs > 0 ? 1 : 0))
                        .toList(),
                window.latency(),
                window.lost());
    }

    public static RunRecord mark(RunRecord record, int block, Arm arm, String mark, long lost) {
        RunRecord marked = trial(record, block, arm, t -> with(t, load(t), cpu(t), t.attestation(), List.of(mark)));
        return probe(
                marked,
                block,
                arm,
                p -> new ProbeFigures(
                        p.attach(),
                        p.programs(),
                        p.floorPrograms(),
                        lost(p.measured(), lost),
                        lost(p.attributed(), lost),
                        p.floor(),
                        p.stages()));
    }

    private static ProbeWindow lost(ProbeWindow window, long lost) {
        return new ProbeWindow(window.elapsedNanos(), window.hooks(), window.latency(), Map.of("map_full", lost));
    }
}
