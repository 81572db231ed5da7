// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.doctor;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// What a line of a diagnosis amounts to.
public enum Mark {
    /// As it should be.
    GOOD('✓', 'v'),
    /// To be mended.
    FINDING('✗', 'x'),
    /// To be known: it may be meant so.
    NOTE('!', '!'),
    /// Not to be told from here.
    UNKNOWN('?', '?'),
    /// Neither good nor bad.
    FACT(' ', ' ');

    private final char sign;
    private final char plainSign;

    Mark(char sign, char plainSign) {
        this.sign = sign;
        this.plainSign = plainSign;
    }

    /// For people.
    public char sign() {
        return sign;
    }

    /// For people whose terminal has ASCII only.
    public char plainSign() {
        return plainSign;
    }

    /// For programs.
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
