// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.render.Ink;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
    @Test
    void coloursAreForTerminalsOnlyAndNeverAgainstTheUsersWill() {
        assertThat(Terminal.ink(true, Map.of())).isEqualTo(Ink.ANSI);
        assertThat(Terminal.ink(true, Map.of("NO_COLOR", ""))).isEqualTo(Ink.ANSI);
        assertThat(Terminal.ink(true, Map.of("NO_COLOR", "1"))).isEqualTo(Ink.NONE);
        assertThat(Terminal.ink(true, Map.of("TERM", "dumb"))).isEqualTo(Ink.NONE);
        assertThat(Terminal.ink(false, Map.of())).isEqualTo(Ink.NONE);
    }

    @Test
    void aTerminalIsAsWideAsItSays() {
        assertThat(Terminal.width("24 132\n")).isEqualTo(132);
        for (String unknown : new String[] {"", "0 0\n", "stty: standard input: Inappropriate ioctl for device\n"}) {
            assertThat(Terminal.width(unknown)).isEqualTo(80);
        }
    }
}
