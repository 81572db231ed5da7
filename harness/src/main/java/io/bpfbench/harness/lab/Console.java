// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a guest's console has said: the kernel, `init` and the command's standard error.
///
/// @param lines without line ends and terminal sequences, blank ones left out
record Console(List<String> lines) {
    private static final int LAST_LINES = 15;
    private static final Pattern TERMINAL_SEQUENCE = Pattern.compile("\u001b\\[[0-9;?]*[a-zA-Z]|\u001bc");
    private static final Pattern PANIC = Pattern.compile("Kernel panic - not syncing: (.*)");
    private static final Pattern OUT_OF_MEMORY =
            Pattern.compile("(Out of memory: Killed process.*|java\\.lang\\.OutOfMemoryError.*)");
    private static final String INIT = "bpfbench-init: ";
    // The lines that init ends with: see probe-native/init/init.c.
    private static final Pattern INIT_FAILED = Pattern.compile("bpfbench-init: failed: (.*)");
    private static final Pattern COMMAND_ENDED =
            Pattern.compile("bpfbench-init: command (exited with status \\d+|killed by signal \\d+)");
    private static final String SUCCESS = "exited with status 0";

    Console {
        lines = List.copyOf(lines);
    }

    /// The console's file as it is now; a missing one is an empty console.
    static Console read(Path file) {
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            return of(text);
        } catch (IOException missing) {
            return new Console(List.of());
        }
    }

    static Console of(String text) {
        return new Console(TERMINAL_SEQUENCE
                .matcher(text)
                .replaceAll("")
                .lines()
                .map(String::stripTrailing)
                .filter(line -> !line.isBlank())
                .toList());
    }

    /// Whether the guest's command ended well and `init` said so.
    boolean endedWell() {
        return last(COMMAND_ENDED).filter(SUCCESS::equals).isPresent();
    }

    List<String> lastLines() {
        return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
    }

    /// What the console knows of why the guest ended; empty when it broke off without a word.
    Optional<GuestFailure> failure() {
        return last(PANIC)
                .map(what -> failure(GuestFailure.Kind.PANIC, "had a kernel panic: " + what))
                .or(() -> last(OUT_OF_MEMORY)
                        .map(what -> failure(GuestFailure.Kind.OUT_OF_MEMORY, "ran out of memory: " + what)))
                .or(() -> last(INIT_FAILED).map(why -> failure(GuestFailure.Kind.COMMAND, "could not begin: " + why)))
                .or(() -> last(COMMAND_ENDED)
                        .filter(how -> !how.equals(SUCCESS))
                        .map(how -> complaint()
                                .map(why -> new GuestFailure(GuestFailure.Kind.COMMAND, "gave up: " + why, List.of()))
                                .orElseGet(() -> failure(GuestFailure.Kind.COMMAND, "broke off: its command " + how))));
    }

    /// What [GuestMain] said before it gave up, which is all that there is to say: up to the words of `init`.
    private Optional<String> complaint() {
        List<String> said = lines.stream()
                .dropWhile(line -> !line.startsWith(GuestMain.COMPLAINT))
                .takeWhile(line -> !line.startsWith(INIT))
                .toList();
        return said.isEmpty()
                ? Optional.empty()
                : Optional.of(String.join("\n", said).substring(GuestMain.COMPLAINT.length()));
    }

    private GuestFailure failure(GuestFailure.Kind kind, String reason) {
        return new GuestFailure(kind, reason, lastLines());
    }

    private Optional<String> last(Pattern pattern) {
        return lines.stream()
                .map(pattern::matcher)
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1))
                .reduce((first, second) -> second);
    }
}
