// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Something to be done in a guest.
///
/// @param words `bench COMMAND…`, `set SYSCTL=VALUE` or `exec PROGRAM…`
/// @param needed whether there is no point in the steps behind it when it fails
record GuestStep(List<String> words, boolean needed) {
    private static final JsonMapper JSON = JsonMapper.shared();

    /// A piece of a word: in quotes, plain, or a quote that nothing closes.
    private static final Pattern PIECE = Pattern.compile("'[^']*'|\"[^\"]*\"|[^\\s'\"]+|['\"]");

    private static final Pattern WORD = Pattern.compile("(?:" + PIECE + ")+");

    GuestStep {
        words = List.copyOf(words);
    }

    private GuestStep(List<String> words) {
        this(words, false);
    }

    /// A command line of bench.
    static GuestStep bench(List<String> arguments) {
        List<String> words = new ArrayList<>(List.of("bench"));
        words.addAll(arguments);
        return new GuestStep(words);
    }

    /// A setting, as `sysctl` takes it, without which what follows would be of another kernel.
    ///
    /// @throws UsageException when it is no `SYSCTL=VALUE`
    static GuestStep set(String assignment) {
        return new GuestStep(checked(List.of("set", assignment)).words(), true);
    }

    /// The steps of a script: one a line, `'…'` and `"…"` hold a word together, a word that begins with `#` begins a
    /// remark.
    ///
    /// @throws UsageException when a line is no step, or a quote is not closed
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
                .map(word -> word.matches("[^\\s'\"#]+") ? word : "'" + word.replace("'", "'\"'\"'") + "'")
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

    /// Words as a shell cuts them, which takes no backslash and no variable here for more than it is.
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line);
        while (word.find() && !word.group().startsWith("#")) {
            StringBuilder whole = new StringBuilder();
            Matcher piece = PIECE.matcher(word.group());
            while (piece.find()) {
                String text = piece.group();
                boolean quoted = text.startsWith("'") || text.startsWith("\"");
                if (quoted && text.length() == 1) {
                    throw new UsageException("a quote is not closed in the step: " + line.strip());
                }
                whole.append(quoted ? text.substring(1, text.length() - 1) : text);
            }
            words.add(whole.toString());
        }
        return words;
    }
}
