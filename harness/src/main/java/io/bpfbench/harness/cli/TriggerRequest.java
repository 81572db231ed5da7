// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.harness.run.Preset;
import io.bpfbench.harness.run.ProgramFile;
import io.bpfbench.harness.run.RunException;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Trigger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The command that a run was asked to make its load, checked.
///
/// @param files what a guest needs besides, by the names there
record TriggerRequest(
        List<String> command, Optional<Integer> runs, Optional<Double> limitSeconds, Map<String, String> files) {
    private static final int MOST_RUNS = 100_000;
    private static final double LONGEST_SECONDS = 86_400;

    /// @return empty when no command was given
    /// @throws UsageException when it makes no sense, or there is no such program
    static Optional<TriggerRequest> of(TriggerOptions options) {
        if (options.command.isEmpty()) {
            refuse(options.runs.isPresent(), "--runs");
            refuse(options.limit.isPresent(), "--trigger-limit");
            refuse(!options.files.isEmpty(), "--file");
            return Optional.empty();
        }
        List<String> words = words(options.command.get());
        if (words.isEmpty() || words.getFirst().isEmpty()) {
            throw new UsageException("--trigger names no command");
        }
        try {
            ProgramFile.find(words.getFirst());
        } catch (RunException missing) {
            throw new UsageException("--trigger: " + missing.getMessage());
        }
        options.runs.filter(runs -> runs < 1 || runs > MOST_RUNS).ifPresent(runs -> {
            throw new UsageException("--runs takes 1 to " + MOST_RUNS + ", not " + runs);
        });
        options.limit.filter(limit -> !(limit > 0 && limit <= LONGEST_SECONDS)).ifPresent(limit -> {
            throw new UsageException("--trigger-limit takes more than 0 and at most 86400 seconds, not " + limit);
        });
        Map<String, String> files = new LinkedHashMap<>();
        options.files.forEach((name, file) -> {
            LabCommand.check(name, file);
            files.put(name, file.toAbsolutePath().normalize().toString());
        });
        return Optional.of(new TriggerRequest(words, options.runs, options.limit, files));
    }

    private static void refuse(boolean given, String option) {
        if (given) {
            throw new UsageException(option + " is about a command that --trigger names: name one");
        }
    }

    /// What it comes to on a clock. A guest that counts instructions is slower than its clock, so the limit there is
    /// shorter by that clock.
    Trigger trigger(Preset preset, Clock clock) {
        double usual = switch (clock) {
            case WALL -> 60;
            case INSTRUCTIONS -> 10;
        };
        return new Trigger(
                command,
                runs.orElseGet(() -> preset.triggerRuns(clock)),
                Math.max(1, Math.round(limitSeconds.orElse(usual) * 1e9)),
                files);
    }

    /// Splits at blanks outside quotes. As in a shell, nothing is special in single quotes, in double quotes a
    /// backslash makes a quote or a backslash plain, and outside of both it makes any character plain.
    ///
    /// @throws UsageException when a quote is not closed
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean within = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = c == '\\'
                    && i + 1 < text.length()
                    && (quote == 0 || (quote == '"' && "\"\\".indexOf(text.charAt(i + 1)) >= 0));
            if (plain) {
                word.append(text.charAt(++i));
                within = true;
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
                within = true;
            } else if (quote != 0 && c == quote) {
                quote = 0;
            } else if (quote == 0 && Character.isWhitespace(c)) {
                if (within) {
                    words.add(word.toString());
                }
                word.setLength(0);
                within = false;
            } else {
                word.append(c);
                within = true;
            }
        }
        if (quote != 0) {
            throw new UsageException("--trigger opens a " + quote + " that it does not close: " + text);
        }
        if (within) {
            words.add(word.toString());
        }
        return words;
    }
}
