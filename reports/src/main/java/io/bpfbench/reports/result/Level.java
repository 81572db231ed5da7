// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

/// One value of one dimension, such as `harden=2`.
public record Level(String dimension, String value) {
    public Level {
        if (dimension.isBlank() || value.isBlank()) {
            throw new IllegalArgumentException("a level is DIMENSION=VALUE, neither of them empty");
        }
    }

    @Override
    public String toString() {
        return dimension + "=" + value;
    }
}
