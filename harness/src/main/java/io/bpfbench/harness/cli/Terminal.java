// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.reports.render.Ink;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether a person is looking.
final class Terminal {
    static final int OUTPUT = 1;
    static final int ERRORS = 2;
    private static final int USUAL_COLUMNS = 80;
    private static final int COLUMNS_OF_A_FILE = 100;

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

    /// How wide the terminal of standard error is; empty when it is none, or one that cannot rewrite a line.
    static OptionalInt columns() {
        return is(ERRORS) && !"dumb".equals(System.getenv("TERM"))
                ? OptionalInt.of(width(ERRORS))
                : OptionalInt.empty();
    }

    /// How wide lines on standard output may be; in a file or a pipe as wide as text in two columns likes to be.
    static int outputColumns() {
        return is(OUTPUT) ? width(OUTPUT) : COLUMNS_OF_A_FILE;
    }

    /// Asks the terminal by `stty size`, which says rows and columns; 80 where it does not know.
    private static int width(int descriptor) {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/proc/self/fd/" + descriptor))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return width(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException none) {
            return USUAL_COLUMNS;
        }
    }

    static int width(String sttySize) {
        Matcher size = Pattern.compile("[0-9]+ ([1-9][0-9]{1,3})\\s*").matcher(sttySize);
        return size.matches() ? Integer.parseInt(size.group(1)) : USUAL_COLUMNS;
    }

    /// Whether standard output and standard error are read together, by a person.
    static boolean both() {
        return is(OUTPUT) && is(ERRORS);
    }

    /// What standard output is written in: what the terminal has; in a file or a pipe, which machines read, UTF-8
    /// in every locale, as in the files.
    static Charset charset() {
        return is(OUTPUT) ? System.out.charset() : StandardCharsets.UTF_8;
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
