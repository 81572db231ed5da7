// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.stats.Calibration;
import io.bpfbench.reports.stats.Estimate;
import io.bpfbench.reports.stats.FalsePositives;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A calibration for other programs, schemas `bpfbench/calibration/1` and `bpfbench/false-positives/1`. What could
/// not be had is `null`.
public final class CalibrationJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private CalibrationJson() {}

    public static String render(Calibration calibration) {
        RunEvent.RunStarted started = calibration.comparison().record().started();
        ObjectNode node = JSON.createObjectNode();
        node.put("schema", "bpfbench/calibration/1");
        node.put("where", RunFacts.placeKey(started.place()));
        node.put("clock", RunFacts.clockKey(started.clock()));
        node.put("unit", started.clock().unit());
        node.put("seed", started.seed());
        node.put("blocks", started.design().blocks());
        node.put("kernel", calibration.comparison().environment().kernel());
        node.put("outcome", calibration.outcome().label());
        ArrayNode lengths = node.putArray("lengths");
        calibration.lengths().forEach(lengths::add);
        ArrayNode slopes = node.putArray("slopes");
        for (Calibration.Line line : calibration.lines()) {
            ObjectNode slope = slopes.addObject();
            slope.put("code", line.code());
            slope.put("outcome", line.outcome().label());
            slope.put("reason", line.reason());
            slope.put("truth_source", line.truthSource());
            estimate(slope, "measured", line.slope());
            estimate(slope, "truth", line.truth());
            estimate(slope, "ratio", line.ratio());
        }
        ArrayNode resolutions = node.putArray("could_be_seen");
        for (Calibration.Resolution resolution : calibration.resolutions()) {
            ObjectNode row = resolutions.addObject();
            row.put("metric", resolution.floor().metric().key());
            row.put("unit", resolution.unit());
            row.put("control", resolution.floor().control());
            row.put("noise_floor", resolution.floor().value());
            row.put("quick", resolution.quick());
            row.put("full", resolution.full());
        }
        return JsonText.pretty(node);
    }

    public static String render(FalsePositives found) {
        ObjectNode node = JSON.createObjectNode();
        node.put("schema", "bpfbench/false-positives/1");
        node.put("comparisons", found.comparisons());
        node.put("claiming", found.claiming());
        node.put("significant", found.significant());
        node.putArray("ci95").add(found.rate().low()).add(found.rate().high());
        ArrayNode claims = node.putArray("claims");
        found.claims().forEach(claims::add);
        return JsonText.pretty(node);
    }

    private static void estimate(ObjectNode node, String name, Optional<Estimate> estimate) {
        if (estimate.isEmpty()) {
            node.putNull(name);
            return;
        }
        ObjectNode value = node.putObject(name);
        value.put("value", estimate.get().value());
        estimate.get()
                .ci95()
                .ifPresentOrElse(
                        interval -> value.putArray("ci95").add(interval.low()).add(interval.high()),
                        () -> value.putNull("ci95"));
        ArrayNode effects = value.putArray("by_block");
        estimate.get().effects().forEach(effects::add);
    }
}
