// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.run;

import io.bpfbench.harness.matrix.Schedule;
import io.bpfbench.harness.matrix.Slot;
import io.bpfbench.reports.result.Design;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.stats.VoidRules;
import java.util.List;

/// Blocks run in the place of void ones. Whether there are any follows from rules and a number that were fixed before
/// the run and look at how the load went, so the outcome has no say in it. Void blocks stay in the record.
public final class Replacements {
    private Replacements() {}

    /// The slots to run next: a whole block for each one that holds a void trial and has no replacement yet, while the
    /// declared number lasts. Empty when there is none to run, and in a run of one block, from which nothing is
    /// claimed.
    ///
    /// @param record the run so far; replacements are numbered behind its designed blocks
    public static List<Slot> next(RunRecord record) {
        Design design = record.started().design();
        int begun = lastBlock(record);
        int had = begun - design.blocks();
        int wanted = VoidRules.DEFAULT
                .voidBlocks(record.trials(), record.started().clock())
                .size();
        int last = design.blocks() + Math.min(wanted, design.declared().replacements());
        return had >= wanted || design.blocks() < 2
                ? List.of()
                : Schedule.of(design.cells(), begun + 1, last, record.started().seed())
                        .slots();
    }

    /// The number of the last block that is designed, or was begun as a replacement.
    public static int lastBlock(RunRecord record) {
        int designed = record.started().design().blocks();
        return Math.max(
                designed,
                record.trials().stream().mapToInt(trial -> trial.block()).max().orElse(designed));
    }
}
