// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// A command of the user's, run one time after the other: what goes through the hooks is what it does.
///
/// @param command the program, as it was named or by its path, and its arguments
/// @param runs runs of each window
/// @param limitNanos a run that takes longer is ended, and has failed
/// @param files what a guest needs besides the program itself: files of the machine that started the run, by their
///     absolute names in the guest
public record Trigger(List<String> command, int runs, long limitNanos, Map<String, String> files) implements Traffic {
    public Trigger {
        command = List.copyOf(command);
        SortedMap<String, String> sorted = new TreeMap<>(files);
        files = Collections.unmodifiableMap(sorted);
        if (command.isEmpty() || runs < 1 || limitNanos < 1) {
            throw new IllegalArgumentException("a trigger is a command, at least one run and a limit, not " + command
                    + ", " + runs + " and " + limitNanos);
        }
    }

    @Override
    public String word() {
        return "trigger";
    }

    /// The program at this path in place of its name.
    public Trigger withProgram(String path) {
        List<String> words = new ArrayList<>(command);
        words.set(0, path);
        return new Trigger(words, runs, limitNanos, files);
    }

    /// The command as a shell would take it.
    public String text() {
        return CommandText.of(command);
    }
}
