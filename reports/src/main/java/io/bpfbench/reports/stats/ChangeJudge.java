// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/// Draws the conclusions of two runs. Blocks of different runs have nothing in common, so their figures are two
/// independent samples.
final class ChangeJudge {
    private static final double LEVEL = 0.05;

    private final Comparison base;
    private final Comparison changed;
    private final ChangeRules rules;
    private final boolean samePrograms;
    private final Clock clock;
    private final long seed;

    /// @param samePrograms whether both runs have the same programs in the same places
    ChangeJudge(Comparison base, Comparison changed, ChangeRules rules, boolean samePrograms) {
        this.base = base;
        this.changed = changed;
        this.rules = rules;
        this.samePrograms = samePrograms;
        clock = base.clock();
        seed = base.record().started().seed();
    }

    /// The rows of these cells, by metric and within a metric in the cells' order.
    List<ChangeRow> conclude(List<Cell> cells) {
        List<ChangeRow> rows = new ArrayList<>();
        for (boolean deciding : List.of(true, false)) {
            List<Question> family = new ArrayList<>();
            for (Metric metric : base.metrics()) {
                if (metric.higherIsWorse() && decides(metric) == deciding) {
                    cells.forEach(cell -> family.add(question(cell, metric)));
                }
            }
            family.stream()
                    .filter(question -> !question.silence().isEmpty())
                    .forEach(question -> rows.add(silent(question, deciding)));
            family.removeIf(question -> !question.silence().isEmpty());
            double[] atZero = adjusted(family, deciding, question -> atZero(question, family.size()));
            double[] atLimit = adjusted(family, deciding, question -> atLimit(question, family.size()));
            for (int i = 0; i < atZero.length; i++) {
                rows.add(answer(family.get(i), deciding, atZero[i], atLimit[i], family.size()));
            }
        }
        rows.sort(Comparator.comparing(ChangeRow::metric).thenComparingInt(row -> cells.indexOf(row.cell())));
        return rows;
    }

    /// A mean over programs falls when a cheap one is added, though all of them together cost more. So of two objects
    /// with different programs the cost of a message decides in its place; other loads have primary metrics beside it.
    private boolean decides(Metric metric) {
        if (samePrograms || !rules.gates().isEmpty()) {
            return rules.decides(metric);
        }
        return metric != Metric.COST_PER_EVENT && (metric == Metric.MESSAGE_ADDED || rules.decides(metric));
    }

    private static double[] adjusted(List<Question> family, boolean deciding, ToDoubleFunction<Question> p) {
        double[] values = family.stream().mapToDouble(p).toArray();
        return deciding ? Multiplicity.holm(values) : Multiplicity.benjaminiHochberg(values);
    }

    /// @param silence why nothing may be said, empty when something may
    private record Question(Cell cell, Metric metric, Row first, Row second, String silence) {
        SamplePair samples() {
            return new SamplePair(figures(first), figures(second));
        }

        /// The two samples on the scale on which a bound stands, if they can be put there.
        Optional<SamplePair> on(boolean relative) {
            return relative ? samples().logarithms() : Optional.of(samples());
        }
    }

    private Question question(Cell cell, Metric metric) {
        Row first = base.row(cell, metric);
        Row second = changed.row(cell, metric);
        String incomparable = samePrograms || metric != Metric.COST_PER_EVENT
                ? ""
                : "not compared, for it is a mean over programs, and these are not the same";
        String silence = Stream.of(incomparable, silence("BASE", first), silence("NEW", second))
                .filter(clause -> !clause.isEmpty())
                .findFirst()
                .orElse("");
        return new Question(cell, metric, first, second, silence);
    }

    private static String silence(String name, Row row) {
        if (!row.attested()) {
            return name + " is unverified: " + row.reason();
        }
        return row.blocks() == 0
                ? name + " has no figure: " + row.reason()
                : row.blocks() == 1 ? name + " has one block only" : "";
    }

