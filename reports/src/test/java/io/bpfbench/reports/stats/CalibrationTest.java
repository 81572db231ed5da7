// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.CalibrationRun;
import io.bpfbench.reports.result.Attestation;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Program;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.stats.Calibration.Line;
import io.bpfbench.reports.stats.Calibration.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    private static final Cell LONGEST = CalibrationRun.cell("1", "0", 10_000);

    @Test
    void theKnownSlopesComeBackOnTheInstructionClock() {
        Calibration calibration = Calibration.of(instructions(1, 0));
        assertThat(calibration.lengths()).containsExactly(100, 1000, 3000, 10_000);
        assertThat(calibration.lines())
                .extracting(Line::code)
                .containsExactly("jit=1 harden=0", "jit=1 harden=2", "jit=0");
        Line plain = line(calibration, 0);
        assertThat(plain.slope().orElseThrow().value()).isCloseTo(1, within(1e-3));
        assertThat(plain.truth().orElseThrow().value()).isEqualTo(1);
        assertThat(plain.truthSource()).isEqualTo("1 native instruction of 4 bytes");
        assertThat(plain.outcome()).isEqualTo(Outcome.PASS);
        Line blinded = line(calibration, 1);
        assertThat(blinded.slope().orElseThrow().value()).isCloseTo(3, within(3e-3));
        assertThat(blinded.truth().orElseThrow().value()).isEqualTo(3);
        assertThat(blinded.truthSource()).startsWith("3 native instructions in 16.");
        assertThat(blinded.outcome()).isEqualTo(Outcome.PASS);
        Line interpreted = line(calibration, 2);
        assertThat(interpreted.slope().orElseThrow().value()).isCloseTo(7.5, within(1e-2));
        assertThat(interpreted.truth()).isEmpty();
        assertThat(interpreted.outcome()).isEqualTo(Outcome.NOT_JUDGED);
        assertThat(calibration.outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void figuresThatRepeatExactlyHaveAConstantSlope() {
        Line plain = line(Calibration.of(instructions(1, 0)), 0);
        assertThat(plain.ratio().orElseThrow().method()).isEqualTo(IntervalMethod.CONSTANT);
    }

    @Test
    void anInstrumentTwoPerCentOffFailsOnTheInstructionClock() {
        Calibration calibration = Calibration.of(instructions(1.02, 0));
        assertThat(line(calibration, 0).outcome()).isEqualTo(Outcome.FAIL);
        assertThat(line(calibration, 0).reason()).isEqualTo("a block is 2.00 % off the truth");
        assertThat(line(calibration, 1).outcome()).isEqualTo(Outcome.FAIL);
        assertThat(calibration.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(Calibration.of(instructions(0.98, 0)).outcome()).isEqualTo(Outcome.FAIL);
        assertThat(Calibration.of(instructions(1.009, 0)).outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void onTheWallClockTheChainInUserSpaceIsTheTruth() {
        Calibration calibration = Calibration.of(wall(1, 0.002));
        Line plain = line(calibration, 0);
        assertThat(plain.truth().orElseThrow().value()).isCloseTo(0.28, within(0.002));
        assertThat(plain.ratio().orElseThrow().value()).isCloseTo(1, within(0.005));
        assertThat(plain.outcome()).isEqualTo(Outcome.PASS);
        assertThat(line(calibration, 1).outcome()).isEqualTo(Outcome.NOT_JUDGED);
        assertThat(calibration.outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void onTheWallClockAFaultBeyondTheNoiseFails() {
        Calibration calibration = Calibration.of(wall(1.05, 0.002));
        assertThat(line(calibration, 0).outcome()).isEqualTo(Outcome.FAIL);
        assertThat(line(calibration, 0).reason()).contains("the interval excludes the truth");
    }

    @Test
    void noiseThatWouldHideAnythingPassesNothing() {
        Calibration calibration = Calibration.of(wall(1, 0.3));
        assertThat(line(calibration, 0).outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(line(calibration, 0).reason()).contains("too wide to show anything");
        assertThat(calibration.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    }

    @Test
    void oneBlockIsEnoughWhereNothingIsLeftToChanceOnly() {
        assertThat(Calibration.of(new CalibrationRun(Clock.INSTRUCTIONS, 1, 1, 0, 1).record())
                        .outcome())
                .isEqualTo(Outcome.PASS);
        Calibration wall = Calibration.of(new CalibrationRun(Clock.WALL, 1, 1, 0.001, 1).record());
        assertThat(line(wall, 0).outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(wall.resolutions()).isEmpty();
    }

    @Test
    void aBlockWithoutALengthIsLeftOut() {
        RunRecord record = Altered.without(instructions(1, 0), 2, LONGEST, "the probe went away");
        Line plain = line(Calibration.of(record), 0);
        assertThat(plain.slope().orElseThrow().blocks()).isEqualTo(5);
        assertThat(plain.outcome()).isEqualTo(Outcome.PASS);
        for (int block = 1; block <= 6; block++) {
            record = Altered.without(record, block, LONGEST, "");
        }
        assertThat(line(Calibration.of(record), 0).outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    }

    @Test
    void whatCannotBeRunHereIsNotJudged() {
        RunRecord record = Altered.noted(
                instructions(1, 0), new RunEvent.Finding("jit=0 length=100", "unavailable", "BPF_JIT_ALWAYS_ON"), "");
        Line interpreted = line(Calibration.of(record), 2);
        assertThat(interpreted.outcome()).isEqualTo(Outcome.NOT_JUDGED);
        assertThat(interpreted.reason()).contains("BPF_JIT_ALWAYS_ON");
        assertThat(interpreted.slope()).isEmpty();
    }

    @Test
    void anUnprovenCellFails() {
        RunRecord record = Altered.programs(instructions(1, 0), 3, LONGEST, program -> sized(program, 0, 80_024));
        Line plain = line(Calibration.of(record), 0);
        assertThat(plain.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(plain.reason()).startsWith("unverified: ");
    }

    @Test
    void codeOtherThanTheKnownOneFails() {
        RunRecord longer = Altered.programs(instructions(1, 0), 3, LONGEST, program -> sized(program, 40_032, 80_024));
        assertThat(line(Calibration.of(longer), 0).outcome()).isEqualTo(Outcome.FAIL);
        assertThat(line(Calibration.of(longer), 0).reason())
                .contains("grew the native code by 4 to 4.00 bytes and not by 4");
        RunRecord folded = Altered.programs(instructions(1, 0), 3, LONGEST, program -> sized(program, 40_022, 24));
        assertThat(line(Calibration.of(folded), 0).reason()).contains("grew the bytecode by");
    }

    @Test
    void whatCouldBeSeenFollowsFromTheControls() {
        Calibration calibration = Calibration.of(wall(1, 0.002));
        assertThat(calibration.resolutions())
                .extracting(resolution -> resolution.floor().metric())
                .contains(Metric.CPU_OVERHEAD, Metric.LATENCY_ADDED_P99, Metric.COST_PER_EVENT);
        calibration.resolutions().forEach(resolution -> {
            // G*Power 3.1, paired t test, two-sided, alpha 0.05, power 0.8: d = 1.4349 (n = 6), 0.6602 (n = 20).
            assertThat(resolution.quick())
                    .isCloseTo(1.4349 * resolution.deviation(), within(1e-3 * resolution.quick()));
            assertThat(resolution.full()).isCloseTo(0.6602 * resolution.deviation(), within(1e-3 * resolution.full()));
        });
    }

    /// The standard deviations of a difference of two trials and of one and the mean of two: √2 and √1.5 of a trial's.
    @Test
    void aCellAgainstTwoBaselinesVariesLessThanOneAgainstTheOther() {
        Calibration calibration = Calibration.of(wall(1, 0.002));
        calibration.resolutions().forEach(resolution -> {
            double ofControl = Moments.deviation(resolution.floor().estimate().effects().stream()
                    .mapToDouble(Double::doubleValue)
                    .toArray());
            double less = resolution.floor().metric().paired() ? Math.sqrt(1.5) / Math.sqrt(2) : 1;
            assertThat(resolution.deviation()).isCloseTo(less * ofControl, within(1e-9 * ofControl));
        });
        assertThat(calibration.resolutions())
                .extracting(resolution -> resolution.floor().metric().paired())
                .contains(true, false);
    }

    /// With one block the trial counts, since nothing is claimed from it; a verdict would be a claim.
    @Test
    void aBrokenTrialInTheOnlyBlockLeavesTheVerdictOpen() {
        RunRecord one = new CalibrationRun(Clock.INSTRUCTIONS, 1, 1, 0, 1).record();
        RunRecord broken =
                Altered.attestation(one, 1, LONGEST, new Attestation(Map.of("s", "0"), Map.of("s", "1"), List.of()));
        Calibration calibration = Calibration.of(broken);
        assertThat(line(calibration, 0).outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(line(calibration, 0).reason())
                .startsWith("the trial of jit=1 harden=0 length=10000 would be void in a run of more blocks: s was 0");
        assertThat(line(calibration, 1).outcome()).isEqualTo(Outcome.PASS);
        assertThat(calibration.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    }

    private static Line line(Calibration calibration, int place) {
        return calibration.lines().get(place);
    }

    private static RunRecord instructions(double fault, double noise) {
        return new CalibrationRun(Clock.INSTRUCTIONS, 6, fault, noise, 3).record();
    }

    private static RunRecord wall(double fault, double noise) {
        return new CalibrationRun(Clock.WALL, 6, fault, noise, 3).record();
    }

    private static Program sized(Program old, long jitedBytes, long xlatedBytes) {
        return new Program(
                old.name(),
                old.copy(),
                old.hook(),
                old.attach(),
                old.id(),
                jitedBytes,
                xlatedBytes,
                old.loadNanos(),
                old.verifierNanos());
    }
}
