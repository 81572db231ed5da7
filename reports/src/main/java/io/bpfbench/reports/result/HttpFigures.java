// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

/// What [HttpTraffic] did in a trial's measurement window.
///
/// @param warmUpNanos how long the load ran before it was settled
/// @param load the load in the measurement window
/// @param cpu the CPUs in the measurement window
public record HttpFigures(long warmUpNanos, LoadFigures load, CpuFigures cpu) implements TrafficFigures {}
