// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

/// What trials of the same thing differ by in one metric.
///
/// @param control what was compared with what
/// @param estimate the mean difference over blocks, whose truth is 0
/// @param value the floor: the end of the difference's 95 % interval that is farther from zero
public record NoiseFloor(Metric metric, String control, Estimate estimate, double value) {}
