// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Level;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.stats.CellProof;
import io.bpfbench.reports.stats.ClaimFinding;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.CompiledCode;
import io.bpfbench.reports.stats.CostPart;
import io.bpfbench.reports.stats.Estimate;
import io.bpfbench.reports.stats.Inference;
import io.bpfbench.reports.stats.Interval;
import io.bpfbench.reports.stats.IntervalMethod;
import io.bpfbench.reports.stats.Metric;
import io.bpfbench.reports.stats.NoiseFloor;
import io.bpfbench.reports.stats.ProgramCost;
import io.bpfbench.reports.stats.Row;
import io.bpfbench.reports.stats.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `summary.json`, schema `bpfbench/summary/1`: one row per cell and metric, for other programs. A figure that could
/// not be had is `null`, and its row says why.
public final class SummaryJson {
    static final String SCHEMA = "bpfbench/summary/1";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private SummaryJson() {}

    public static String render(Comparison comparison) {
        RunEvent.RunStarted started = comparison.record().started();
        ObjectNode summary = JSON.createObjectNode();
        summary.put("schema", SCHEMA);
        summary.put("where", RunFacts.placeKey(started.place()));
        summary.put("clock", RunFacts.clockKey(started.clock()));
        summary.put("seed", started.seed());
        summary.put("command", started.command());
        summary.put("version", started.version());
        summary.put("started_at", started.startedAt().toString());
        summary.put("kernel", comparison.environment().kernel());
        ArrayNode attach = summary.putArray("attach");
        comparison.attachKinds().forEach(attach::add);
        started.design().object().ifPresent(object -> summary.set("object", JSON.<ObjectNode>valueToTree(object)));
        summary.put("place_reason", started.placeReason());
        summary.put("preset", started.design().preset());
        summary.put("complete", comparison.record().complete());
        summary.set("environment", JSON.valueToTree(comparison.environment()));
        ArrayNode findings = summary.putArray("findings");
        comparison.record().findings().forEach(finding -> findings.add(JSON.<ObjectNode>valueToTree(finding)));
        ArrayNode warnings = summary.putArray("warnings");
        comparison.warnings().forEach(warnings::add);
        ArrayNode rows = summary.putArray("rows");
        comparison.rows().forEach(row -> rows.add(row(row)));
        comparison.doses().forEach(dose -> rows.add(row(dose.slope()).put("metric", dose.key())));
        comparison.parts().forEach(part -> rows.add(part(comparison, part)));
        ArrayNode contrasts = summary.putArray("contrasts");
        comparison.contrasts().forEach(contrast -> {
            ObjectNode node = JSON.createObjectNode();
            node.set("reference", cell(contrast.reference()));
            node.setAll(row(contrast.row()));
            contrasts.add(node);
        });
        ArrayNode controls = summary.putArray("controls");
        comparison.controls().forEach(control -> controls.add(control(control)));
        List<CompiledCode> codes = CompiledCode.all(comparison);
        if (!codes.isEmpty()) {
            ArrayNode compiled = summary.putArray("compiled");
            codes.forEach(code -> compiled.add(compiled(code)));
        }
        List<ProgramCost> costs = ProgramCost.all(comparison);
        if (!costs.isEmpty()) {
            ArrayNode programs = summary.putArray("programs");
            costs.forEach(cost -> programs.add(program(cost, comparison)));
        }
        ArrayNode claims = summary.putArray("claims");
        comparison.claims().forEach(finding -> claims.add(claim(finding)));
        return JsonText.pretty(summary);
    }

    private static ObjectNode program(ProgramCost cost, Comparison comparison) {
        ObjectNode node = JSON.createObjectNode();
        node.set("cell", cell(cost.cell()));
        node.put("program", cost.part().name());
        node.put("section", cost.part().section());
        node.put("attach", cost.kind());
        node.put("run_rate", cost.rate());
        node.put("run_rate_unit", ProgramTable.rate(comparison));
        node.put("unit", Metric.COST_PER_EVENT.unit(comparison.clock()));
        estimate(node, cost.perRun());
        cost.share().ifPresentOrElse(share -> node.put("share", share), () -> node.putNull("share"));
        return node;
    }

