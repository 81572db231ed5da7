// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Level;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.Estimate;
import io.bpfbench.reports.stats.Inference;
import io.bpfbench.reports.stats.Interval;
import io.bpfbench.reports.stats.IntervalMethod;
import io.bpfbench.reports.stats.Metric;
import io.bpfbench.reports.stats.Row;
import io.bpfbench.reports.stats.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The clauses of a [Headline]. Each names its metric by the unit, and an interval stands beside the figure that it
/// is of.
final class HeadlineWords {
    private static final Level INTERPRETER = new Level("jit", "0");
    private static final String REPEATS = "the same in every block";

    private final Comparison comparison;
    private final Cell reference;

    HeadlineWords(Comparison comparison, Cell reference) {
        this.comparison = comparison;
        this.reference = reference;
    }

    /// What a cell has that the reference has not; the reference itself by its whole name.
    String name(Cell cell) {
        List<Level> own = cell.levels().stream()
                .filter(level -> !reference.levels().contains(level))
                .toList();
        return own.isEmpty()
                ? cell.label()
                : own.stream()
                        .map(level -> level.equals(INTERPRETER) ? "the interpreter" : level.toString())
                        .collect(Collectors.joining(" "));
    }

    /// `unverified` or `unavailable`; empty for a cell that is attested.
    Optional<String> unproven(Cell cell) {
        return comparison.proofs().stream()
                .filter(proof -> proof.cell().equals(cell) && !proof.attested())
                .map(proof -> proof.outcome().word())
                .findFirst();
    }

    /// Whether every block gave the same figure.
    static boolean repeats(Row row) {
        return row.estimate()
                .filter(estimate -> estimate.method() == IntervalMethod.CONSTANT)
                .isPresent();
    }

    /// `harden=2 costs 45.33 instructions an event more (+24.59 %, the same in every block)`, then shortly what else.
    ///
    /// @param rows what was found of one thing, at least one
    /// @param more ` more` where it is set against a cost, else empty
    String found(String name, List<Row> rows, String more) {
        String rest = and(rows.stream().skip(1).map(HeadlineWords::shortly).toList());
        return name + effect(rows.getFirst(), more) + (rest.isEmpty() ? "" : ", with " + rest);
    }

    private String effect(Row row, String more) {
        Estimate estimate = row.estimate().orElseThrow();
        Optional<Inference.Percent> ratio = ratio(row);
        int decimals = Numbers.decimals(estimate);
        if (ratio.filter(percent -> percent.value() >= 100).isPresent()) {
            return " costs " + times(ratio.get()) + " (" + certainty(ratio.get().ci95(), factors(ratio.get())) + "; "
                    + Numbers.signed(estimate.value(), decimals) + " " + unit(row) + ")";
        }
        boolean higher = row.verdict() == Verdict.HIGHER;
        return (higher ? " costs " : " saves ") + Numbers.fixed(Math.abs(estimate.value()), decimals) + " " + unit(row)
                + (higher ? more : "") + " ("
                + ratio.map(percent -> Verdicts.bare(percent) + ", " + certainty(percent.ci95(), percents(percent)))
                        .orElseGet(() -> certainty(estimate.ci95().orElseThrow(), ends(estimate)))
                + ")";
    }

    /// `CPU +3.57 points (+3.44 to +3.70)`, or `(constant)`, as tables have it.
    private static String shortly(Row row) {
        Estimate estimate = row.estimate().orElseThrow();
        return Verdicts.name(row.metric()) + " " + Verdicts.effect(row) + " " + row.unit() + " ("
                + (repeats(row) ? "constant" : ends(estimate)) + ")";
    }

    /// The effect as a ratio, where that says the same as the difference that the verdict is of: its interval lies on
    /// the same side of 0, also as printed, and has no width only where the difference has none. Points of CPU already
    /// are a share, and a lone cell is set against nothing.
    private Optional<Inference.Percent> ratio(Row row) {
        return row.inference()
                .filter(ignored -> row.metric() != Metric.CPU_OVERHEAD
                        && !comparison.contrasts().isEmpty())
                .flatMap(Inference::percent)
                .filter(percent -> {
                    int decimals = Verdicts.decimals(percent.ci95());
                    return row.verdict() == Verdict.HIGHER
                            ? Numbers.signed(percent.ci95().low(), decimals).startsWith("+")
                            : Numbers.signed(percent.ci95().high(), decimals).startsWith("-");
                })
                .filter(percent -> percent.ci95().halfWidth() > 0 || repeats(row));
    }

