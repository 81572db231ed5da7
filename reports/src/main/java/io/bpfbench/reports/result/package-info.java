// SPDX-License-Identifier: Apache-2.0

/// What a run found, as records: the vocabulary that the harness writes and every report reads.
///
/// A run is a stream of [RunEvent]s, one JSON object a line (`run.jsonl`, the journal). [Journal] folds the stream into
/// a [RunRecord]; nothing else is needed to rebuild every table, chart and file of the run.
///
/// **Units.** Every time is a `long` named `…Nanos`. On [Clock#WALL] it is nanoseconds; on [Clock#INSTRUCTIONS] the
/// guest's clock advances by one for each instruction that the virtual CPU executes, so the same field counts
/// instructions. [Clock#unit()] gives the word to print.
@NullMarked
package io.bpfbench.reports.result;

import org.jspecify.annotations.NullMarked;
