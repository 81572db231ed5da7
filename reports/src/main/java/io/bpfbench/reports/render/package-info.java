// SPDX-License-Identifier: Apache-2.0

/// From a [io.bpfbench.reports.stats.Comparison] to what people and programs read: the table on the terminal,
/// `report.html`, `summary.md`, `summary.json`, `trials.csv` and `jmh.json`.
///
/// The same record gives the same bytes: nothing here asks for the time, the locale or a hash's order.
@NullMarked
package io.bpfbench.reports.render;

import org.jspecify.annotations.NullMarked;
