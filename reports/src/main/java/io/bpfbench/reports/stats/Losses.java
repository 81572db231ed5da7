// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Arm;
import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.result.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What a run's blocks lack and which of their trials do not count, in sentences.
final class Losses {
    private final RunRecord record;
    private final Blocks blocks;

    Losses(RunRecord record, Blocks blocks) {
        this.record = record;
        this.blocks = blocks;
    }

    /// One sentence for each trial that a block lacks, and one for all the blocks that were never begun.
    List<String> gaps() {
        List<Arm> arms = new ArrayList<>(blocks.cells());
        arms.addAll(Blocks.BASELINES);
        arms.removeIf(arm -> blocks.unavailable(arm).isPresent());
        List<String> sentences = new ArrayList<>();
        List<String> unbegun = new ArrayList<>();
        blocks.all().forEach((number, present) -> {
            if (present.isEmpty() && record.failures().stream().noneMatch(failure -> failure.block() == number)) {
                unbegun.add(number.toString());
                return;
            }
            for (Arm arm : arms) {
                if (!blocks.of(arm).containsKey(number)) {
                    sentences.add("block " + number + " has no " + arm.label() + " (" + why(number, arm) + "): "
                            + consequence(arm));
                }
            }
        });
        if (!unbegun.isEmpty()) {
            sentences.add("not begun: block " + String.join(", ", unbegun));
        }
        return sentences;
    }

    /// One sentence for each trial that breaks a rule declared before the run. What a cell's trials fail to prove is
    /// left out where none of them is proven: that the cell is unverified, and why, is said once.
    List<String> voids() {
        List<String> sentences = new ArrayList<>();
        Set<Cell> unproven = blocks.countsVoids() ? unproven() : Set.of();
        for (List<Examined> block : blocks.all().values()) {
            for (Examined each : block) {
                Trial trial = each.trial();
                List<VoidRules.Breach> said = new ArrayList<>(each.broken());
                if (trial.arm() instanceof Cell cell && unproven.contains(cell)) {
                    said.removeAll(each.unproven());
                }
                if (!said.isEmpty()) {
                    sentences.add("block " + trial.block() + ", " + trial.arm().label()
                            + (blocks.countsVoids() ? " is void" : " would be void in a run of more blocks")
                            + VoidRules.butFor(each.broken()) + ": "
                            + said.stream().map(VoidRules.Breach::clause).collect(Collectors.joining("; ")));
                }
            }
        }
        return sentences;
    }

    private Set<Cell> unproven() {
        return blocks.cells().stream()
                .filter(cell -> blocks.of(cell).values().stream()
                        .noneMatch(each -> each.unproven().isEmpty()))
                .collect(Collectors.toSet());
    }

    private static String consequence(Arm arm) {
        return arm instanceof Baseline ? "nothing in this block can be paired" : "this cell goes without this block";
    }

    private String why(int block, Arm arm) {
        return record.failures().stream()
                .filter(failure -> failure.block() == block && failure.arm().equals(arm))
                .map(RunEvent.TrialFailed::reason)
                .reduce((earlier, later) -> later)
                .orElse("it was not run");
    }
}
