// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.ExactRun;
import io.bpfbench.reports.OwnRun;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.TriggerRun;
import io.bpfbench.reports.result.ProbedObject;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.stats.Comparison;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramTableTest {
    /// Names that agree in more than the table has room for, as all those of opensnoop do.
    @Test
    void programsOfLongNamesHaveARowEach() {
        RunRecord own = OwnRun.measuring(
                OwnRun.of(SyntheticRun.lab(3).record()),
                new ProbedObject(
                        "opensnoop.bpf.o",
                        "0".repeat(64),
                        List.of(
                                part("tracepoint__syscalls__sys_enter_open", "tcp_sendmsg"),
                                part("tracepoint__syscalls__sys_enter_openat", "tcp_recvmsg"),
                                part("tracepoint__syscalls__sys_exit_open", "tcp_cleanup_rbuf"))));
        List<String> lines = ProgramTable.lines(Comparison.of(own));
        assertThat(lines).hasSize(2 + 3);
        assertThat(lines.get(2)).startsWith("tracepoint_…s_enter_open ");
        assertThat(lines.get(3)).startsWith("tracepoint_…enter_openat ");
        assertThat(lines.get(4)).startsWith("tracepoint_…ys_exit_open ");
        assertThat(lines.subList(2, 5))
                .allSatisfy(line -> assertThat(line.split(" +")).hasSize(1 + 4));
    }

    @Test
    void runsAreToldByWhatTheTrafficIs() {
        assertThat(heads(SyntheticRun.host(3, 7).record())).contains("Runs\nper s");
        assertThat(heads(SyntheticRun.lab(3).record())).contains("Runs\nper 10⁹ instructions");
        assertThat(heads(ExactRun.record(3))).contains("Runs\nper message");
        assertThat(heads(TriggerRun.record(3, 200))).contains("Runs\nper run of the trigger");
    }

    private static List<String> heads(RunRecord record) {
        return ProgramTable.heads(Comparison.of(OwnRun.of(record)));
    }

    private static ProbedObject.Part part(String name, String hook) {
        return new ProbedObject.Part(name, "tracepoint/syscalls", hook);
    }
}
