// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Arm;

/// What trials of the same thing differ by in one metric: a control.
///
/// @param arm what was set against the other
/// @param other what is the same as it
/// @param estimate the mean difference over blocks, whose truth is 0
/// @param value the floor: the end of the difference's 95 % interval that is farther from zero
public record NoiseFloor(Metric metric, Arm arm, Arm other, Estimate estimate, double value) {
    /// What was compared, such as `baseline 2 − baseline 1`.
    public String control() {
        return arm.label() + " − " + other.label();
    }
}
