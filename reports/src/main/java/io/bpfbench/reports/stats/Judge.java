// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Arm;
import io.bpfbench.reports.result.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/// Draws the conclusions of one family of rows: tests each, adjusts for how many there are, and finds the word.
final class Judge {
    private static final double LEVEL = 0.05;

    private final Declared declared;
    private final List<NoiseFloor> controls;
    private final Clock clock;
    private final long seed;
    /// By number of blocks, since it takes a while and rows share it.
    private final Map<Integer, Double> detectable = new ConcurrentHashMap<>();

    Judge(Declared declared, List<NoiseFloor> controls, Clock clock, long seed) {
        this.declared = declared;
        this.controls = List.copyOf(controls);
        this.clock = clock;
        this.seed = seed;
    }

    /// A row without its conclusion, and the effects behind it.
    ///
    /// @param against what the row's cell was set against
    /// @param asked whether there is a question of the kind "is it nothing?"
    record Pending(Row row, List<Arm> against, Effects effects, boolean asked) {
        boolean testable() {
            return asked && row.attested() && row.blocks() >= 2;
        }
    }

    /// The rows with their conclusions. Primary metrics are one family under Holm, the others one under
    /// Benjamini–Hochberg.
    List<Row> conclude(List<Pending> pending) {
        List<Row> rows = new ArrayList<>(pending.stream().map(Pending::row).toList());
        for (boolean primary : List.of(true, false)) {
            int[] family = IntStream.range(0, pending.size())
                    .filter(i -> pending.get(i).testable()
                            && pending.get(i).row().metric().primary() == primary)
                    .toArray();
            List<Decision> decisions = Arrays.stream(family)
                    .parallel()
                    .mapToObj(i -> decide(pending.get(i).effects().values(), family.length))
                    .toList();
            double[] p = decisions.stream().mapToDouble(Decision::p).toArray();
            double[] adjusted = primary ? Multiplicity.holm(p) : Multiplicity.benjaminiHochberg(p);
            List<Row> concluded = IntStream.range(0, family.length)
                    .parallel()
                    .mapToObj(member -> concluded(pending.get(family[member]), decisions.get(member), adjusted[member]))
                    .toList();
            for (int member = 0; member < family.length; member++) {
                rows.set(family[member], concluded.get(member));
            }
        }
        return rows;
    }

    private record Decision(Inference.Test test, double p, double signFlip) {}

    /// The exact sign-flip test decides wherever it can reach the level in a family of this size. With fewer
    /// blocks it could not, whatever they say, and Student's t decides as it makes the interval. Figures that
    /// repeat exactly on the instruction clock leave nothing to chance.
    private Decision decide(double[] effects, int familySize) {
        double signFlip = PairedTests.signFlip(effects, seed);
        boolean constant = Arrays.stream(effects).allMatch(effect -> effect == effects[0]);
        if (constant && clock == Clock.INSTRUCTIONS) {
            return new Decision(Inference.Test.EXACT, effects[0] == 0 ? 1 : 0, signFlip);
        }
        if (constant || familySize * PairedTests.leastSignFlip(effects.length) <= LEVEL) {
            return new Decision(Inference.Test.SIGN_FLIP, signFlip, signFlip);
        }
        return new Decision(Inference.Test.STUDENT, PairedTests.student(effects), signFlip);
    }

    private Row concluded(Pending pending, Decision decision, double adjusted) {
        Row row = pending.row();
        double[] effects = pending.effects().values();
        List<Integer> blocks = pending.effects().blocks();
        Optional<NoiseFloor> floor = Controls.widest(controls, row.metric(), row.cell(), pending.against());
        Inference inference = new Inference(
                decision.p(),
                decision.test(),
                decision.signFlip(),
                PairedTests.wilcoxon(effects),
                adjusted,
                detectable(effects),
                floor.map(present -> OptionalDouble.of(present.value())).orElse(OptionalDouble.empty()),
                percent(pending.effects()),
                Outliers.places(effects).stream().map(blocks::get).toList(),
                verdict(row, effects, adjusted, floor));
        return new Row(
                row.cell(),
                row.metric(),
                row.unit(),
                row.estimate(),
                Optional.of(inference),
                row.attested(),
                row.reason());
    }

    private double detectable(double[] effects) {
        return Moments.deviation(effects) * detectable.computeIfAbsent(effects.length, Power::detectable);
    }

    private Verdict verdict(Row row, double[] effects, double adjusted, Optional<NoiseFloor> floor) {
        Optional<Double> margin = Optional.ofNullable(declared.margins().get(row.metric()));
        if (margin.filter(bound -> Equivalence.tost(effects, bound) <= LEVEL).isPresent()) {
            return Verdict.EQUIVALENT;
        }
        double effect = Moments.mean(effects);
        boolean nothing = Arrays.stream(effects).allMatch(each -> each == 0);
        if (nothing || floor.filter(noise -> Math.abs(effect) <= noise.value()).isPresent()) {
            return Verdict.WITHIN_NOISE;
        }
        boolean beyondZero = row.estimate()
                .flatMap(Estimate::ci95)
                .filter(interval -> !interval.contains(0))
                .isPresent();
        if (adjusted > LEVEL || !beyondZero) {
            return Verdict.INCONCLUSIVE;
        }
        return effect > 0 ? Verdict.HIGHER : Verdict.LOWER;
    }

    private Optional<Inference.Percent> percent(Effects effects) {
        if (effects.logRatios().size() < Math.max(2, effects.byBlock().size())) {
            return Optional.empty();
        }
        Estimate ratio = Estimate.of(List.copyOf(effects.logRatios().values()), seed);
        return ratio.ci95()
                .map(interval -> new Inference.Percent(
                        percent(ratio.value()), new Interval(percent(interval.low()), percent(interval.high()))));
    }

    private static double percent(double logRatio) {
        return 100 * Math.expm1(logRatio);
    }
}
