// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

/// The CPUs in one of a trial's further windows, beside the measurement window.
///
/// @param stage what stood on the hooks in it
/// @param achievedShare share of the asked rate that the load held meanwhile, 0 to about 1
public record StageCpu(Stage stage, CpuFigures cpu, double achievedShare) {}
