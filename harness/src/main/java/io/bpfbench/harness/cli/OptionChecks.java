// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import static io.bpfbench.harness.cli.UsageException.require;

import io.bpfbench.harness.run.Preset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is checked of options that several commands have.
final class OptionChecks {
    private static final List<String> PLACES = List.of("auto", "host", "lab");

    private OptionChecks() {}

    static void place(String where) {
        require(PLACES.contains(where), "--where takes host, lab or auto, not '" + where + "'");
    }

    /// @param ofGuests options that only the lab's guests have, by their names
    static void place(String where, Map<String, Optional<?>> ofGuests) {
        place(where);
        ofGuests.forEach((name, given) -> require(
                given.isEmpty() || !where.equals("host"),
                name + " is for the lab's guests: leave it out, or --where host"));
    }

    static Preset preset(String word) {
        return Preset.named(word)
                .orElseThrow(() ->
                        new UsageException("there is no preset '" + word + "'; the presets are " + Preset.words()));
    }

    static void blocks(int number) {
        require(number >= 1 && number <= 1000, "--blocks takes 1 to 1000, not " + number);
    }
}
