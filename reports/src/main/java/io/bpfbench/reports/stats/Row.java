// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Cell;
import java.util.Optional;

/// One cell's figure in one metric.
///
/// @param unit as printed
/// @param estimate the figure, absent when no block gives one
/// @param inference what can be concluded, absent without an estimate or with a single block
/// @param attested whether the cell's settings are proven; nothing may be claimed from a row that is not
/// @param reason one sentence for each thing that is missing, empty when nothing is
public record Row(
        Cell cell,
        Metric metric,
        String unit,
        Optional<Estimate> estimate,
        Optional<Inference> inference,
        boolean attested,
        String reason) {
    /// What may be said of this row.
    public Verdict verdict() {
        return inference.map(Inference::verdict).orElse(Verdict.NO_CLAIM);
    }

    public int blocks() {
        return estimate.map(Estimate::blocks).orElse(0);
    }
}
