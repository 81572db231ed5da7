// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports;

import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.ProbedObject;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.result.Trial;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// A made-up run as it is when its programs are of an object of the user's, which count nothing themselves.
public final class OwnRun {
    public static final ProbedObject OBJECT = new ProbedObject(
            "my.bpf.o",
            "1f0c2d3e4a5b".repeat(5) + "0000",
            List.of(part("tcp_sendmsg"), part("tcp_recvmsg"), part("tcp_cleanup_rbuf")));

    private OwnRun() {}

    private static ProbedObject.Part part(String hook) {
        return new ProbedObject.Part("latency_" + hook, "fentry/" + hook, hook);
    }

    public static RunRecord of(RunRecord record) {
        return measuring(each(record, OwnRun::uncounted), OBJECT);
    }

    /// The same run of an object of another name or making.
    public static RunRecord measuring(RunRecord record, ProbedObject object) {
        return Altered.design(record, design -> design.withObject(Optional.of(object)));
    }

    /// With every trial's figures of the probe changed.
    public static RunRecord each(RunRecord record, UnaryOperator<ProbeFigures> change) {
        return Altered.trials(
                record,
                record.trials().stream()
                        .map(trial -> new Trial(
                                trial.block(),
                                trial.position(),
                                trial.arm(),
                                trial.startedAt(),
                                trial.traffic(),
                                trial.probe().map(change),
                                trial.attestation(),
                                trial.marks()))
                        .toList());
    }

    private static ProbeFigures uncounted(ProbeFigures probe) {
        return new ProbeFigures(
                probe.attach(),
                probe.programs(),
                probe.floorPrograms(),
                events(probe.measured(), hook -> OptionalLong.empty()),
                events(probe.attributed(), hook -> OptionalLong.of(hook.runCount())),
                events(probe.floor(), hook -> OptionalLong.of(hook.runCount())),
                probe.stages());
    }

    private static ProbeWindow events(ProbeWindow window, Function<ProbeWindow.Hook, OptionalLong> events) {
        return new ProbeWindow(
                window.elapsedNanos(),
                window.hooks().stream()
                        .map(hook -> new ProbeWindow.Hook(
                                hook.hook(),
                                events.apply(hook),
                                hook.runCount(),
                                hook.runTimeNanos(),
                                hook.recursionMisses(),
                                hook.copiesRun()))
                        .toList(),
                window.latency(),
                window.lost());
    }
}
