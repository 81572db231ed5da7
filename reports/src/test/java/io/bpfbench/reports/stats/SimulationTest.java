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
        assertThat(coverage(blocks, random -> -Math.log(1 - random.nextDouble())))
                .isBetween(0.93, 0.97);
    }

    private static double coverage(int blocks, ToDoubleFunction<Random> noise) {
        Random random = new Random(1_000 + blocks);
        int covered = 0;
        for (int run = 0; run < RUNS; run++) {
            double[] effects = new double[blocks];
            Arrays.setAll(effects, block -> 1 + effect(random, noise));
            covered += Intervals.of(effects, 0.95, run).interval().contains(1) ? 1 : 0;
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
        Judge judge = new Judge(Declared.DEFAULT, List.of(), Clock.WALL, 1);
        Random random = new Random(blocks);
        int claims = 0;
        for (int run = 0; run < RUNS; run++) {
            List<Judge.Pending> pending = new ArrayList<>();
            for (int question = 0; question < 12; question++) {
                pending.add(pending(random, blocks));
            }
            claims += judge.conclude(pending).stream()
                            .anyMatch(row -> row.verdict() == Verdict.HIGHER || row.verdict() == Verdict.LOWER)
                    ? 1
                    : 0;
        }
        assertThat(claims / (double) RUNS).isLessThanOrEqualTo(0.065);
    }

    private static Judge.Pending pending(Random random, int blocks) {
        TreeMap<Integer, Double> effects = new TreeMap<>();
        for (int block = 1; block <= blocks; block++) {
            effects.put(block, effect(random, Random::nextGaussian));
        }
        Estimate estimate = Estimate.of(List.copyOf(effects.values()), 1);
        Row row = new Row(
                SyntheticRun.JIT, Metric.CPU_OVERHEAD, "points", Optional.of(estimate), Optional.empty(), true, "");
        return new Judge.Pending(row, List.of(), new Effects(effects, new TreeMap<>(), List.of()), true);
    }

    /// With 20 blocks the exact sign-flip test alone, under Holm.
    @Test
    void signFlipsUnderHolmKeepTheLevelAtTwentyBlocks() {
        Random random = new Random(20);
        int claims = 0;
        for (int run = 0; run < RUNS; run++) {
            double[] p = new double[12];
            Arrays.setAll(p, question -> {
                double[] effects = new double[20];
                Arrays.setAll(effects, block -> effect(random, Random::nextGaussian));
                return PairedTests.signFlip(effects, 1);
            });
            claims += Arrays.stream(Multiplicity.holm(p)).anyMatch(adjusted -> adjusted <= 0.05) ? 1 : 0;
        }
        assertThat(claims / (double) RUNS).isLessThanOrEqualTo(0.065);
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
