// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.reports.render.Ink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Whether a person is looking.
final class Terminal {
    static final int OUTPUT = 1;
    static final int ERRORS = 2;

    private Terminal() {}

    /// Whether a file descriptor of this process is a terminal. The JDK's console speaks of standard input and output
    /// together.
    static boolean is(int descriptor) {
        try {
            String device = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException unreadable) {
            return false;
        }
    }

    /// Colours for standard output.
    static Ink ink() {
        return ink(is(OUTPUT), System.getenv());
    }

    /// No colours but on a terminal, and none where NO_COLOR is set to anything (no-color.org).
    static Ink ink(boolean terminal, Map<String, String> environment) {
        boolean unwanted =
                !Optional.ofNullable(environment.get("NO_COLOR")).orElse("").isEmpty()
                        || "dumb".equals(environment.get("TERM"));
        return terminal && !unwanted ? Ink.ANSI : Ink.NONE;
    }
}
