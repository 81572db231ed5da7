// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

/// No probe attached, the machine's settings as they were found. Each block holds it twice: the difference between the
/// two copies is the noise of the whole chain (an A/A comparison).
///
/// @param copy 1 or 2
public record Baseline(int copy) implements Arm {
    public Baseline {
        if (copy != 1 && copy != 2) {
            throw new IllegalArgumentException("the baseline stands twice in a block, as copy 1 or 2, not " + copy);
        }
    }

    @Override
    public String label() {
        return "baseline " + copy;
    }
}
