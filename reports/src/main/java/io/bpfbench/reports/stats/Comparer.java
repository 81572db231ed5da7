// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Arm;
import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.result.Trial;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Builds a [Comparison]: reads the blocks, proves the cells, estimates, and lets the [Judge] conclude.
final class Comparer {
    /// Most by which the cells' events per request may differ. A send or two more in a hundred requests is chance.
    private static final double MOST_DRIFT = 0.05;

    /// Busier than this without a probe, the CPUs have no room in which one would show.
    private static final double MOST_BUSY = 0.98;

    private final RunRecord record;
    private final Declared declared;
    private final Blocks blocks;
    private final List<CellProof> proofs;
    private final LinkedHashSet<String> warnings = new LinkedHashSet<>();

    Comparer(RunRecord record, Declared declared) {
        this.record = record;
        this.declared = declared;
        blocks = new Blocks(record, declared.voids());
        Attestor attestor = new Attestor(blocks);
        proofs = blocks.cells().parallelStream().map(attestor::prove).toList();
    }

    Comparison compare() {
        warnings.addAll(record.warnings());
        Losses losses = new Losses(record, blocks);
        List<String> voids = losses.voids();
        warnings.addAll(losses.gaps());
        warnings.addAll(voids);
        List<NoiseFloor> controls =
                Controls.all(blocks, proofs, record.started().seed());
        Judge judge = new Judge(
                declared, controls, record.started().clock(), record.started().seed());
        List<Row> rows = judge.conclude(cellRows());
        List<Contrast> contrasts = contrasts(judge);
        List<DoseResponse> doses = doses(controls);
        record.trials().forEach(this::warnOfMarks);
        warnOfDrift();
        warnOfSaturation();
        if (record.started().design().blocks() < 2) {
            warnings.add(Comparison.ONE_BLOCK);
        }
        Ledger ledger = new Ledger(
                blocks,
                proofs,
                rows,
                controls,
                record.started().design().blocks() < 2,
                record.started().seed());
        return new Comparison(
                record,
                rows,
                contrasts,
                controls,
                proofs,
                arms(),
                hookCosts(),
                StageMessages.all(blocks, record.started().seed()),
                StageRuns.all(blocks, record.started().clock(), record.started().seed()),
                parts(),
                doses,
                ledger.judge(),
                blocks,
                voids,
                List.copyOf(warnings));
    }

    private List<Judge.Pending> cellRows() {
        List<Judge.Pending> pending = pending(proofs, (proof, metric) -> {
            Effects effects = blocks.effects(proof.cell(), metric);
            List<Arm> against = metric.paired() ? Blocks.BASELINES : List.of();
            return new Judge.Pending(row(proof, List.of(proof), metric, effects), against, effects, metric.costs());
        });
        pending.forEach(each -> warnings.addAll(each.effects().unusable()));
        return pending;
    }

    private List<Contrast> contrasts(Judge judge) {
        if (proofs.isEmpty()) {
            return List.of();
        }
        CellProof reference = proofs.getFirst();
        List<Arm> against = List.of(reference.cell());
        List<Judge.Pending> pending = pending(proofs.subList(1, proofs.size()), (proof, metric) -> {
            Effects effects = blocks.effects(proof.cell(), against, metric);
            return new Judge.Pending(row(proof, List.of(proof, reference), metric, effects), against, effects, true);
        });
        return judge.conclude(pending).stream()
                .map(row -> new Contrast(reference.cell(), row))
                .toList();
    }

    /// One entry for each of these cells in each metric, in that order.
    private List<Judge.Pending> pending(List<CellProof> cells, BiFunction<CellProof, Metric, Judge.Pending> entry) {
        return cells.parallelStream()
                .flatMap(proof -> blocks.metrics().stream().map(metric -> entry.apply(proof, metric)))
                .toList();
    }

    /// @param involved the proofs that the row stands on
    private Row row(CellProof proof, List<CellProof> involved, Metric metric, Effects effects) {
        List<String> reasons = new ArrayList<>(
                involved.stream().flatMap(Comparer::doubts).distinct().toList());
        Optional<Estimate> estimate = Optional.empty();
        if (mixed(involved)) {
            reasons.add("figures of different attach kinds are not averaged");
        } else if (effects.byBlock().isEmpty()) {
            reasons.add(Stream.concat(effects.unusable().stream(), Stream.of(nothing(proof.cell(), metric)))
                    .findFirst()
                    .orElseThrow());
        } else {
            estimate = Optional.of(Estimate.of(
                    List.copyOf(effects.byBlock().values()), record.started().seed()));
        }
        boolean attested = involved.stream().allMatch(CellProof::attested);
        return new Row(
                proof.cell(),
                metric,
                metric.unit(record.started().clock()),
                estimate,
                Optional.empty(),
                attested,
                String.join("; ", reasons));
    }

