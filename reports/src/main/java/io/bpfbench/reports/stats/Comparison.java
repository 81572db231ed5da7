// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Arm;
import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Environment;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.result.Trial;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/// A run's figures: for each cell and metric one row, with what proves the cell and what speaks against believing it.
///
/// @param rows by cell in the design's order, within a cell by metric
/// @param proofs one entry per cell
/// @param arms the two baselines and the cells, those with at least one finished trial
/// @param warnings one sentence each, those of the record first
public record Comparison(
        RunRecord record, List<Row> rows, List<CellProof> proofs, List<CellFigures> arms, List<String> warnings) {
    public Comparison {
        rows = List.copyOf(rows);
        proofs = List.copyOf(proofs);
        arms = List.copyOf(arms);
        warnings = List.copyOf(warnings);
    }

    /// Compares every cell of a run with its baselines.
    ///
    /// @throws ComparisonException when the record contradicts itself
    public static Comparison of(RunRecord record) {
        Blocks blocks = new Blocks(record);
        Attestor attestor = new Attestor(blocks);
        LinkedHashSet<String> warnings = new LinkedHashSet<>(record.warnings());
        warnings.addAll(blocks.gaps());
        List<Row> rows = new ArrayList<>();
        List<CellProof> proofs = new ArrayList<>();
        for (Cell cell : blocks.cells()) {
            CellProof proof = attestor.prove(cell);
            proofs.add(proof);
            if (proof.lost() > 0) {
                warnings.add("the probe lost " + proof.lost() + " events under " + cell.label()
                        + ": its own counts there are too low");
            }
            for (Metric metric : Metric.values()) {
                Blocks.Effects effects = blocks.effects(cell, metric);
                warnings.addAll(effects.unusable());
                rows.add(row(record, proof, metric, effects));
            }
        }
        warnings.addAll(marks(record));
        if (record.started().design().blocks() < 2) {
            warnings.add(
                    "one block shows that the chain works; it gives no interval, and nothing may be claimed from it");
        }
        return new Comparison(record, rows, proofs, arms(blocks), List.copyOf(warnings));
    }

    private static Row row(RunRecord record, CellProof proof, Metric metric, Blocks.Effects effects) {
        List<String> reasons = new ArrayList<>(proof.failures());
        Optional<Estimate> estimate = Optional.empty();
        if (proof.attach().size() > 1) {
            reasons.add("figures of different attach kinds are not averaged");
        } else if (effects.values().isEmpty()) {
            reasons.add(effects.unusable().stream().findFirst().orElse("no complete block"));
        } else {
            estimate =
                    Optional.of(Estimate.of(effects.values(), record.started().seed()));
        }
        Clock clock = record.started().clock();
        return new Row(
                proof.cell(), metric, metric.unit(clock), estimate, proof.attested(), String.join("; ", reasons));
    }

    private static List<CellFigures> arms(Blocks blocks) {
        List<Arm> arms = new ArrayList<>(List.of(new Baseline(1), new Baseline(2)));
        arms.addAll(blocks.cells());
        return arms.stream()
                .filter(arm -> !blocks.trials(arm).isEmpty())
                .map(arm -> CellFigures.of(arm, blocks.trials(arm)))
                .toList();
    }

    private static List<String> marks(RunRecord record) {
        List<String> sentences = new ArrayList<>();
        for (Trial trial : record.trials()) {
            trial.marks()
                    .forEach(mark -> sentences.add(trial.arm().label() + ", block " + trial.block() + ": " + mark));
            if (trial.arm() instanceof Baseline) {
                trial.attestation()
                        .failures()
                        .forEach(failure ->
                                sentences.add(trial.arm().label() + ", block " + trial.block() + ": " + failure));
            }
        }
        return sentences;
    }

    /// The cells, in the order of the rows.
    public List<Cell> cells() {
        return proofs.stream().map(CellProof::cell).toList();
    }

    /// The row of one cell in one metric; every cell of [#cells()] has one in every metric.
    public Row row(Cell cell, Metric metric) {
        return rows.stream()
                .filter(row -> row.cell().equals(cell) && row.metric() == metric)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such cell: " + cell.label()));
    }

    public Clock clock() {
        return record.started().clock();
    }

    /// The machine that the trials ran on: the guest's where there was one, else the host's.
    public Environment environment() {
        return record.guests().stream()
                .findFirst()
                .map(RunEvent.GuestReady::environment)
                .orElse(record.started().environment());
    }

    /// The attach kinds that were used, in most runs one.
    public List<String> attachKinds() {
        return proofs.stream()
                .flatMap(proof -> proof.attach().stream())
                .distinct()
                .sorted()
                .toList();
    }
}
