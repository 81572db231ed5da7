// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.stats.Estimate;
import io.bpfbench.reports.stats.Interval;
import io.bpfbench.reports.stats.MicroFigures;
import io.bpfbench.reports.stats.MicroFinding;
import io.bpfbench.reports.stats.MicroLoading;
import io.bpfbench.reports.stats.MicroRatio;
import io.bpfbench.reports.stats.MicroRow;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `summary.json` of a micro run, schema `bpfbench/micro/1`, for other programs.
public final class MicroJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private MicroJson() {}

    public static String render(MicroFigures figures) {
        RunEvent.MicroStarted started = figures.record().started();
        ObjectNode summary = JSON.createObjectNode();
        summary.put("schema", "bpfbench/micro/1");
        summary.put("where", RunFacts.placeKey(started.place()));
        summary.put("clock", RunFacts.clockKey(started.clock()));
        summary.put("unit", started.clock().unit());
        summary.put("seed", started.seed());
        summary.put("command", started.command());
        summary.put("version", started.version());
        summary.put("kernel", figures.record().environment().kernel());
        summary.put("mode", started.design().mode());
        summary.put("rounds", started.design().rounds());
        summary.put("forked", started.design().forked());
        summary.put("complete", figures.record().complete());
        ArrayNode rows = summary.putArray("rows");
        figures.rows().forEach(row -> rows.add(row(row)));
        ArrayNode ratios = summary.putArray("ratios");
        figures.ratios().forEach(ratio -> ratios.add(ratio(ratio)));
        ArrayNode loading = summary.putArray("loading");
        figures.loading().forEach(load -> loading.add(loading(load)));
        ArrayNode claims = summary.putArray("claims");
        figures.claims().forEach(claim -> claims.add(claim(claim)));
        return JsonText.pretty(summary);
    }

    private static ObjectNode row(MicroRow row) {
        ObjectNode node = JSON.createObjectNode();
        node.put("program", row.program());
        node.set("cell", JSON.valueToTree(row.cell()));
        node.put("attested", row.failures().isEmpty() && row.run().isPresent());
        estimate(node, "run", row.run());
        number(node, "instructions", row.instructions());
        node.put("helper_calls", row.helperCalls());
        number(node, "per_instruction", row.perInstruction());
        number(node, "per_call", row.perCall());
        row.loaded()
                .ifPresent(loaded -> node.put("jited_bytes", loaded.jitedBytes())
                        .put("xlated_bytes", loaded.xlatedBytes())
                        .put("bytecode_bytes", loaded.bytecodeBytes()));
        ArrayNode failures = node.putArray("failures");
        row.failures().forEach(failures::add);
        return node;
    }

    private static ObjectNode ratio(MicroRatio ratio) {
        ObjectNode node = JSON.createObjectNode();
        node.put("program", ratio.program());
        node.put("of", ratio.of().label());
        node.put("to", ratio.to().label());
        node.put("ratio", ratio.value());
        interval(node, ratio.ci95());
        node.put("rounds", ratio.rounds());
        return node;
    }

    private static ObjectNode loading(MicroLoading load) {
        ObjectNode node = JSON.createObjectNode();
        node.put("length", load.length());
        node.set("cell", JSON.valueToTree(load.cell()));
        estimate(node, "load", Optional.of(load.load()));
        estimate(node, "verifier", load.verifier());
        node.put("jited_bytes", load.jitedBytes());
        return node;
    }

    private static ObjectNode claim(MicroFinding finding) {
        ObjectNode node = JSON.createObjectNode();
        node.put("section", finding.claim().section());
        node.put("statement", finding.claim().statement());
        node.put("verdict", finding.word().word());
        node.put("reason", finding.reason());
        return node;
    }

    private static void estimate(ObjectNode node, String name, Optional<Estimate> estimate) {
        estimate.ifPresentOrElse(
                found -> {
                    ObjectNode figure = node.putObject(name);
                    figure.put("value", found.value());
                    interval(figure, found.ci95());
                },
                () -> node.putNull(name));
    }

    private static void interval(ObjectNode node, Optional<Interval> interval) {
        interval.ifPresentOrElse(
                found -> node.putArray("ci95").add(found.low()).add(found.high()), () -> node.putNull("ci95"));
    }

    private static void number(ObjectNode node, String name, OptionalDouble value) {
        value.ifPresentOrElse(found -> node.put(name, found), () -> node.putNull(name));
    }
}
