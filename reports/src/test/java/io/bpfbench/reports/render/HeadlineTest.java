// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.ExactRun;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.Attestation;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Declarations;
import io.bpfbench.reports.result.Place;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.stats.Comparison;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// One sentence for every kind of verdict. The lab's figures repeat exactly, the host's have noise.
class HeadlineTest {
    private static final RunRecord LAB = SyntheticRun.lab(6).record();
    private static final RunRecord HOST = SyntheticRun.host(6, 7).record();

    @Test
    void whatWasFoundComesFirst() {
        assertThat(headline(LAB))
                .isEqualTo("Against jit=1 harden=0, harden=2 costs 12 instructions an event more (+33.33 %, the same in"
                        + " every block); the interpreter costs 6.31 times as much (the same in every block; +191"
                        + " instructions an event); harden=1 costs nothing measurable (the same in every block).");
    }

    @Test
    void noiseGivesIntervals() {
        assertThat(headline(HOST))
                .isEqualTo("Against jit=1 harden=0, harden=2 costs 12.4 ns an event more (+35 %, 95 % CI +31"
                        + " to +39 %); the interpreter costs 6.4 times as much (95 % CI 6.2 to 6.6 times;"
                        + " +191.7 ns an event); harden=1 is inconclusive (differences below 1.79 ns an"
                        + " event can go unseen).");
    }

    @Test
    void theExactLaneHasTheSameSentence() {
        assertThat(headline(ExactRun.record(6)))
                .isEqualTo("Against jit=1 harden=0, harden=2 costs 45.33 instructions an event more (+24.59"
                        + " %, the same in every block); the interpreter costs 4.45 times as much (the same"
                        + " in every block; +635.67 instructions an event); harden=1 costs nothing"
                        + " measurable (the same in every block).");
    }

    @Test
    void whatCostsLessSaves() {
        RunRecord record = run(SyntheticRun.host(6, 7), SyntheticRun.HARDEN_2, SyntheticRun.JIT);
        assertThat(headline(record))
                .isEqualTo(
                        "Against jit=1 harden=2, harden=0 saves 12.4 ns an event (-26 %, 95 % CI -29 to" + " -23 %).");
    }

    @Test
    void equivalentNamesTheMarginThatWasDeclared() {
        RunRecord record =
                Altered.design(HOST, design -> design.withDeclared(new Declarations(0, Map.of("cost_per_event", 3.0))));
        assertThat(headline(record))
                .endsWith("; harden=1 is equivalent within the margin of 3.00 ns an event declared before the run.");
    }

    /// Two cells of the same code, and a third that costs as much: the first two are its noise floor.
    @Test
    void whatIsWithinTheNoiseNamesTheFloor() {
        Cell same = SyntheticRun.cell("jit", "1", "harden", "3");
        RunRecord record = run(SyntheticRun.host(6, 7), SyntheticRun.JIT, SyntheticRun.HARDEN_1, same);
        assertThat(headline(record))
                .isEqualTo(
                        "Against jit=1 harden=0, harden=3 costs nothing measurable (within the noise floor of 1.41 ns"
                                + " an event); harden=1 is inconclusive (differences below 1.67 ns an event can go unseen).");
    }

    @Test
    void inconclusiveNamesWhatCanGoUnseen() {
        RunRecord record = run(SyntheticRun.host(2, 3), SyntheticRun.JIT, SyntheticRun.HARDEN_2);
        assertThat(headline(record))
                .isEqualTo("Against jit=1 harden=0, harden=2 is inconclusive (differences below 7.94 ns an"
                        + " event can go unseen).");
    }

    @Test
    void anUnverifiedCellIsSaidToBeOne() {
        RunRecord record = LAB;
        for (int block = 1; block <= 6; block++) {
            record = unproven(record, block, SyntheticRun.HARDEN_2);
        }
        assertThat(headline(record))
                .isEqualTo("Against jit=1 harden=0, the interpreter costs 6.31 times as much (the same in"
                        + " every block; +191 instructions an event); harden=1 costs nothing measurable"
                        + " (the same in every block); harden=2 is unverified.");
    }

    @Test
    void withoutItsReferenceNothingIsClaimed() {
        RunRecord record = LAB;
        for (int block = 1; block <= 6; block++) {
            record = unproven(record, block, SyntheticRun.JIT);
        }
        assertThat(headline(record))
                .isEqualTo("Nothing may be claimed: jit=1 harden=0, which all is set against, is unverified.");
    }

    @Test
    void aCellThatCouldNotBeHadIsUnavailable() {
        RunRecord record = LAB;
        for (int block = 1; block <= 6; block++) {
            record = Altered.without(record, block, SyntheticRun.INTERPRETER, "");
        }
        record = Altered.noted(record, new RunEvent.Finding("jit=0", "unavailable", "EINVAL"), "note");
        assertThat(headline(record))
                .isEqualTo("Against jit=1 harden=0, harden=2 costs 12 instructions an event more (+33.33 %,"
                        + " the same in every block); harden=1 costs nothing measurable (the same in every"
                        + " block); the interpreter is unavailable.");
    }

    @Test
    void ofOneBlockNothingIsClaimed() {
        assertThat(headline(SyntheticRun.lab(1).record()))
                .isEqualTo("One block shows that the chain works; nothing may be claimed from it.");
    }

    @Test
    void ofNoTrialNothingIsClaimed() {
        assertThat(headline(Altered.trials(LAB, List.of()))).startsWith("Nothing may be claimed");
    }

    @Test
    void aLoneCellIsSetAgainstEmptyPrograms() {
        assertThat(headline(run(SyntheticRun.host(6, 7), SyntheticRun.JIT)))
                .isEqualTo(
                        "Against empty programs, jit=1 harden=0 costs 35.83 ns an event (95 % CI +35.12 to +36.55).");
    }

    /// A copy's event costs what it costs alone; what a further copy costs is its own question.
    @Test
    void moreCopiesAreADose() {
        assertThat(headline(SyntheticRun.stacked(6, 7, 1).record()))
                .isEqualTo("Against jit=1 harden=0 stack=1, harden=2 costs 12.09 ns an event more (+34 %, 95"
                        + " % CI +32 to +36 %); each further probe costs 0.9018 points of CPU (95 % CI"
                        + " 0.8929 to 0.9106).");
        assertThat(headline(ExactRun.stacked(6)))
                .isEqualTo("Each further probe costs 937 instructions a message (the same in every block).");
    }

    private static String headline(RunRecord record) {
        return Verdicts.headline(Comparison.of(record));
    }

    private static RunRecord run(SyntheticRun like, Cell... cells) {
        Place place = like.place();
        Clock clock = like.clock();
        return new SyntheticRun(place, clock, like.blocks(), like.seed(), like.noise(), List.of(cells)).record();
    }

    private static RunRecord unproven(RunRecord record, int block, Cell cell) {
        return Altered.attestation(
                record, block, cell, new Attestation(Map.of("bpf_jit_harden", "2"), Map.of(), List.of()));
    }
}