    /// Cells of different attach kinds are compared only when that is what was asked for.
    private static boolean mixed(List<CellProof> involved) {
        boolean asked =
                involved.stream().allMatch(proof -> proof.cell().value("attach").isPresent());
        return asked
                ? involved.stream().anyMatch(proof -> proof.attach().size() > 1)
                : involved.stream()
                                .flatMap(proof -> proof.attach().stream())
                                .distinct()
                                .count()
                        > 1;
    }

    private static Stream<String> doubts(CellProof proof) {
        return switch (proof.outcome()) {
            case ATTESTED -> Stream.empty();
            case UNVERIFIED -> proof.failures().stream();
            case UNAVAILABLE -> proof.failures().stream().map(reason -> "unavailable: " + reason);
        };
    }

    private String nothing(Cell cell, Metric metric) {
        int voids = blocks.voidBlocks(cell, metric);
        return voids == 0 ? "no complete block" : "no complete block is left (" + voids + " void)";
    }

    private List<DoseResponse> doses(List<NoiseFloor> controls) {
        if (!Stack.varies(blocks.cells().stream())) {
            return List.of();
        }
        Doses doses = new Doses(
                blocks, proofs, record.started().clock(), record.started().seed());
        warnings.addAll(doses.missing());
        return doses.all(declared, controls);
    }

    private List<CostPart> parts() {
        CostParts parts = new CostParts(
                blocks,
                declared.voids(),
                record.started().clock(),
                record.started().seed());
        List<CostPart> all = parts.all(ofOneKind());
        warnings.addAll(parts.warnings());
        return all;
    }

    /// The cells whose trials all used one attach kind.
    private List<Cell> ofOneKind() {
        return blocks.cells().stream()
                .filter(cell -> blocks.attachKinds(cell).size() == 1)
                .toList();
    }

    private List<HookCost> hookCosts() {
        return ofOneKind().parallelStream()
                .flatMap(cell -> HookCost.of(cell, blocks.figured(cell, Metric.COST_PER_EVENT)).stream())
                .toList();
    }

    private List<CellFigures> arms() {
        return Stream.concat(Blocks.BASELINES.stream(), blocks.cells().stream())
                .parallel()
                .flatMap(arm ->
                        CellFigures.of(arm, blocks.trials(arm), blocks.figured(arm, Metric.LATENCY_ADDED_P50)).stream())
                .toList();
    }

    /// What is compared is of the work that was done: where cells did different work, it has to be said.
    private void warnOfDrift() {
        warnOfDrift(
                "request",
                "their CPU overheads are of different work: compare the cost per event",
                cell -> CellFigures.of(cell, blocks.counted(cell, Metric.EVENTS_PER_SECOND), List.of())
                        .map(CellFigures::eventsPerRequest)
                        .orElse(OptionalDouble.empty()));
        if (Metric.of(record.started().design().traffic()).contains(Metric.EVENTS_PER_TRIGGER)) {
            warnOfDrift(
                    "run of the trigger",
                    "their costs per event are means of different events, perhaps with other processes' among them:"
                            + " compare what a run takes",
                    cell -> blocks.effects(cell, Metric.EVENTS_PER_TRIGGER).byBlock().values().stream()
                            .mapToDouble(Double::doubleValue)
                            .average());
        }
    }

    private void warnOfDrift(String work, String consequence, Function<Cell, OptionalDouble> eventsPerWork) {
        Map<String, Double> events = new LinkedHashMap<>();
        for (Cell cell : blocks.cells()) {
            eventsPerWork.apply(cell).ifPresent(each -> events.put(cell.label(), each));
        }
        DoubleSummaryStatistics spread =
                events.values().stream().mapToDouble(Double::doubleValue).summaryStatistics();
        if (events.size() > 1 && spread.getMax() > spread.getMin() * (1 + MOST_DRIFT)) {
            warnings.add("events per " + work + " differ between cells by more than 5 % ("
                    + events.entrySet().stream()
                            .map(entry -> String.format(Locale.ROOT, "%s %.2f", entry.getKey(), entry.getValue()))
                            .collect(Collectors.joining(", "))
                    + "), so " + consequence);
        }
    }

    private void warnOfSaturation() {
        record.trials().stream()
                .filter(trial -> trial.arm() instanceof Baseline)
                .flatMap(trial -> trial.http().stream())
                .mapToDouble(http -> http.cpu().busyShare())
                .average()
                .ifPresent(busy -> {
                    if (busy > MOST_BUSY) {
                        warnings.add(String.format(
                                Locale.ROOT,
                                "the CPUs were %.1f %% busy with nothing attached, so neither their load nor latencies"
                                        + " show what the probe costs: lower --rate, or end what else runs",
                                100 * busy));
                    }
                });
    }

    private void warnOfMarks(Trial trial) {
        Arm arm = trial.arm();
        String where = arm.label() + ", block " + trial.block() + ": ";
        Set<String> said =
                blocks.broken(trial).stream().map(VoidRules.Breach::clause).collect(Collectors.toSet());
        trial.marks().stream().filter(mark -> !said.contains(mark)).forEach(mark -> warnings.add(where + mark));
    }
}
