// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.util.List;
import java.util.stream.Collectors;

/// A command's words as one line that a shell takes for the same words.
public final class CommandText {
    private CommandText() {}

    public static String of(List<String> words) {
        return words.stream()
                .map(word -> word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }
}
