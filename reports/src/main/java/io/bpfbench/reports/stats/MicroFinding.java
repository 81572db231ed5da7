// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import java.util.List;

/// A claim of the guide beside a micro run.
///
/// @param ratios what it was judged by
/// @param rows what comes nearest, where it is not judged
/// @param reason one clause
public record MicroFinding(
        Claim claim, ClaimFinding.Word word, List<MicroRatio> ratios, List<MicroRow> rows, String reason) {
    public MicroFinding {
        ratios = List.copyOf(ratios);
        rows = List.copyOf(rows);
    }
}
