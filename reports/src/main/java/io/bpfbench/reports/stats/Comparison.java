// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Environment;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.result.Trial;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// A run's figures: for each cell and metric one row, with what proves the cell and what speaks against believing it.
///
/// @param rows by cell in the design's order, within a cell by metric
/// @param contrasts every cell but the first against the first, in the same order
/// @param controls what identical trials differ by
/// @param proofs one entry per cell
/// @param arms the load of the two baselines and the cells, those with at least one finished trial under HTTP traffic
/// @param hookCosts where each cell's cost per event is spent
/// @param messages what a message took at each stage of each arm, in the exact lane
/// @param triggerRuns what a run of the trigger took at each stage of each arm, where there is one
/// @param parts what cells' costs are made of, those that can be told
/// @param doses what one copy of the probe costs, where the run varies their number
/// @param claims the guide's claims beside this run's figures, every one of them
/// @param blocks the trials as they were examined
/// @param voids one sentence for each trial that does not count
/// @param warnings one sentence each, those of the record first
public record Comparison(
        RunRecord record,
        List<Row> rows,
        List<Contrast> contrasts,
        List<NoiseFloor> controls,
        List<CellProof> proofs,
        List<CellFigures> arms,
        List<HookCost> hookCosts,
        List<StageMessages> messages,
        List<StageRuns> triggerRuns,
        List<CostPart> parts,
        List<DoseResponse> doses,
        List<ClaimFinding> claims,
        Blocks blocks,
        List<String> voids,
        List<String> warnings) {
    /// The warning of a run that is too short to say anything, which is known before it begins.
    public static final String ONE_BLOCK =
            "one block shows that the chain works; it gives no interval, and nothing may be claimed from it";

    public Comparison {
        rows = List.copyOf(rows);
        contrasts = List.copyOf(contrasts);
        controls = List.copyOf(controls);
        proofs = List.copyOf(proofs);
        arms = List.copyOf(arms);
        hookCosts = List.copyOf(hookCosts);
        messages = List.copyOf(messages);
        triggerRuns = List.copyOf(triggerRuns);
        parts = List.copyOf(parts);
        doses = List.copyOf(doses);
        claims = List.copyOf(claims);
        voids = List.copyOf(voids);
        warnings = List.copyOf(warnings);
    }

    /// Compares every cell of a run with its baselines and with the first cell, by the usual rules
    /// and the margins that the user declared before the run.
    ///
    /// @throws ComparisonException when the record contradicts itself
    public static Comparison of(RunRecord record) {
        return of(record, Declared.of(record.started().design().declared()));
    }

    /// The same by rules of one's own.
    ///
    /// @throws ComparisonException when the record contradicts itself
    public static Comparison of(RunRecord record, Declared declared) {
        return new Comparer(record, declared).compare();
    }

    /// The cells, in the order of the rows.
    public List<Cell> cells() {
        return proofs.stream().map(CellProof::cell).toList();
    }

    /// Whether there is any figure of an attested cell. Where there is none, nothing may be claimed from the run.
    public boolean anythingCounts() {
        return rows.stream().anyMatch(row -> row.attested() && row.estimate().isPresent());
    }

    /// What the run's traffic can be measured by, in the order of the rows.
    public List<Metric> metrics() {
        return Metric.of(record.started().design().traffic());
    }

    /// The row of one cell in one metric; every cell of [#cells()] has one in every metric of [#metrics()].
    public Row row(Cell cell, Metric metric) {
        return rows.stream()
                .filter(row -> row.cell().equals(cell) && row.metric() == metric)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such row: " + cell.label() + ", " + metric.key()));
    }

    /// The noise floor under a cell's figures in a metric: the widest of its controls.
    public Optional<NoiseFloor> floor(Metric metric) {
        return cells().stream().findFirst().flatMap(cell -> Controls.widest(controls, metric, cell, Blocks.BASELINES));
    }

    /// One part of a cell's cost, where it can be told.
    public Optional<CostPart> part(Cell cell, CostPart.Kind kind) {
        return parts.stream()
                .filter(part -> part.cell().equals(cell) && part.kind() == kind)
                .findFirst();
    }

    /// A trial's own figure in a metric, before anything is taken away; empty where it gives none.
    public OptionalDouble figure(Trial trial, Metric metric) {
        return switch (blocks.examined(trial).reading(metric)) {
            case Reading.Figure figure -> OptionalDouble.of(figure.value());
            case Reading.Unusable ignored -> OptionalDouble.empty();
        };
    }

    /// The rules that void figures of a trial; empty for one that counts in everything.
    public List<VoidRules.Breach> voiding(Trial trial) {
        return blocks.voiding(trial);
    }

    /// What a trial itself fails to prove; empty for one that is proven.
    public List<VoidRules.Breach> unproven(Trial trial) {
        return blocks.examined(trial).unproven();
    }

    /// Whether a trial counts in a metric.
    public boolean counts(Trial trial, Metric metric) {
        return voiding(trial).stream().noneMatch(breach -> breach.voids(metric));
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
