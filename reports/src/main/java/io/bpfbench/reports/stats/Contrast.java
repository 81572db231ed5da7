// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Cell;

/// One cell against another, block by block; baselines cancel out.
///
/// @param reference the cell that is taken away: the first of the design
/// @param row the difference; its metric's [Metric#paired()] tells how figures of one cell come about, a contrast is
///     always a difference
public record Contrast(Cell reference, Row row) {}
