// SPDX-License-Identifier: Apache-2.0

/// From trials to effects: what each cell costs, how sure that is, and whether it may be said at all.
///
/// The trial is the replicate and the block is what pairs: every effect is a difference within a block, and every
/// interval is over blocks. Where the data do not allow a figure there is none, and one sentence says why.
/// `docs/METHODOLOGY.md` names every method with its source.
@NullMarked
package io.bpfbench.reports.stats;

import org.jspecify.annotations.NullMarked;
