// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.doctor;

import java.util.List;

/// What belongs together in a diagnosis.
///
/// @param number 1 to 6 in the guide's order; 0 for what the guide does not look at
/// @param title as the guide has it, such as `JIT Enable Status`
public record Check(int number, String title, List<Line> lines) {
    public Check {
        lines = List.copyOf(lines);
    }
}
