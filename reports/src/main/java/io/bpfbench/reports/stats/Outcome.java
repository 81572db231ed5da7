// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

/// What a change comes to, in one metric of one cell or as a whole.
public enum Outcome {
    /// It costs more: past chance, past its gate and past the noise floor.
    REGRESSION("regression"),
    /// It costs less, by the same measure.
    IMPROVED("improved"),
    /// What it changes, if anything, lies within the margin or below the gate that was set.
    EQUIVALENT("equivalent"),
    /// None of these could be shown.
    INCONCLUSIVE("inconclusive");

    private final String word;

    Outcome(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
