// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.doctor;

import java.util.Optional;

/// One thing that was looked at.
///
/// @param id its name for programs, such as `jit_enable` or `attach.fentry`; the same in every diagnosis
/// @param mark what it amounts to
/// @param value what was found, for programs: a setting's value, a number of bytes, `yes`, `no` or `cannot tell`
/// @param text what was found, for people
/// @param why what is to be known beside, as sentences; may be empty
/// @param remedy the command that mends it, or ends what a note tells of, if a command can
public record Line(String id, Mark mark, String value, String text, String why, Optional<String> remedy) {
    static Line good(String id, String value, String text) {
        return new Line(id, Mark.GOOD, value, text, "", Optional.empty());
    }

    static Line fact(String id, String value, String text) {
        return new Line(id, Mark.FACT, value, text, "", Optional.empty());
    }

    static Line unknown(String id, String text, String why) {
        return new Line(id, Mark.UNKNOWN, "cannot tell", text, why, Optional.empty());
    }

    static Line note(String id, String value, String text, String why) {
        return new Line(id, Mark.NOTE, value, text, why, Optional.empty());
    }

    static Line finding(String id, String value, String text, String why) {
        return new Line(id, Mark.FINDING, value, text, why, Optional.empty());
    }

    /// The same with one more sentence.
    Line explained(String sentence) {
        return new Line(id, mark, value, text, why.isEmpty() ? sentence : why + " " + sentence, remedy);
    }

    /// The same with the command that mends it.
    Line mendedBy(String command) {
        return new Line(id, mark, value, text, why, Optional.of(command));
    }
}
