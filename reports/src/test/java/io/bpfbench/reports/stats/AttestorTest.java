// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.Attestation;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Compiled;
import io.bpfbench.reports.result.Place;
import io.bpfbench.reports.result.Program;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.RunRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AttestorTest {
    private static final RunRecord LAB = SyntheticRun.lab(2).record();
    private static final Attestation CHANGED =
            new Attestation(Map.of("bpf_jit_harden", "0"), Map.of("bpf_jit_harden", "1"), List.of());

    @Test
    void aProvenCellHasNoFailuresAndShowsItsProof() {
        CellProof proof = proof(LAB, SyntheticRun.HARDEN_2);
        assertThat(proof.failures()).isEmpty();
        assertThat(proof.attach()).containsExactly("fentry");
        assertThat(proof.settings()).containsExactly("bpf_jit_enable=1", "bpf_jit_harden=2");
        assertThat(proof.programs().getFirst())
                .isEqualTo(new CellProof.ProgramSizes("latency_tcp_sendmsg", 640, 640, 1_912, 1_912, false));
        assertThat(proof.runs()).isEqualTo(600_000);
    }

    @Test
    void theJitMustHaveTranslated() {
        RunRecord record = Altered.programs(LAB, 2, SyntheticRun.JIT, p -> sized(p, 0, p.xlatedBytes()));
        assertThat(proof(record, SyntheticRun.JIT).failures())
                .contains("jit=1 is not in force: the kernel reports no native code for latency_tcp_sendmsg");
        assertThat(proof(record, SyntheticRun.HARDEN_1).failures()).isEmpty();
    }

    @Test
    void theInterpreterMustNotHaveNativeCode() {
        RunRecord record = Altered.programs(LAB, 1, SyntheticRun.INTERPRETER, p -> sized(p, 512, p.xlatedBytes()));
        assertThat(proof(record, SyntheticRun.INTERPRETER).failures())
                .contains("jit=0 is not in force: the kernel reports native code for latency_tcp_sendmsg");
    }

    @Test
    void hardeningMustHaveMadeProgramsLonger() {
        RunRecord record = Altered.programs(LAB, 1, SyntheticRun.HARDEN_2, p -> sized(p, p.jitedBytes(), 1_040));
        assertThat(proof(record, SyntheticRun.HARDEN_2).failures())
                .hasSize(3)
                .contains(
                        "harden=2 is not in force: latency_tcp_sendmsg has 1040 bytes of bytecode, no more than at jit=1 harden=0");
    }

    @Test
    void hardeningCannotBeProvenAlone() {
        RunRecord record = LAB;
        for (int block = 1; block <= 2; block++) {
            record = Altered.without(record, block, SyntheticRun.JIT, "");
        }
        assertThat(proof(record, SyntheticRun.HARDEN_2).failures())
                .containsExactly(
                        "harden=2 cannot be proven without jit=1 harden=0 in the same run to compare program sizes with");
    }

    @Test
    void oneTrialWithoutProofIsNoDoubtAboutTheCell() {
        RunRecord record = Altered.attestation(LAB, 1, SyntheticRun.JIT, CHANGED);
        assertThat(proof(record, SyntheticRun.JIT).failures()).isEmpty();
    }

    @Test
    void aCellNoneOfWhoseTrialsIsProvenIsUnverified() {
        RunRecord record = Altered.attestation(LAB, 1, SyntheticRun.JIT, CHANGED);
        record = Altered.attributedRuns(record, 2, SyntheticRun.JIT, 0);
        CellProof proof = proof(record, SyntheticRun.JIT);
        assertThat(proof.outcome()).isEqualTo(CellProof.Outcome.UNVERIFIED);
        assertThat(proof.failures())
                .containsExactly(
                        "bpf_jit_harden was 0 before and 1 after it: something else changed it meanwhile",
                        "no program of the probe ran in the attribution window");
    }

    @Test
    void aCellThatTheKernelRefusesIsUnavailable() {
        RunRecord record = LAB;
        for (int block = 1; block <= 2; block++) {
            record = Altered.without(record, block, SyntheticRun.INTERPRETER, "");
        }
        assertThat(proof(record, SyntheticRun.INTERPRETER).outcome()).isEqualTo(CellProof.Outcome.UNVERIFIED);
        record = Altered.noted(record, new RunEvent.Finding("jit=0", "unavailable", "BPF_JIT_ALWAYS_ON"), "");
        CellProof proof = proof(record, SyntheticRun.INTERPRETER);
        assertThat(proof.outcome()).isEqualTo(CellProof.Outcome.UNAVAILABLE);
        assertThat(proof.failures()).containsExactly("BPF_JIT_ALWAYS_ON");
    }

    @Test
    void eachCellHasTheKindOfItsLevel() {
        Cell fentry = SyntheticRun.cell("jit", "1", "attach", "fentry");
        Cell kprobe = SyntheticRun.cell("jit", "1", "attach", "kprobe");
        RunRecord record = of(fentry, kprobe);
        assertThat(proof(record, fentry).failures()).isEmpty();
        assertThat(proof(record, kprobe).failures()).isEmpty();
        assertThat(proof(record, kprobe).attach()).containsExactly("kprobe");
        RunRecord other = Altered.programs(record, 2, kprobe, p -> kind(p, "fentry"));
        assertThat(proof(other, fentry).failures()).isEmpty();
        assertThat(proof(other, kprobe).failures())
                .contains(
                        "attach=kprobe is not in force: the kernel says that latency_tcp_sendmsg is of the kind fentry");
    }

    @Test
    void cellsWithoutALevelShareOneKind() {
        RunRecord record = Altered.arm(
                of(SyntheticRun.JIT, SyntheticRun.cell("jit", "1", "attach", "kprobe")),
                1,
                SyntheticRun.cell("jit", "1", "attach", "kprobe"),
                SyntheticRun.HARDEN_1);
        assertThat(proof(record, SyntheticRun.HARDEN_1).failures())
                .singleElement()
                .asString()
                .startsWith("the probe was attached in different ways (fentry, kprobe)");
    }

    @Test
    void namesAreShownAsTheLevelSays() {
        Cell shown = SyntheticRun.cell("jit", "1", "harden", "0", "kallsyms", "1");
        Cell hidden = SyntheticRun.cell("jit", "1", "harden", "0", "kallsyms", "0");
        RunRecord record = of(shown, hidden);
        assertThat(proof(record, shown).failures()).isEmpty();
        assertThat(proof(record, hidden).failures()).isEmpty();
        assertThat(proof(Altered.programs(record, 1, shown, p -> named(p, Optional.of(false))), shown)
                        .failures())
                .contains("kallsyms=1 is not in force: /proc/kallsyms lacks the name of latency_tcp_sendmsg");
        assertThat(proof(Altered.programs(record, 1, hidden, p -> named(p, Optional.of(true))), hidden)
                        .failures())
                .contains("kallsyms=0 is not in force: /proc/kallsyms has the name of latency_tcp_sendmsg");
        assertThat(proof(Altered.programs(record, 1, hidden, p -> named(p, Optional.empty())), hidden)
                        .failures())
                .contains("kallsyms=0 is not proven: latency_tcp_sendmsg was not looked up in /proc/kallsyms");
    }

    @Test
    void whatIsHardenedOrInterpretedHasNoName() {
        for (Cell cell : List.of(
                SyntheticRun.cell("jit", "1", "harden", "1", "kallsyms", "1"),
                SyntheticRun.cell("jit", "0", "kallsyms", "1"))) {
            RunRecord record = of(cell);
            assertThat(proof(record, cell).failures())
                    .contains("kallsyms=1 is not in force: /proc/kallsyms has the name of latency_tcp_sendmsg");
            for (int block = 1; block <= 2; block++) {
                record = Altered.programs(record, block, cell, p -> named(p, Optional.of(false)));
            }
            assertThat(proof(record, cell).failures()).isEmpty();
        }
    }

    @Test
    void hardeningIsProvenBesideNames() {
        Cell hardened = SyntheticRun.cell("jit", "1", "harden", "2");
        RunRecord record = of(SyntheticRun.cell("jit", "1", "harden", "0", "kallsyms", "0"), hardened);
        assertThat(proof(record, hardened).failures()).isEmpty();
    }

    @Test
    void anObjectSaysWhatBuiltIt() {
        Cell small = SyntheticRun.cell("jit", "1", "opt", "Os", "mcpu", "v2");
        RunRecord record = of(small);
        assertThat(proof(record, small).failures()).isEmpty();
        assertThat(proof(Altered.programs(record, 1, small, p -> built(p, "clang -O2 -mcpu=v2")), small)
                        .failures())
                .contains("opt=Os is not in force: the object of latency_tcp_sendmsg was built by clang -O2 -mcpu=v2")
                .noneMatch(failure -> failure.startsWith("mcpu"));
        assertThat(proof(Altered.programs(record, 1, small, p -> sized(p, 1, 1)), small)
                        .failures())
                .contains("mcpu=v2 is not in force: the object of latency_tcp_sendmsg does not say what built it");
    }

    private static RunRecord of(Cell... cells) {
        return new SyntheticRun(Place.LAB, Clock.INSTRUCTIONS, 2, 42, 0, List.of(cells)).record();
    }

    private static CellProof proof(RunRecord record, Cell cell) {
        return new Attestor(new Blocks(record, VoidRules.DEFAULT)).prove(cell);
    }

    private static Program kind(Program program, String attach) {
        return new Program(
                program.name(),
                program.copy(),
                program.hook(),
                attach,
                program.id(),
                program.jitedBytes(),
                program.xlatedBytes(),
                program.loadNanos(),
                program.verifierNanos());
    }

    private static Program built(Program program, String words) {
        Compiled made = program.compiled().orElseThrow();
        return new Program(
                program.name(),
                program.copy(),
                program.hook(),
                program.attach(),
                program.id(),
                program.jitedBytes(),
                program.xlatedBytes(),
                program.loadNanos(),
                program.verifierNanos(),
                Optional.empty(),
                Optional.of(new Compiled(
                        words,
                        made.tag(),
                        made.instructions(),
                        made.verifiedInstructions(),
                        made.totalStates(),
                        made.peakStates())),
                program.shape());
    }

    private static Program named(Program program, Optional<Boolean> inKallsyms) {
        return new Program(
                program.name(),
                program.copy(),
                program.hook(),
                program.attach(),
                program.id(),
                program.jitedBytes(),
                program.xlatedBytes(),
                program.loadNanos(),
                program.verifierNanos(),
                inKallsyms,
                Optional.empty(),
                program.shape());
    }

    private static Program sized(Program program, long jitedBytes, long xlatedBytes) {
        return new Program(
                program.name(),
                program.copy(),
                program.hook(),
                program.attach(),
                program.id(),
                jitedBytes,
                xlatedBytes,
                program.loadNanos(),
                program.verifierNanos());
    }
}
