// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.Attestation;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Place;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.result.Trial;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final RunRecord LAB = SyntheticRun.lab(3).record();

    @Test
    void withoutNoiseEveryFigureIsTheTruth() {
        Comparison comparison = Comparison.of(LAB);
        assertThat(comparison.cells())
                .containsExactly(
                        SyntheticRun.JIT, SyntheticRun.HARDEN_1, SyntheticRun.HARDEN_2, SyntheticRun.INTERPRETER);
        comparison.cells().forEach(cell -> {
            SyntheticRun.Truth truth = SyntheticRun.truth(cell);
            for (Metric metric : comparison.metrics()) {
                Row row = comparison.row(cell, metric);
                double value = switch (metric) {
                    case CPU_OVERHEAD -> truth.cpuPoints();
                    case LATENCY_ADDED_P50 -> truth.p50Nanos();
                    case LATENCY_ADDED_P99 -> truth.p99Nanos();
                    case MESSAGE_ADDED, TRIGGER_ADDED, TRIGGER_CPU_ADDED, EVENTS_PER_TRIGGER ->
                        throw new AssertionError("no such figure under HTTP traffic");
                    case EVENTS_PER_SECOND -> 300_000;
                    case COST_PER_EVENT -> truth.eventNanos();
                    case LOAD_TIME -> truth.loadNanos();
                };
                assertThat(row.estimate().orElseThrow().value())
                        .as(cell.label() + " " + metric.key())
                        .isCloseTo(value, within(Math.max(4, value * 2e-3)));
                assertThat(row.attested()).as(row.reason()).isTrue();
                assertThat(row.reason()).isEmpty();
                assertThat(row.blocks()).isEqualTo(3);
            }
        });
        assertThat(comparison.warnings()).isEmpty();
    }

    @Test
    void figuresThatRepeatHaveAPointForAnInterval() {
        Estimate cost = Comparison.of(LAB)
                .row(SyntheticRun.HARDEN_2, Metric.COST_PER_EVENT)
                .estimate()
                .orElseThrow();
        assertThat(cost.method()).isEqualTo(IntervalMethod.CONSTANT);
        assertThat(cost.ci95()).contains(new Interval(48, 48));
    }

    @Test
    void unitsFollowTheClock() {
        assertThat(Comparison.of(LAB).rows())
                .extracting(Row::unit)
                .containsOnly("points", "instructions", "events/10⁹ instructions");
        assertThat(Comparison.of(SyntheticRun.host(2, 1).record()).rows())
                .extracting(Row::unit)
                .containsOnly("points", "µs", "ns", "events/s");
    }

    @Test
    void latenciesAreMicrosecondsOnTheWallClock() {
        RunRecord record = new SyntheticRun(Place.HOST, Clock.WALL, 2, 5, 0).record();
        double added = Comparison.of(record)
                .row(SyntheticRun.INTERPRETER, Metric.LATENCY_ADDED_P99)
                .estimate()
                .orElseThrow()
                .value();
        assertThat(added).isCloseTo(21.0, within(0.1));
    }

    @Test
    void noisyIntervalsHoldTheTruth() {
        Comparison comparison = Comparison.of(SyntheticRun.host(20, 3).record());
        Estimate cpu = comparison
                .row(SyntheticRun.INTERPRETER, Metric.CPU_OVERHEAD)
                .estimate()
                .orElseThrow();
        assertThat(cpu.method()).isEqualTo(IntervalMethod.PERCENTILE);
        assertThat(cpu.ci95().orElseThrow().contains(4.5)).isTrue();
        assertThat(comparison).isEqualTo(Comparison.of(SyntheticRun.host(20, 3).record()));
    }

    @Test
    void whatWasFoundOutOnceIsWhatRulesAndReadingsSay() {
        RunRecord record = Altered.busy(SyntheticRun.host(4, 1).record(), 2, SyntheticRun.HARDEN_1, Double.NaN);
        record = Altered.attestation(
                record,
                3,
                SyntheticRun.JIT,
                new Attestation(Map.of("bpf_jit_harden", "1"), Map.of("bpf_jit_harden", "0"), List.of()));
        Comparison comparison = Comparison.of(record);
        for (Trial trial : record.trials()) {
            assertThat(comparison.unproven(trial)).isEqualTo(TrialProof.broken(trial));
            assertThat(comparison.voiding(trial)).isEqualTo(VoidRules.DEFAULT.voiding(trial, record.started()));
            for (Metric metric : Metric.values()) {
                OptionalDouble figure = comparison.figure(trial, metric);
                assertThat(
                                Readings.read(metric, trial, Clock.WALL) instanceof Reading.Figure(double value)
                                        ? OptionalDouble.of(value)
                                        : OptionalDouble.empty())
                        .isEqualTo(figure);
            }
        }
        assertThat(record.trials())
                .anyMatch(trial -> !comparison.unproven(trial).isEmpty());
        assertThat(record.trials())
                .anyMatch(trial -> comparison.figure(trial, Metric.CPU_OVERHEAD).isEmpty());
        Trial foreign = record.trials().getFirst().inBlock(1);
        assertThatThrownBy(() -> comparison.voiding(foreign)).hasMessage("a trial of another run");
    }

    @Test
    void oneBlockGivesNoIntervalAndNoClaim() {
        Comparison comparison = Comparison.of(SyntheticRun.lab(1).record());
        assertThat(comparison.rows())
                .allSatisfy(
                        row -> assertThat(row.estimate().orElseThrow().ci95()).isEmpty());
        assertThat(comparison.warnings()).anyMatch(warning -> warning.contains("nothing may be claimed"));
    }

    @Test
    void attachKindsAreNotMixed() {
        Comparison within = Comparison.of(Altered.attach(LAB, 2, SyntheticRun.JIT, "kprobe"));
        Row row = within.row(SyntheticRun.JIT, Metric.COST_PER_EVENT);
        assertThat(row.estimate()).isEmpty();
        assertThat(row.reason()).contains("different attach kinds are not averaged");
        assertThat(within.proofs()).noneMatch(CellProof::attested);
        assertThat(within.row(SyntheticRun.HARDEN_1, Metric.COST_PER_EVENT).reason())
                .contains("fentry, kprobe");
    }

    @Test
    void whetherAnythingCountsIsAskedOfAttestedFiguresOnly() {
        assertThat(Comparison.of(LAB).anythingCounts()).isTrue();
        assertThat(Comparison.of(Altered.trials(LAB, List.of())).anythingCounts())
                .isFalse();
        RunRecord record = LAB;
        for (Cell cell : LAB.started().design().cells()) {
            for (int block = 1; block <= 3; block++) {
                record = Altered.floorRuns(record, block, cell, 0);
            }
        }
        assertThat(Comparison.of(record).anythingCounts()).isFalse();
    }

    @Test
    void theMachineIsTheGuestsWhereThereIsOne() {
        assertThat(Comparison.of(LAB).environment().kernel()).isEqualTo("6.1.0-41-cloud-amd64");
        Comparison host = Comparison.of(SyntheticRun.host(1, 1).record());
        assertThat(host.environment().kernel()).isEqualTo("6.18.0");
        assertThat(host.clock()).isEqualTo(Clock.WALL);
        assertThat(host.attachKinds()).containsExactly("raw_tp");
        assertThatThrownBy(() -> host.row(SyntheticRun.cell("jit", "2"), Metric.LOAD_TIME))
                .hasMessage("no such row: jit=2, load_time");
    }

    @Test
    void cellsOutsideTheDesignComeLast() {
        RunRecord started = SyntheticRun.lab(1).record();
        Cell stranger = SyntheticRun.cell("jit", "1", "harden", "3");
        RunRecord record = Altered.trial(
                started,
                1,
                SyntheticRun.JIT,
                t -> new Trial(
                        t.block(),
                        t.position(),
                        stranger,
                        t.startedAt(),
                        t.traffic(),
                        t.probe(),
                        t.attestation(),
                        t.marks()));
        Comparison comparison = Comparison.of(record);
        assertThat(comparison.cells()).hasSize(5).last().isEqualTo(stranger);
        assertThat(comparison.arms()).hasSize(6);
    }

    @Test
    void twoBlocksAreEnoughForAnInterval() {
        Comparison comparison = Comparison.of(SyntheticRun.host(2, 1).record());
        Row row = comparison.row(SyntheticRun.INTERPRETER, Metric.COST_PER_EVENT);
        assertThat(row.estimate().orElseThrow().ci95()).isPresent();
        assertThat(row.inference()).isPresent();
        assertThat(comparison.controls()).isNotEmpty();
        assertThat(comparison.warnings()).isEmpty();
    }

    @Test
    void everyWordIsThere() {
        assertThat(Metric.values())
                .extracting(metric -> metric.label(Clock.WALL))
                .containsExactly(
                        "CPU overhead",
                        "Latency added, p50",
                        "Latency added, p99",
                        "Added per message",
                        "Added per run of the trigger",
                        "CPU added per run of the trigger",
                        "Events per run of the trigger",
                        "Events per second",
                        "Cost per event",
                        "Load time");
        assertThat(Metric.LOAD_TIME.label(Clock.INSTRUCTIONS)).isEqualTo("Load cost");
        assertThat(Metric.EVENTS_PER_SECOND.label(Clock.INSTRUCTIONS)).isEqualTo("Events per 10⁹ instructions");
        assertThat(Verdict.values())
                .extracting(Verdict::word)
                .containsExactly("higher", "lower", "equivalent", "within noise", "inconclusive", "no claim");
        assertThat(Inference.Test.values())
                .extracting(Inference.Test::label)
                .containsExactly("sign-flip", "Student's t", "exact");
        assertThat(IntervalMethod.values()).extracting(IntervalMethod::label).doesNotContain("");
    }
}
