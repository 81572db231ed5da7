// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs whose truth is known, made up 2,000 times from fixed seeds.
@Tag("simulation")
class SimulationTest {
    private static final int RUNS = 2_000;

    /// Trials with normal noise; an effect is a trial less the mean of two others, its truth 1.
    @ParameterizedTest
    @ValueSource(ints = {6, 10, 20})
    void intervalsCoverTheTruthWithNormalNoise(int blocks) {
        assertThat(coverage(blocks, Random::nextGaussian)).isBetween(0.93, 0.97);
    }

    /// The same with exponential noise, as latencies have it: long to the right.
    @ParameterizedTest
    @ValueSource(ints = {6, 10, 20})
    void intervalsCoverTheTruthWithSkewedNoise(int blocks) {
        assertThat(coverage(blocks, SimulationTest::exponential)).isBetween(0.93, 0.97);
    }

    /// The same read off a coarse clock, in steps of half a deviation: many ties.
    @ParameterizedTest
    @ValueSource(ints = {6, 10, 20})
    void intervalsCoverTheTruthWithTies(int blocks) {
        assertThat(coverage(blocks, random -> Math.rint(2 * random.nextGaussian()) / 2))
                .isBetween(0.93, 0.97);
    }

    private static double exponential(Random random) {
        return -Math.log(1 - random.nextDouble());
    }

    private static double coverage(int blocks, ToDoubleFunction<Random> noise) {
        Random random = new Random(1_000 + blocks);
        int covered = 0;
        for (int run = 0; run < RUNS; run++) {
            double[] effects = new double[blocks];
            Arrays.setAll(effects, block -> 1 + effect(random, noise));
            // As the report makes it.
            Estimate estimate = Estimate.of(Arrays.stream(effects).boxed().toList(), run);
            covered += estimate.ci95().orElseThrow().contains(1) ? 1 : 0;
        }
        return covered / (double) RUNS;
    }

    private static double effect(Random random, ToDoubleFunction<Random> noise) {
        return noise.applyAsDouble(random) - (noise.applyAsDouble(random) + noise.applyAsDouble(random)) / 2;
    }

    /// Four cells that cost nothing, three primary metrics each: a run is false when it calls any of the twelve
    /// higher or lower. 5 % and three standard errors of 2,000 runs make 6.5 %.
    @ParameterizedTest
    @ValueSource(ints = {6, 10})
    void aRunOfNothingRarelyClaimsSomething(int blocks) {
        assertThat(falseRuns(blocks, Random::nextGaussian)).isLessThanOrEqualTo(0.065);
        assertThat(falseRuns(blocks, SimulationTest::exponential)).isLessThanOrEqualTo(0.065);
    }

    private static double falseRuns(int blocks, ToDoubleFunction<Random> noise) {
        Judge judge = new Judge(Declared.DEFAULT, List.of(), Clock.WALL, 1);
        Random random = new Random(blocks);
        int claims = 0;
        for (int run = 0; run < RUNS; run++) {
            List<Judge.Pending> pending = new ArrayList<>();
            for (int question = 0; question < 12; question++) {
                pending.add(pending(random, blocks, noise));
            }
            claims += judge.conclude(pending).stream()
                            .anyMatch(row -> row.verdict() == Verdict.HIGHER || row.verdict() == Verdict.LOWER)
                    ? 1
                    : 0;
        }
        return claims / (double) RUNS;
    }

    private static Judge.Pending pending(Random random, int blocks, ToDoubleFunction<Random> noise) {
        TreeMap<Integer, Double> effects = new TreeMap<>();
        for (int block = 1; block <= blocks; block++) {
            effects.put(block, effect(random, noise));
        }
        Estimate estimate = Estimate.of(List.copyOf(effects.values()), 1);
        Row row = new Row(
                SyntheticRun.JIT, Metric.CPU_OVERHEAD, "points", Optional.of(estimate), Optional.empty(), true, "");
        return new Judge.Pending(row, List.of(), new Effects(effects, new TreeMap<>(), List.of()), true);
    }

    /// With 20 blocks the exact sign-flip test alone, under Holm.
    @Test
    void signFlipsUnderHolmKeepTheLevelAtTwentyBlocks() {
        assertThat(falseFamilies(Random::nextGaussian, false)).isLessThanOrEqualTo(0.065);
    }

    /// Sign flips suppose that a difference is as likely one way as the other. Where one trial of skewed noise is set
    /// against the mean of two it is not, and of twelve questions one is answered wrongly in some 8 % of the runs. The
    /// noise floor, which every claim has to pass as well, holds the level.
    @Test
    void theNoiseFloorKeepsTheLevelUnderSkewedNoise() {
        assertThat(falseFamilies(SimulationTest::exponential, false)).isBetween(0.05, 0.12);
        assertThat(falseFamilies(SimulationTest::exponential, true)).isLessThanOrEqualTo(0.05);
    }

    /// Three metrics of four cells that cost nothing, each against the mean of the same two baselines.
    ///
    /// @param floored whether a claim has to pass the noise floor that the baselines give
    private static double falseFamilies(ToDoubleFunction<Random> noise, boolean floored) {
        Random random = new Random(20);
        int claims = 0;
        for (int run = 0; run < RUNS; run++) {
            double[] p = new double[12];
            boolean[] passed = new boolean[12];
            for (int metric = 0; metric < 3; metric++) {
                double[] first = draw(random, noise);
                double[] second = draw(random, noise);
                double floor = floored ? floor(first, second, run) : 0;
                for (int cell = 0; cell < 4; cell++) {
                    double[] own = draw(random, noise);
                    for (int block = 0; block < own.length; block++) {
                        own[block] -= (first[block] + second[block]) / 2;
                    }
                    p[4 * metric + cell] = PairedTests.signFlip(own, 1);
                    passed[4 * metric + cell] = Math.abs(Moments.mean(own)) > floor;
                }
            }
            double[] adjusted = Multiplicity.holm(p);
            boolean claimed = false;
            for (int question = 0; question < 12; question++) {
                claimed |= adjusted[question] <= 0.05 && passed[question];
            }
            claims += claimed ? 1 : 0;
        }
        return claims / (double) RUNS;
    }

    private static double[] draw(Random random, ToDoubleFunction<Random> noise) {
        double[] figures = new double[20];
        Arrays.setAll(figures, block -> noise.applyAsDouble(random));
        return figures;
    }

    /// As the report makes it of the two baselines.
    private static double floor(double[] first, double[] second, long seed) {
        double[] differences = new double[first.length];
        Arrays.setAll(differences, block -> second[block] - first[block]);
        Interval interval = Intervals.of(differences, 0.95, seed).interval();
        return Math.max(Math.abs(interval.low()), Math.abs(interval.high()));
    }

    /// What the report says could have been seen is seen, four times in five.
    @Test
    void theDetectableEffectIsDetected() {
        Random random = new Random(8);
        double size = Power.detectable(10);
        int found = 0;
        for (int run = 0; run < RUNS; run++) {
            double[] effects = new double[10];
            Arrays.setAll(effects, block -> size + random.nextGaussian());
            found += PairedTests.student(effects) <= 0.05 ? 1 : 0;
        }
        assertThat(found / (double) RUNS).isBetween(0.77, 0.83);
    }
}
