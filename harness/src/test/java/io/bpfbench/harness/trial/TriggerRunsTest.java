// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.result.Distribution;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.Stage;
import io.bpfbench.reports.result.TriggerWindow;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TriggerRunsTest {
    /// The calm before the runs and the run for nothing are in the probe's window, and no part of the runs.
    @Test
    void aProgramIsChargedToTheTriggerForItsRunsAlone() {
        ProbeWindow all = new ProbeWindow(
                100_000_000,
                List.of(
                        new ProbeWindow.Hook("tcp_sendmsg", 1_207, 1_207, 600_000, 0, 1),
                        hook("tcp_recvmsg", 7, 9_000),
                        hook("unread", 4, 800)),
                List.of(),
                Map.of());
        TriggerWindow counted = new TriggerWindow(
                Stage.PROBE_COUNTED,
                Distribution.EMPTY,
                Distribution.EMPTY,
                List.of(events("tcp_sendmsg", 200, 330_000), events("tcp_recvmsg", 0, 0)));
        assertThat(TriggerRuns.inTheRuns(all, counted).hooks())
                .containsExactly(
                        hook("tcp_sendmsg", 1_000, 330_000), hook("tcp_recvmsg", 0, 0), hook("unread", 4, 800));
    }

    private static ProbeWindow.Hook hook(String name, long runs, long nanos) {
        return new ProbeWindow.Hook(name, runs, runs, nanos, 0, 1);
    }

    private static TriggerWindow.Events events(String hook, long each, long nanos) {
        return new TriggerWindow.Events(hook, new Distribution(List.of(new Distribution.Count(each, 5))), nanos);
    }
}