    /// A part is nothing of which it is asked whether it is there, so it has no verdict.
    private static ObjectNode part(Comparison comparison, CostPart part) {
        boolean attested = comparison.proofs().stream()
                .filter(proof -> proof.cell().equals(part.cell()))
                .allMatch(CellProof::attested);
        ObjectNode node = JSON.createObjectNode();
        node.set("cell", cell(part.cell()));
        node.put("metric", part.kind().key());
        node.put("unit", part.unit());
        estimate(node, Optional.of(part.estimate()));
        node.put("attested", attested);
        node.put("reason", "");
        node.put("verdict", Verdict.NO_CLAIM.word());
        return node;
    }

    private static void estimate(ObjectNode node, Optional<Estimate> estimate) {
        estimate.ifPresentOrElse(present -> node.put("estimate", present.value()), () -> node.putNull("estimate"));
        interval(node, estimate.flatMap(Estimate::ci95));
        node.put(
                "interval",
                estimate.map(Estimate::method).orElse(IntervalMethod.NONE).label());
        node.put("blocks", estimate.map(Estimate::blocks).orElse(0));
    }

    private static ObjectNode row(Row row) {
        ObjectNode node = JSON.createObjectNode();
        node.set("cell", cell(row.cell()));
        node.put("metric", row.metric().key());
        node.put("unit", row.unit());
        estimate(node, row.estimate());
        node.put("attested", row.attested());
        node.put("reason", row.reason());
        node.put("verdict", row.verdict().word());
        row.inference().ifPresent(inference -> node.set("inference", inference(inference)));
        return node;
    }

    private static void interval(ObjectNode node, Optional<Interval> interval) {
        interval.ifPresentOrElse(
                present -> node.putArray("ci95").add(present.low()).add(present.high()), () -> node.putNull("ci95"));
    }

    private static ObjectNode inference(Inference inference) {
        ObjectNode node = JSON.createObjectNode();
        node.put("p", inference.p());
        node.put("p_test", inference.test().label());
        node.put("p_adjusted", inference.adjusted());
        node.put("p_sign_flip", inference.signFlip());
        node.put("p_wilcoxon", inference.wilcoxon());
        node.put("minimum_detectable", inference.detectable());
        inference.floor().ifPresentOrElse(floor -> node.put("noise_floor", floor), () -> node.putNull("noise_floor"));
        inference.percent().ifPresent(percent -> {
            ObjectNode ratio = node.putObject("percent");
            ratio.put("estimate", percent.value());
            interval(ratio, Optional.of(percent.ci95()));
        });
        ArrayNode outliers = node.putArray("outlier_blocks");
        inference.outlierBlocks().forEach(outliers::add);
        return node;
    }

    private static ObjectNode claim(ClaimFinding finding) {
        ObjectNode node = JSON.createObjectNode();
        node.put("claim", finding.claim().statement());
        node.put("section", finding.claim().section());
        node.put("verdict", finding.word().word());
        finding.ratio().ifPresent(ratio -> {
            ObjectNode measured = node.putObject("ratio");
            measured.put("estimate", ratio.value());
            measured.putArray("interval")
                    .add(ratio.interval().low())
                    .add(ratio.interval().high());
            measured.put("blocks", ratio.blocks());
        });
        node.put("reason", finding.reason());
        return node;
    }

    private static ObjectNode compiled(CompiledCode code) {
        ObjectNode node = JSON.createObjectNode();
        node.set("cell", cell(code.cell()));
        node.put("built", code.built());
        node.set("tags", JSON.valueToTree(new TreeMap<>(code.tags())));
        node.put("instructions", code.instructions());
        node.put("verified_instructions", code.verifiedInstructions());
        node.put("total_states", code.totalStates());
        node.put("peak_states", code.peakStates());
        node.putArray("xlated_bytes")
                .add(code.bytecode().least())
                .add(code.bytecode().most());
        node.putArray("jited_bytes").add(code.code().least()).add(code.code().most());
        return node;
    }

    private static ObjectNode control(NoiseFloor control) {
        ObjectNode node = JSON.createObjectNode();
        node.put("metric", control.metric().key());
        node.put("control", control.control());
        node.put("estimate", control.estimate().value());
        interval(node, control.estimate().ci95());
        node.put("floor", control.value());
        node.put("blocks", control.estimate().blocks());
        return node;
    }

    static ObjectNode cell(Cell cell) {
        ObjectNode node = JSON.createObjectNode();
        cell.levels().forEach(level -> put(node, level));
        return node;
    }

    /// Whole numbers stand as numbers.
    private static void put(ObjectNode cell, Level level) {
        if (level.value().matches("\\d{1,9}")) {
            cell.put(level.dimension(), Integer.parseInt(level.value()));
        } else {
            cell.put(level.dimension(), level.value());
        }
    }
}
