// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfbench.reports.Changed;
import io.bpfbench.reports.ExactRun;
import io.bpfbench.reports.OwnRun;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.ProbedObject;
import io.bpfbench.reports.result.RunRecord;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which runs of objects of the user's can be set against each other.
class OwnComparabilityTest {
    private static final RunRecord LATENCY = SyntheticRun.lab(2).record();
    private static final RunRecord BASE = OwnRun.of(LATENCY);

    @Test
    void twoBuildsOfOneProbeAreComparedAndTheChangeIsSaid() {
        ProbedObject rebuilt = new ProbedObject("my.bpf.o", "0".repeat(64), OwnRun.OBJECT.programs());
        assertThat(compare(BASE, OwnRun.measuring(BASE, rebuilt)).notes())
                .contains("the object is another one: BASE has my.bpf.o, sha256 1f0c2d3e4a5b…, NEW has my.bpf.o, sha256"
                        + " 000000000000…");
        assertThat(compare(BASE, BASE).notes()).noneMatch(note -> note.startsWith("the object"));
    }

    @Test
    void aProgramMoreIsSaid() {
        ProbedObject fewer = new ProbedObject(
                "other.bpf.o",
                "0".repeat(64),
                List.of(
                        OwnRun.OBJECT.programs().getFirst(),
                        new ProbedObject.Part("fresh", "raw_tp/sys_enter", "sys_enter")));
        assertThat(compare(BASE, OwnRun.measuring(BASE, fewer)).notes())
                .contains("programs are not the same: only BASE has latency_tcp_recvmsg, latency_tcp_cleanup_rbuf, only"
                        + " NEW has fresh");
    }

    @Test
    void aProgramThatWasMovedIsSaid() {
        assertThat(compare(BASE, OwnRun.measuring(BASE, moved())).notes())
                .contains("latency_tcp_sendmsg is attached elsewhere: BASE has it in fentry/tcp_sendmsg, NEW in"
                        + " kprobe/tcp_sendmsg");
    }

    private static ProbedObject moved() {
        List<ProbedObject.Part> programs = new ArrayList<>(OwnRun.OBJECT.programs());
        programs.set(0, new ProbedObject.Part("latency_tcp_sendmsg", "kprobe/tcp_sendmsg", "tcp_sendmsg"));
        return new ProbedObject("my.bpf.o", "0".repeat(64), programs);
    }

    /// A cheap program more makes the mean over programs smaller, and a message dearer.
    @Test
    void aMeanOverOtherProgramsIsNoImprovement() {
        RunRecord exact = OwnRun.of(ExactRun.record(6));
        RunRecord cheaper = Changed.slower(exact, -20);
        RunChange same = compare(exact, cheaper);
        assertThat(row(same, Metric.COST_PER_EVENT).outcome()).isEqualTo(Outcome.IMPROVED);
        assertThat(same.outcome()).isEqualTo(Outcome.IMPROVED);
        RunChange moved = compare(exact, OwnRun.measuring(cheaper, moved()));
        ChangeRow cost = row(moved, Metric.COST_PER_EVENT);
        assertThat(cost.effect()).isEmpty();
        assertThat(cost.decides()).isFalse();
        assertThat(cost.reason()).isEqualTo("not compared, for it is a mean over programs, and these are not the same");
        assertThat(row(moved, Metric.MESSAGE_ADDED).decides()).isTrue();
        assertThat(moved.outcome()).isEqualTo(Outcome.EQUIVALENT);
    }

    private static ChangeRow row(RunChange change, Metric metric) {
        return change.row(SyntheticRun.JIT, metric).orElseThrow();
    }

    @Test
    void theLatencyProbeIsNoBuildOfIt() {
        refused(LATENCY, BASE, "their probe differs: BASE has the latency probe, NEW has my.bpf.o");
    }

    @Test
    void objectsWithoutAProgramInCommonAreNotTwoBuilds() {
        ProbedObject other = new ProbedObject(
                "my.bpf.o", "0".repeat(64), List.of(new ProbedObject.Part("alone", "raw_tp/sys_enter", "sys_enter")));
        refused(
                BASE,
                OwnRun.measuring(BASE, other),
                "no program is in both of their objects: BASE has latency_tcp_sendmsg, latency_tcp_recvmsg,"
                        + " latency_tcp_cleanup_rbuf of my.bpf.o, NEW has alone of my.bpf.o");
    }

    private static void refused(RunRecord base, RunRecord changed, String sentence) {
        assertThatThrownBy(() -> compare(base, changed))
                .isInstanceOf(ComparisonException.class)
                .hasMessageContaining(sentence);
    }

    private static RunChange compare(RunRecord base, RunRecord changed) {
        return RunChange.of(Comparison.of(base), Comparison.of(changed), ChangeRules.DEFAULT);
    }
}
