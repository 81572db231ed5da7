// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.CompiledCode;
import io.bpfbench.reports.stats.Metric;
import java.util.ArrayList;
import java.util.List;

/// The table of what the compiler changes, where a run compiles the probe in several ways.
final class CompilerTable {
    static final String TITLE = "What the compiler changes";

    static final String CAPTION =
            "The probe's programs together, as compiled and as the kernel then has them; equal bytecode by the kernel's"
                    + " digest of each program. Verifier: instructions walked through over all paths, states remembered,"
                    + " the most at a time in one program";

    private CompilerTable() {}

    static List<String> heads(Clock clock) {
        return List.of(
                "Configuration",
                "Built by",
                "Instructions",
                "Same bytecode as",
                "Verifier: instructions",
                "States",
                "Peak",
                "Bytecode in the kernel\nbytes",
                "Native code\nbytes",
                head(Metric.LOAD_TIME, clock),
                head(Metric.COST_PER_EVENT, clock));
    }

    private static String head(Metric metric, Clock clock) {
        return metric.label(clock) + "\n" + metric.unit(clock);
    }

    static List<List<String>> rows(Comparison comparison) {
        List<CompiledCode> all = CompiledCode.all(comparison);
        List<List<String>> rows = new ArrayList<>();
        for (CompiledCode code : all) {
            rows.add(List.of(
                    RunFacts.marked(comparison, code.cell()),
                    code.built(),
                    Numbers.count(code.instructions()),
                    all.stream()
                            .takeWhile(earlier -> !earlier.equals(code))
                            .filter(earlier -> earlier.tags().equals(code.tags()))
                            .map(earlier -> earlier.cell().label())
                            .findFirst()
                            .orElse("-"),
                    Numbers.count(code.verifiedInstructions()),
                    Numbers.count(code.totalStates()),
                    Numbers.count(code.peakStates()),
                    range(code.bytecode()),
                    range(code.code()),
                    figure(comparison, code.cell(), Metric.LOAD_TIME),
                    figure(comparison, code.cell(), Metric.COST_PER_EVENT)));
        }
        return rows;
    }

    private static String figure(Comparison comparison, Cell cell, Metric metric) {
        return Figure.of(comparison.row(cell, metric)).value();
    }

    private static String range(CompiledCode.Bytes bytes) {
        return bytes.least() == bytes.most()
                ? Numbers.count(bytes.least())
                : Numbers.count(bytes.least()) + "–" + Numbers.count(bytes.most());
    }
}
