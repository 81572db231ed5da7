// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.CalibrationRun;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.Attestation;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Program;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.stats.ClaimFinding.Word;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final RunRecord LAB = SyntheticRun.lab(6).record();
    private static final String TEN_TO_HUNDRED = "The JIT makes a program 10 to 100 times";
    private static final String FORTY_TWO = "The JIT is 42 times";

    /// Truth: cost 36, 36, 48, 227; CPU 0.9, 0.9, 1.1, 4.5; p99 4,700 and 21,000.
    @Test
    void aRunWithoutNoiseSettlesEveryRatio() {
        Comparison comparison = Comparison.of(LAB);
        ClaimFinding interpreter = finding(comparison, TEN_TO_HUNDRED);
        assertThat(interpreter.word()).isEqualTo(Word.REFUTED);
        assertThat(interpreter.ratio().orElseThrow().value()).isCloseTo(227 / 36.0, within(1e-9));
        assertThat(interpreter.ratio().orElseThrow().blocks()).isEqualTo(6);
        assertThat(finding(comparison, "Hardening 2 costs")
                        .ratio()
                        .orElseThrow()
                        .value())
                .isCloseTo(48 / 36.0, within(1e-9));
        ClaimFinding cpu = finding(comparison, FORTY_TWO);
        assertThat(cpu.word()).isEqualTo(Word.REFUTED);
        assertThat(cpu.ratio().orElseThrow().value()).isCloseTo(5, within(1e-9));
        assertThat(words(comparison, Word.REFUTED)).isEqualTo(6);
        assertThat(words(comparison, Word.NOT_MEASURABLE)).isEqualTo(GuideClaims.ALL.size() - 6L);
    }

    @Test
    void everyClaimIsInEveryLedger() {
        for (RunRecord record : List.of(LAB, SyntheticRun.host(1, 1).record(), Altered.trials(LAB, List.of()))) {
            assertThat(Comparison.of(record).claims())
                    .extracting(ClaimFinding::claim)
                    .isEqualTo(GuideClaims.ALL);
        }
        assertThat(GuideClaims.ALL).hasSize(17).doesNotHaveDuplicates();
    }

    @Test
    void aRatioIsConfirmedWithinAndRefutedOutside() {
        Claim.Ratio asked = (Claim.Ratio)
                finding(Comparison.of(LAB), TEN_TO_HUNDRED).claim().test();
        assertThat(Ledger.word(asked, new Interval(10.1, 99.9))).isEqualTo(Word.CONFIRMED);
        assertThat(Ledger.word(asked, new Interval(9.9, 10.1))).isEqualTo(Word.INCONCLUSIVE);
        assertThat(Ledger.word(asked, new Interval(99, 101))).isEqualTo(Word.INCONCLUSIVE);
        assertThat(Ledger.word(asked, new Interval(9, 101))).isEqualTo(Word.INCONCLUSIVE);
        assertThat(Ledger.word(asked, new Interval(10, 11))).isEqualTo(Word.INCONCLUSIVE);
        assertThat(Ledger.word(asked, new Interval(99, 100))).isEqualTo(Word.INCONCLUSIVE);
        assertThat(Ledger.word(asked, new Interval(9, 10))).isEqualTo(Word.REFUTED);
        assertThat(Ledger.word(asked, new Interval(100, 101))).isEqualTo(Word.REFUTED);
    }

    /// Four times the interpreter's cost is 25 times the JIT's.
    @Test
    void aTrueClaimIsConfirmed() {
        RunRecord record = SyntheticRun.host(20, 3).record();
        for (int block = 1; block <= 20; block++) {
            record = Altered.attributedTime(record, block, SyntheticRun.INTERPRETER, 4);
        }
        ClaimFinding finding = finding(Comparison.of(record), TEN_TO_HUNDRED);
        assertThat(finding.word()).isEqualTo(Word.CONFIRMED);
        assertThat(finding.reason()).isEmpty();
        assertThat(finding.ratio().orElseThrow().interval().contains((4 * 277 - 50) / 36.0))
                .isTrue();
    }

    @Test
    void theSameBytecodeRefutesAnEffectOfHardeningOne() {
        Comparison comparison = Comparison.of(SyntheticRun.host(20, 3).record());
        assertThat(finding(comparison, "Hardening 1 takes").word()).isEqualTo(Word.REFUTED);
        assertThat(finding(comparison, "Hardening 1 takes").reason()).startsWith("the kernel made the same bytecode");
        RunRecord record = LAB;
        for (int block = 1; block <= 6; block++) {
            record = Altered.programs(
                    record,
                    block,
                    SyntheticRun.HARDEN_1,
                    p -> new Program(
                            p.name(),
                            p.copy(),
                            p.hook(),
                            p.attach(),
                            p.id(),
                            p.jitedBytes(),
                            p.xlatedBytes() + 8,
                            p.loadNanos(),
                            p.verifierNanos()));
        }
        // Other code, and by the figures still no dearer.
        ClaimFinding other = finding(Comparison.of(record), "Hardening 1 takes");
        assertThat(other.word()).isEqualTo(Word.REFUTED);
        assertThat(other.reason()).isEmpty();
    }

    /// What root loads says nothing of programs that the kernel would blind.
    @Test
    void aClaimAboutProgramsWithoutPrivilegesIsNotJudgedByThoseOfRoot() {
        ClaimFinding finding = finding(Comparison.of(LAB), "Hardening 1 costs programs without privileges");
        assertThat(finding.word()).isEqualTo(Word.NOT_MEASURABLE);
        assertThat(finding.reason()).contains("loaded by root, for whom the kernel blinds nothing at harden=1");
        assertThat(finding.beside()).extracting(Row::cell).containsExactly(SyntheticRun.JIT, SyntheticRun.HARDEN_1);
    }

    @Test
    void theGuideIsNotJudgedByProgramsThatAreNoProbe() {
        Comparison comparison = Comparison.of(new CalibrationRun(Clock.INSTRUCTIONS, 6, 1, 0, 3).record());
        assertThat(comparison.claims()).allSatisfy(finding -> {
            assertThat(finding.word()).isEqualTo(Word.NOT_MEASURABLE);
            assertThat(finding.ratio()).isEmpty();
            assertThat(finding.beside()).isEmpty();
        });
        assertThat(finding(comparison, TEN_TO_HUNDRED).reason())
                .isEqualTo("the cells are of generated programs, not of the probe");
    }

    @Test
    void whatCannotBeJudgedSaysWhy() {
        assertThat(finding(Comparison.of(SyntheticRun.lab(1).record()), FORTY_TWO))
                .satisfies(finding -> {
                    assertThat(finding.word()).isEqualTo(Word.NOT_MEASURABLE);
                    assertThat(finding.reason())
                            .isEqualTo("one block gives no interval, and nothing is claimed from it");
                });
        RunRecord unverified = LAB;
        for (int block = 1; block <= LAB.started().design().blocks(); block++) {
            unverified = Altered.attestation(
                    unverified,
                    block,
                    SyntheticRun.INTERPRETER,
                    new Attestation(Map.of(), Map.of(), List.of("not proven")));
        }
        assertThat(finding(Comparison.of(unverified), FORTY_TWO).reason()).isEqualTo("jit=0 is unverified: not proven");
        assertThat(finding(Comparison.of(unverified), "Hardening 2 costs").word())
                .isEqualTo(Word.REFUTED);
        Comparison few = Comparison.of(Altered.trials(
                LAB, LAB.trials().stream().filter(trial -> trial.block() == 1).toList()));
        assertThat(finding(few, FORTY_TWO).reason()).isEqualTo("fewer than two blocks give a figure of both cells");
        assertThat(finding(few, "Interpreted, an instruction").reason()).contains("bench micro");
    }

    @Test
    void aCellThatTheRunLacksIsNamed() {
        Cell two = SyntheticRun.cell("jit", "2", "harden", "0");
        RunRecord record = LAB;
        for (int block = 1; block <= 6; block++) {
            record = Altered.arm(record, block, SyntheticRun.INTERPRETER, two);
        }
        record = Altered.cells(record, List.of(SyntheticRun.JIT, SyntheticRun.HARDEN_1, SyntheticRun.HARDEN_2, two));
        assertThat(finding(Comparison.of(record), FORTY_TWO).reason()).isEqualTo("this run has no cell jit=0");
        assertThat(finding(Comparison.of(record), "Interpreter: 8.5").beside()).isEmpty();
    }

    /// A dimension of its own on one side only would be compared with it.
    @Test
    void cellsMayDifferInNothingElse() {
        Cell stacked = SyntheticRun.cell("jit", "0", "stack", "4");
        RunRecord record = LAB;
        for (int block = 1; block <= 6; block++) {
            record = Altered.arm(record, block, SyntheticRun.INTERPRETER, stacked);
        }
        record =
                Altered.cells(record, List.of(SyntheticRun.JIT, SyntheticRun.HARDEN_1, SyntheticRun.HARDEN_2, stacked));
        assertThat(finding(Comparison.of(record), FORTY_TWO).reason())
                .isEqualTo("this run has no two cells that differ in nothing else");
        // A cell without jit runs with the JIT on.
        assertThat(Claim.Setup.HARDEN_2.is(SyntheticRun.cell("harden", "2"))).isTrue();
        assertThat(Claim.Setup.JIT.is(SyntheticRun.cell("stack", "4"))).isTrue();
        assertThat(Claim.Setup.INTERPRETER.is(SyntheticRun.cell("harden", "0"))).isFalse();
    }

    @Test
    void noRatioIsMadeToAnOverheadThatIsNone() {
        RunRecord record = LAB;
        for (int block = 1; block <= 6; block++) {
            record = Altered.busy(record, block, SyntheticRun.JIT, 0.42 + (block % 2 == 0 ? 0.001 : -0.001));
        }
        ClaimFinding finding = finding(Comparison.of(record), FORTY_TWO);
        assertThat(finding.word()).isEqualTo(Word.INCONCLUSIVE);
        assertThat(finding.reason()).startsWith("a ratio says nothing where cpu_overhead of jit=1 harden=0 is itself ");
        assertThat(finding.ratio()).isEmpty();
    }

    @Test
    void aBlockWithoutARatioIsNotLeftOut() {
        RunRecord record = SyntheticRun.host(20, 3).record();
        record = Altered.busy(record, 5, SyntheticRun.JIT, 0.3);
        ClaimFinding finding = finding(Comparison.of(record), FORTY_TWO);
        assertThat(finding.word()).isEqualTo(Word.INCONCLUSIVE);
    }

    @Test
    void allIntervalsHoldTogether() {
        assertThat(Ledger.LEVEL).isCloseTo(1 - 0.05 / 6, within(1e-12));
        assertThatThrownBy(
                        () -> new Claim.Ratio(Metric.CPU_OVERHEAD, Claim.Setup.JIT, Claim.Setup.JIT, 2, 2, "no range"))
                .hasMessageContaining("between two numbers");
    }

    private static ClaimFinding finding(Comparison comparison, String begin) {
        return comparison.claims().stream()
                .filter(finding -> finding.claim().statement().startsWith(begin))
                .findFirst()
                .orElseThrow();
    }

    private static long words(Comparison comparison, Word word) {
        return comparison.claims().stream()
                .filter(finding -> finding.word() == word)
                .count();
    }
}
