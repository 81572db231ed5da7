// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import static io.bpfbench.reports.render.Csv.NA;

import io.bpfbench.reports.result.Level;
import io.bpfbench.reports.result.MicroProgram;
import io.bpfbench.reports.result.MicroScore;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.stats.MicroFigures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// `scores.csv`: one line per measured iteration of JMH's, in the order in which they were measured; no aggregation of
/// any kind. A score is what one system call took, of `repeat` runs.
final class MicroCsv {
    private MicroCsv() {}

    static String render(MicroFigures figures) {
        List<String> dimensions = figures.record().started().design().cells().stream()
                .flatMap(cell -> cell.levels().stream())
                .map(Level::dimension)
                .distinct()
                .toList();
        StringBuilder text = new StringBuilder();
        for (MicroScore score : figures.record().scores()) {
            for (int iteration = 1; iteration <= score.scores().size(); iteration++) {
                Map<String, String> line = line(figures, score, iteration, dimensions);
                text.append(text.isEmpty() ? Csv.line(line.keySet()) : "").append(Csv.line(line.values()));
            }
        }
        // Without a score there is nothing but the names of what all lines begin with.
        return text.isEmpty() ? Csv.line(List.of("round", "program", "repeat", "iteration")) : text.toString();
    }

    private static Map<String, String> line(
            MicroFigures figures, MicroScore score, int iteration, List<String> dimensions) {
        RunEvent.MicroStarted started = figures.record().started();
        String unit = "_" + started.clock().unit();
        MicroProgram loaded = score.loaded();
        Map<String, String> line = new LinkedHashMap<>();
        line.put("round", Integer.toString(score.round()));
        line.put("program", loaded.name());
        dimensions.forEach(
                dimension -> line.put(dimension, score.cell().value(dimension).orElse(NA)));
        line.put("repeat", Integer.toString(score.repeat()));
        line.put("iteration", Integer.toString(iteration));
        line.put("call" + unit, Csv.number(score.scores().get(iteration - 1)));
        line.put("executed", number(loaded.executed()));
        line.put("helper_calls", number(loaded.helperCalls()));
        line.put("jited_bytes", Long.toString(loaded.jitedBytes()));
        line.put("xlated_bytes", Long.toString(loaded.xlatedBytes()));
        line.put("bytecode_bytes", Long.toString(loaded.bytecodeBytes()));
        line.put("load" + unit, Long.toString(loaded.loadNanos()));
        line.put("verifier" + unit, number(loaded.verifierNanos()));
        List<String> failures = figures.failures(score);
        line.put("attested", failures.isEmpty() ? "TRUE" : "FALSE");
        line.put("attestation_failures", Csv.listed(failures));
        line.put("where", RunFacts.placeKey(started.place()));
        line.put("clock", RunFacts.clockKey(started.clock()));
        line.put("kernel", figures.record().environment().kernel());
        line.put("seed", Long.toString(started.seed()));
        line.put("command", started.command());
        return line;
    }

    private static String number(OptionalLong figure) {
        return figure.isPresent() ? Long.toString(figure.getAsLong()) : NA;
    }
}
