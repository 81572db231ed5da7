// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Level;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.IntervalMethod;
import io.bpfbench.reports.stats.Row;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `summary.json`, schema `bpfbench/summary/1`: one row per cell and metric, for other programs. A figure that could
/// not be had is `null`, and its row says why.
final class SummaryJson {
    static final String SCHEMA = "bpfbench/summary/1";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private SummaryJson() {}

    static String render(Comparison comparison) {
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
        return JsonText.pretty(summary);
    }

    private static ObjectNode row(Row row) {
        ObjectNode node = JSON.createObjectNode();
        ObjectNode cell = node.putObject("cell");
        row.cell().levels().forEach(level -> put(cell, level));
        node.put("metric", row.metric().key());
        node.put("unit", row.unit());
        row.estimate()
                .ifPresentOrElse(estimate -> node.put("estimate", estimate.value()), () -> node.putNull("estimate"));
        row.estimate()
                .flatMap(estimate -> estimate.ci95())
                .ifPresentOrElse(
                        interval -> node.putArray("ci95").add(interval.low()).add(interval.high()),
                        () -> node.putNull("ci95"));
        node.put(
                "interval",
                row.estimate()
                        .map(estimate -> estimate.method())
                        .orElse(IntervalMethod.NONE)
                        .label());
        node.put("blocks", row.blocks());
        node.put("attested", row.attested());
        node.put("reason", row.reason());
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
