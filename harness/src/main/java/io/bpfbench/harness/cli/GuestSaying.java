// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// A line that comes out of a guest while it goes through its steps.
///
/// @param kind what the text is
/// @param text a step as it could stand in a script, a line of output, or an exit code
record GuestSaying(Kind kind, String text) {
    private static final JsonMapper JSON = JsonMapper.shared();

    /// `HELLO` comes once, first; then of each step `STEP`, its output line by line, and `EXIT`.
    enum Kind {
        HELLO,
        STEP,
        OUT,
        ERR,
        EXIT
    }

    String toJson() {
        return JSON.writeValueAsString(this);
    }

    /// @throws IllegalArgumentException when the line was not written by [#toJson]
    static GuestSaying fromJson(String line) {
        try {
            return JSON.readValue(line, GuestSaying.class);
        } catch (JacksonException foreign) {
            throw new IllegalArgumentException(foreign);
        }
    }
}
