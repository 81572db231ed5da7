// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

/// What may be said of an effect.
public enum Verdict {
    /// More than nothing: past chance, after adjusting for the number of questions, and past the noise floor.
    HIGHER("higher"),
    /// Less than nothing, by the same measure.
    LOWER("lower"),
    /// Within the margin that the user set, by two one-sided tests.
    EQUIVALENT("equivalent"),
    /// No larger than what identical trials differ by.
    WITHIN_NOISE("within noise"),
    /// None of these could be shown.
    INCONCLUSIVE("inconclusive"),
    /// Nothing may be said: one block, an unverified cell, or no figure.
    NO_CLAIM("no claim");

    private final String word;

    Verdict(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
