// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import java.io.IOException;
import java.io.StreamTokenizer;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Something to be done in a guest.
///
/// @param words `bench COMMAND…`, `set SYSCTL=VALUE` or `exec PROGRAM…`
record GuestStep(List<String> words) {
    private static final JsonMapper JSON = JsonMapper.shared();

    GuestStep {
        words = List.copyOf(words);
    }

    /// A command line of bench.
    static GuestStep bench(List<String> arguments) {
        List<String> words = new ArrayList<>(List.of("bench"));
        words.addAll(arguments);
        return new GuestStep(words);
    }

    /// A setting, as `sysctl` takes it.
    ///
    /// @throws UsageException when it is no `SYSCTL=VALUE`
    static GuestStep set(String assignment) {
        return checked(List.of("set", assignment));
    }

    /// The steps of a script: one a line, `'…'` and `"…"` hold a word together, `#` begins a remark.
    ///
    /// @throws UsageException when a line is no step
    static List<GuestStep> parse(String script) {
        List<GuestStep> steps = new ArrayList<>();
        for (String line : script.lines().toList()) {
            List<String> words = words(line);
            if (!words.isEmpty()) {
                steps.add(checked(words));
            }
        }
        return List.copyOf(steps);
    }

    static String toJson(List<GuestStep> steps) {
        return JSON.writeValueAsString(steps);
    }

    /// @throws IllegalArgumentException when the text was not written by [#toJson]
    static List<GuestStep> fromJson(String json) {
        try {
            return List.of(JSON.readValue(json, GuestStep[].class));
        } catch (JacksonException foreign) {
            throw new IllegalArgumentException(foreign);
        }
    }

    /// As it could stand in a script.
    @Override
    public String toString() {
        List<String> quoted = words.stream()
                .map(word -> word.isEmpty() || word.matches(".*[\\s\"'#].*")
                        ? (word.contains("'") ? '"' + word + '"' : "'" + word + "'")
                        : word)
                .toList();
        return String.join(" ", quoted);
    }

    private static GuestStep checked(List<String> words) {
        boolean known = switch (words.getFirst()) {
            case "bench", "exec" -> words.size() >= 2;
            case "set" -> words.size() == 2 && words.getLast().matches("[\\w./-]+=.*");
            default -> false;
        };
        if (!known) {
            throw new UsageException("'" + String.join(" ", words)
                    + "' is no step: write 'bench COMMAND...', 'set SYSCTL=VALUE' or 'exec PROGRAM...'");
        }
        return new GuestStep(words);
    }

    private static List<String> words(String line) {
        StreamTokenizer tokens = new StreamTokenizer(new StringReader(line));
        tokens.resetSyntax();
        tokens.wordChars('!', 0xFF);
        tokens.whitespaceChars(0, ' ');
        tokens.quoteChar('"');
        tokens.quoteChar('\'');
        tokens.commentChar('#');
        List<String> words = new ArrayList<>();
        try {
            while (tokens.nextToken() != StreamTokenizer.TT_EOF) {
                words.add(tokens.sval);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return words;
    }
}