    private static String certainty(Interval interval, String ends) {
        return interval.halfWidth() == 0 ? REPEATS : "95 % CI " + ends;
    }

    private static String ends(Estimate estimate) {
        return ends(estimate.ci95().orElseThrow(), Numbers.decimals(estimate));
    }

    private static String percents(Inference.Percent percent) {
        return ends(percent.ci95(), Verdicts.decimals(percent.ci95())) + " %";
    }

    private static String ends(Interval interval, int decimals) {
        return Numbers.signed(interval.low(), decimals) + " to " + Numbers.signed(interval.high(), decimals);
    }

    private static String times(Inference.Percent percent) {
        return factor(percent.value(), percent.ci95()) + " times as much";
    }

    private static String factors(Inference.Percent percent) {
        Interval ci95 = percent.ci95();
        return factor(ci95.low(), ci95) + " to " + factor(ci95.high(), ci95) + " times";
    }

    private static String factor(double percent, Interval ci95) {
        double half = ci95.halfWidth();
        return Numbers.fixed(1 + percent / 100, half < 10 ? 2 : half < 100 ? 1 : 0);
    }

    /// One clause for all that share a verdict and a metric, and of which all repeat or none does. That nothing was
    /// found is no claim that there is nothing: only figures that all are 0, and a margin, say that.
    ///
    /// @param names of the rows, in their order
    String notFound(List<String> names, List<Row> rows) {
        Row first = rows.getFirst();
        boolean one = rows.size() == 1;
        String is = and(names) + (one ? " is " : " are ");
        return switch (first.verdict()) {
            case EQUIVALENT ->
                is + "equivalent within the margin"
                        + margin(comparison, first.metric())
                                .map(margin -> " of " + margin + " " + unit(first))
                                .orElse("")
                        + " declared before the run";
            case WITHIN_NOISE ->
                rows.stream()
                                .allMatch(row ->
                                        row.estimate().filter(Verdicts::nothing).isPresent())
                        ? and(names) + (one ? " costs" : " cost") + " nothing measurable" + per(first.metric()) + " ("
                                + REPEATS + ")"
                        : is + "within the noise floor" + unseen(rows);
            case INCONCLUSIVE -> is + "inconclusive" + (repeats(first) ? tooFew(rows) : unseen(rows));
            case HIGHER, LOWER, NO_CLAIM ->
                throw new IllegalArgumentException(first.verdict() + " is found, or unsaid");
        };
    }

    /// What could have been missed: what the blocks are too few to find, or the floor to let pass.
    private static String unseen(List<Row> rows) {
        double unseen = rows.stream()
                .flatMap(row -> row.inference().stream())
                .mapToDouble(inference ->
                        Math.max(inference.detectable(), inference.floor().orElse(0)))
                .max()
                .orElse(0);
        return " (differences below " + Numbers.rough(unseen) + " " + unit(rows.getFirst()) + " can go unseen)";
    }

    /// Without any noise there is no telling what would be seen.
    private static String tooFew(List<Row> rows) {
        return " (" + and(rows.stream().map(Verdicts::effect).toList()) + " " + unit(rows.getFirst())
                + " in every block, and too few blocks to rule out chance)";
    }

    /// The margin that was declared before the run for a metric, in its unit.
    static Optional<String> margin(Comparison comparison, Metric metric) {
        return Optional.ofNullable(comparison
                        .record()
                        .started()
                        .design()
                        .declared()
                        .margins()
                        .get(metric.key()))
                .map(Numbers::rough);
    }

    private static String unit(Row row) {
        return row.unit() + (row.metric() == Metric.CPU_OVERHEAD ? " of CPU" : per(row.metric()));
    }

    private static String per(Metric metric) {
        return switch (metric) {
            case COST_PER_EVENT -> " an event";
            case MESSAGE_ADDED -> " a message";
            case TRIGGER_ADDED, EVENTS_PER_TRIGGER -> " a run of the trigger";
            case TRIGGER_CPU_ADDED -> " of CPU a run of the trigger";
            case CPU_OVERHEAD -> " in CPU";
            case LATENCY_ADDED_P99 -> " at p99";
            case LATENCY_ADDED_P50 -> " at p50";
            case EVENTS_PER_SECOND, LOAD_TIME -> "";
        };
    }

    /// `a, b and c`.
    static String and(List<String> parts) {
        int last = parts.size() - 1;
        return last < 1
                ? String.join("", parts)
                : String.join(", ", parts.subList(0, last)) + " and " + parts.get(last);
    }
}
