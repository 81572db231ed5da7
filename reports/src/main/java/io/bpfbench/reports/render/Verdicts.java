// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.Contrast;
import io.bpfbench.reports.stats.Estimate;
import io.bpfbench.reports.stats.Inference;
import io.bpfbench.reports.stats.Interval;
import io.bpfbench.reports.stats.IntervalMethod;
import io.bpfbench.reports.stats.Metric;
import io.bpfbench.reports.stats.Row;
import io.bpfbench.reports.stats.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What the figures come to, in words: one sentence for each cell, on the primary metrics.
final class Verdicts {
    private Verdicts() {}

    /// The verdict in one sentence, to open a report with: every cell against the first in the metric that says most,
    /// or why nothing may be claimed.
    static String headline(Comparison comparison) {
        return Headline.of(comparison);
    }

    /// The first cell against no probe, then every other cell against the first. Empty when nothing may be
    /// claimed at all.
    static List<String> sentences(Comparison comparison) {
        List<String> sentences = new ArrayList<>();
        for (Cell cell : comparison.cells().stream().limit(1).toList()) {
            List<Row> rows = comparison.rows().stream()
                    .filter(row -> row.cell().equals(cell))
                    .toList();
            sentence(cell.label() + " against no probe: ", rows, " above empty programs")
                    .ifPresent(sentences::add);
        }
        for (Cell cell : comparison.cells().stream().skip(1).toList()) {
            List<Contrast> contrasts = comparison.contrasts().stream()
                    .filter(contrast -> contrast.row().cell().equals(cell))
                    .toList();
            String reference = contrasts.stream()
                    .map(contrast -> contrast.reference().label())
                    .findFirst()
                    .orElse("");
            sentence(
                            cell.label() + " against " + reference + ": ",
                            contrasts.stream().map(Contrast::row).toList(),
                            "")
                    .ifPresent(sentences::add);
        }
        return sentences;
    }

    /// @param zero what a cost per event is counted from, where the rest of the sentence does not say it
    private static Optional<String> sentence(String head, List<Row> rows, String zero) {
        String clauses = rows.stream()
                .filter(row -> row.metric().primary() && row.inference().isPresent())
                .map(row -> clause(row, row.metric() == Metric.COST_PER_EVENT ? zero : ""))
                .collect(Collectors.joining("; "));
        return clauses.isEmpty() ? Optional.empty() : Optional.of(head + clauses + ".");
    }

    private static String clause(Row row, String zero) {
        Inference inference = row.inference().orElseThrow();
        if (row.estimate().filter(Verdicts::nothing).isPresent()) {
            return name(row.metric()) + " the same in every block";
        }
        return name(row.metric()) + " " + effect(row) + " " + row.unit() + zero + ratio(row, inference) + ", "
                + word(inference, row);
    }

    static boolean nothing(Estimate estimate) {
        return estimate.method() == IntervalMethod.CONSTANT && estimate.value() == 0;
    }

    /// Points of CPU already are a share: a share of them beside it only confuses.
    private static String ratio(Row row, Inference inference) {
        return row.metric() == Metric.CPU_OVERHEAD ? "" : percent(inference);
    }

    /// The difference alone, always signed.
    static String effect(Row row) {
        return Figure.of(row.estimate(), true).value();
    }

    /// ` (+33 %)`, or nothing.
    static String percent(Inference inference) {
        return inference.percent().map(percent -> " (" + bare(percent) + ")").orElse("");
    }

    /// `+33 %`.
    static String bare(Inference.Percent percent) {
        return Numbers.signed(percent.value(), decimals(percent.ci95())) + " %";
    }

    static int decimals(Interval interval) {
        return interval.halfWidth() < 0.1 ? 2 : interval.halfWidth() < 1 ? 1 : 0;
    }

    /// The verdict, with what could have been seen where nothing was.
    static String word(Inference inference, Row row) {
        return switch (inference.verdict()) {
            case HIGHER, LOWER, EQUIVALENT, NO_CLAIM -> inference.verdict().word();
            case WITHIN_NOISE ->
                "within noise (floor " + Numbers.rough(inference.floor().orElse(0)) + ")";
            case INCONCLUSIVE -> "inconclusive (could have seen " + detectable(inference, row) + ")";
        };
    }

    /// The minimum detectable effect to the row's own decimals.
    static String detectable(Inference inference, Row row) {
        boolean exact = row.estimate()
                .map(Estimate::method)
                .filter(method -> method == IntervalMethod.CONSTANT)
                .isPresent();
        return exact && inference.detectable() == 0 ? "any" : Numbers.rough(inference.detectable());
    }

    static String name(Metric metric) {
        return switch (metric) {
            case CPU_OVERHEAD -> "CPU";
            case LATENCY_ADDED_P50 -> "latency p50";
            case LATENCY_ADDED_P99 -> "latency p99";
            case MESSAGE_ADDED -> "added per message";
            case TRIGGER_ADDED -> "added per run of the trigger";
            case TRIGGER_CPU_ADDED -> "CPU added per run of the trigger";
            case EVENTS_PER_TRIGGER -> "events per run of the trigger";
            case EVENTS_PER_SECOND -> "events";
            case COST_PER_EVENT -> "cost per event";
            case LOAD_TIME -> "load";
        };
    }

    /// A p-value as printed: three digits after the point, or `< 0.001`.
    static String probability(double p) {
        return p == 0 ? "0" : p < 0.001 ? "< 0.001" : Numbers.fixed(p, 3);
    }

    /// `~` for nothing found, as benchstat has it, or a sign.
    static String mark(Verdict verdict) {
        return switch (verdict) {
            case HIGHER -> "▲";
            case LOWER -> "▼";
            case EQUIVALENT -> "=";
            case WITHIN_NOISE, INCONCLUSIVE -> "~";
            case NO_CLAIM -> "";
        };
    }
}
