// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Cell;
import java.util.List;

/// What one more copy of the probe costs: the slope of a metric over the number of copies, for cells that differ in
/// nothing else. Each block gives one slope, by least squares through its own trials with its baselines as no copies;
/// the slopes are the replicates.
///
/// @param slope the figure of one copy, in the metric's unit; its cell is what the cells have in common
/// @param key the metric's name in files
/// @param intercept mean over blocks of the lines' height at no copies, above the baselines' mean
/// @param points one for each number of copies, none first
public record DoseResponse(Row slope, String key, double intercept, List<Point> points) {
    public DoseResponse {
        points = List.copyOf(points);
    }

    /// @param copies number of copies, 0 for the baselines
    /// @param effect above the block's baselines; for no copies, what both together are above their mean: nothing
    /// @param residual what the mean effect lies above the mean line
    public record Point(int copies, Estimate effect, double residual) {}

    public Cell cell() {
        return slope.cell();
    }

    public Metric metric() {
        return slope.metric();
    }

    /// The mean line at a number of copies.
    public double at(double copies) {
        return intercept + copies * slope.estimate().map(Estimate::value).orElse(0.0);
    }
}
