// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.stats.ChangeRow;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.Estimate;
import io.bpfbench.reports.stats.Gate;
import io.bpfbench.reports.stats.Interval;
import io.bpfbench.reports.stats.RunChange;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Two runs set against each other, for other programs: schema `bpfbench/compare/1`. A figure that could not be had
/// is `null`, and its row says why.
public final class ChangeJson {
    static final String SCHEMA = "bpfbench/compare/1";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ChangeJson() {}

    public static String render(RunChange change) {
        ObjectNode node = JSON.createObjectNode();
        node.put("schema", SCHEMA);
        node.put("outcome", change.outcome().word());
        node.put("verdict", ChangeFacts.verdict(change));
        node.put("where", RunFacts.placeKey(change.base().record().started().place()));
        node.put("clock", RunFacts.clockKey(change.base().clock()));
        node.set("base", run(change.base()));
        node.set("new", run(change.changed()));
        ArrayNode gates = node.putArray("gates");
        change.rules().gates().forEach(gate -> gates.add(gate(gate)));
        ArrayNode rows = node.putArray("rows");
        change.rows().forEach(row -> rows.add(row(row)));
        ArrayNode notes = node.putArray("notes");
        change.notes().forEach(notes::add);
        return JsonText.pretty(node);
    }

    private static ObjectNode run(Comparison run) {
        RunEvent.RunStarted started = run.record().started();
        ObjectNode node = JSON.createObjectNode();
        node.put("started_at", started.startedAt().toString());
        node.put("command", started.command());
        node.put("version", started.version());
        node.put("seed", started.seed());
        node.put("kernel", run.environment().kernel());
        node.put("complete", run.record().complete());
        return node;
    }

    private static ObjectNode gate(Gate gate) {
        ObjectNode node = JSON.createObjectNode();
        node.put("metric", gate.metric().key());
        node.put("limit", gate.limit().size());
        node.put("relative", gate.limit().relative());
        return node;
    }

    private static ObjectNode row(ChangeRow row) {
        ObjectNode node = JSON.createObjectNode();
        node.set("cell", SummaryJson.cell(row.cell()));
        node.put("metric", row.metric().key());
        node.put("unit", row.unit());
        node.put("decides", row.decides());
        node.put("outcome", row.outcome().word());
        node.put("reason", row.reason());
        figure(node, "base", row.base());
        figure(node, "new", row.changed());
        row.effect().ifPresentOrElse(effect -> effect(node, effect), () -> node.putNull("difference"));
        return node;
    }

    private static void figure(ObjectNode row, String name, Optional<Estimate> estimate) {
        estimate.ifPresentOrElse(
                present -> {
                    ObjectNode node = row.putObject(name);
                    node.put("estimate", present.value());
                    present.ci95().ifPresentOrElse(interval -> interval(node, interval), () -> node.putNull("ci95"));
                    node.put("blocks", present.blocks());
                },
                () -> row.putNull(name));
    }

    private static void interval(ObjectNode node, Interval interval) {
        node.putArray("ci95").add(interval.low()).add(interval.high());
    }

    private static void effect(ObjectNode row, ChangeRow.Effect effect) {
        ObjectNode node = row.putObject("difference");
        node.put("estimate", effect.difference());
        interval(node, effect.ci95());
        node.put("interval", effect.method().label());
        node.put("p", effect.p());
        node.put("p_test", effect.test().label());
        node.put("p_adjusted", effect.adjusted());
        node.put("minimum_detectable", effect.detectable());
        effect.floor().ifPresentOrElse(floor -> node.put("noise_floor", floor), () -> node.putNull("noise_floor"));
        effect.ratio()
                .ifPresentOrElse(
                        ratio -> {
                            ObjectNode percent = node.putObject("percent");
                            percent.put("estimate", ratio.value());
                            interval(percent, ratio.ci95());
                        },
                        () -> node.putNull("percent"));
    }
}
