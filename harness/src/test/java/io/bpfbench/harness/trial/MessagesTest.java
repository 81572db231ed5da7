// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.result.Distribution;
import io.bpfbench.reports.result.MessageWindow;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.Stage;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// A window of 100 messages, 10 of them interrupted: the kernel's own figures are of all, and of what came before.
class MessagesTest {
    private static final ProbeWindow ALL = new ProbeWindow(
            1_000_000, List.of(hook("once", 240, 24_000), hook("twice", 480, 9_600)), List.of(), Map.of());
    private static final MessageWindow COUNTED = new MessageWindow(
            Stage.PROBE_COUNTED,
            200,
            10,
            Distribution.EMPTY,
            List.of(
                    new MessageWindow.Runs("once", nanos(100, 90)),
                    new MessageWindow.Runs("twice", Distribution.EMPTY, 180, OptionalLong.of(3_600))));

    @Test
    void programsAreWeighedByTheirRunsInTheSameMessages() {
        assertThat(Messages.undisturbed(ALL, COUNTED, true).hooks())
                .containsExactly(hook("once", 240, 90, 9_000), hook("twice", 480, 180, 3_600));
    }

    /// One message that met another connection's does not put its hook on another footing.
    @Test
    void aMessageThatMetAnotherIsOneOfMany() {
        MessageWindow met = new MessageWindow(
                Stage.PROBE_COUNTED,
                200,
                10,
                Distribution.EMPTY,
                List.of(
                        new MessageWindow.Runs("once", nanos(100, 89), 2, OptionalLong.of(210)),
                        COUNTED.runs().getLast()));
        assertThat(Messages.undisturbed(ALL, met, true).hooks().getFirst()).isEqualTo(hook("once", 240, 91, 9_110));
        assertThat(Messages.undisturbed(ALL, met, false).hooks().getFirst()).isEqualTo(hook("once", 240, 89, 8_900));
    }

    @Test
    void aProgramThatDidNotRunHasNoRuns() {
        ProbeWindow more = new ProbeWindow(1, List.of(hook("never", 0, 0)), List.of(), Map.of());
        assertThat(Messages.undisturbed(more, COUNTED, true).hooks()).containsExactly(hook("never", 0, 0));
    }

    private static Distribution nanos(long value, long times) {
        return new Distribution(List.of(new Distribution.Count(value, times)));
    }

    private static ProbeWindow.Hook hook(String name, long runs, long nanos) {
        return hook(name, runs, runs, nanos);
    }

    private static ProbeWindow.Hook hook(String name, long events, long runs, long nanos) {
        return new ProbeWindow.Hook(name, events, runs, nanos, 0, 1);
    }
}
