// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.probe;

/// Which programs the probe loads.
public enum Variant {
    /// The programs that measure.
    LATENCY("latency"),
    /// The programs of an object that others made.
    OWN("own"),
    /// Programs in the same places that do nothing: the floor.
    EMPTY("empty"),
    /// Programs in the same places that only add, as often as asked: a yardstick.
    ARITHMETIC("arithmetic");

    private final String word;

    Variant(String word) {
        this.word = word;
    }

    /// The value of `--variant`.
    public String word() {
        return word;
    }
}