    private static double[] figures(Row row) {
        return row.estimate().stream()
                .flatMap(estimate -> estimate.effects().stream())
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    private double atZero(Question question, int familySize) {
        return p(question.samples(), familySize);
    }

    /// The p-value of the difference being just what the gate allows; 1 where the gate's scale cannot be had.
    private double atLimit(Question question, int familySize) {
        Bound limit = limit(question);
        return question.on(limit.relative())
                .map(samples -> p(samples.lowered(limit.onScale()), familySize))
                .orElse(1.0);
    }

    private Bound limit(Question question) {
        return rules.limit(question.metric()).orElse(new Bound(0, false));
    }

    private double p(SamplePair samples, int familySize) {
        return switch (test(samples, familySize)) {
            case EXACT, WELCH -> samples.welch().p();
            case PERMUTATION -> samples.permutation(seed);
        };
    }

    /// As within a run: the permutation test wherever it can reach the level in a family of this size.
    private ChangeRow.Test test(SamplePair samples, int familySize) {
        if (samples.welch().error() == 0 && clock == Clock.INSTRUCTIONS) {
            return ChangeRow.Test.EXACT;
        }
        return familySize * samples.leastPermutation() <= LEVEL
                        || samples.welch().error() == 0
                ? ChangeRow.Test.PERMUTATION
                : ChangeRow.Test.WELCH;
    }

    private ChangeRow silent(Question question, boolean deciding) {
        return row(question, Optional.empty(), deciding, new Conclusion(Outcome.INCONCLUSIVE, question.silence()));
    }

    private ChangeRow row(
            Question question, Optional<ChangeRow.Effect> effect, boolean deciding, Conclusion conclusion) {
        return new ChangeRow(
                question.cell(),
                question.metric(),
                question.first().unit(),
                question.first().estimate(),
                question.second().estimate(),
                effect,
                deciding,
                conclusion.outcome(),
                conclusion.reason());
    }

    private ChangeRow answer(
            Question question, boolean deciding, double adjusted, double adjustedAtLimit, int familySize) {
        SamplePair samples = question.samples();
        TwoSamples.Welch welch = samples.welch();
        Intervals.Result interval = samples.interval(seed);
        ChangeRow.Effect effect = new ChangeRow.Effect(
                welch.difference(),
                interval.interval(),
                interval.method(),
                ratio(question),
                atZero(question, familySize),
                test(samples, familySize),
                adjusted,
                welch.error() == 0 ? 0 : welch.error() * Power.detectableShift(welch.freedom()),
                floor(question.metric()));
        return row(question, Optional.of(effect), deciding, conclude(question, effect, adjustedAtLimit));
    }

    private Optional<Inference.Percent> ratio(Question question) {
        return question.on(true).map(logs -> {
            Interval interval = logs.interval(seed).interval();
            return new Inference.Percent(
                    percent(logs.welch().difference()),
                    new Interval(percent(interval.low()), percent(interval.high())));
        });
    }

    private static double percent(double logRatio) {
        return 100 * Math.expm1(logRatio);
    }

    /// Both runs' floors, as far as two independent differences come to together.
    private OptionalDouble floor(Metric metric) {
        double[] floors = Stream.of(base, changed)
                .flatMap(run -> run.controls().stream()
                        .filter(control -> control.metric() == metric)
                        .map(NoiseFloor::value)
                        .max(Double::compare)
                        .stream())
                .mapToDouble(Double::doubleValue)
                .toArray();
        return floors.length == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.sqrt(
                        Arrays.stream(floors).map(floor -> floor * floor).sum()));
    }

    private record Conclusion(Outcome outcome, String reason) {}

    private Conclusion conclude(Question question, ChangeRow.Effect effect, double adjustedAtLimit) {
        Optional<Bound> gate = rules.limit(question.metric());
        Optional<Bound> margin = rules.margin(question.metric());
        double floor = effect.floor().orElse(0);
        if (adjustedAtLimit <= LEVEL && past(question, effect) && effect.ci95().low() > floor) {
            boolean small = gate.isEmpty()
                    && margin.filter(bound -> within(question, bound)).isPresent();
            return small
                    ? new Conclusion(Outcome.EQUIVALENT, "more, but within the margin")
                    : new Conclusion(Outcome.REGRESSION, gate.isEmpty() ? "costs more" : "past the gate");
        }
        if (margin.filter(bound -> within(question, bound)).isPresent()) {
            return new Conclusion(Outcome.EQUIVALENT, "within the margin");
        }
        if (effect.adjusted() <= LEVEL && effect.ci95().high() < -floor) {
            return new Conclusion(Outcome.IMPROVED, "costs less");
        }
        if (effect.test() == ChangeRow.Test.EXACT && effect.difference() == 0) {
            return new Conclusion(Outcome.EQUIVALENT, "the same to the instruction");
        }
        if (gate.filter(bound -> kept(question, bound)).isPresent()) {
            return new Conclusion(Outcome.EQUIVALENT, "the gate is kept");
        }
        return new Conclusion(Outcome.INCONCLUSIVE, doubt(effect, floor));
    }

    private static String doubt(ChangeRow.Effect effect, double floor) {
        if (effect.adjusted() <= LEVEL && Math.abs(effect.difference()) <= floor) {
            return "no larger than the noise floor";
        }
        return effect.ci95().contains(0) ? "nothing found" : "not past gate and noise";
    }

    /// Whether the whole interval lies above the limit, on the limit's scale.
    private boolean past(Question question, ChangeRow.Effect effect) {
        Bound limit = limit(question);
        return limit.relative()
                ? effect.ratio()
                        .filter(ratio -> ratio.ci95().low() > 100 * limit.size())
                        .isPresent()
                : effect.ci95().low() > limit.size();
    }

    private static boolean within(Question question, Bound margin) {
        return question.on(margin.relative())
                .filter(samples -> samples.within(margin.onScale(), LEVEL))
                .isPresent();
    }

    private static boolean kept(Question question, Bound limit) {
        return question.on(limit.relative())
                .filter(samples -> samples.below(limit.onScale(), LEVEL))
                .isPresent();
    }
}
