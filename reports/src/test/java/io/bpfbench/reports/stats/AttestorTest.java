// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.Attestation;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Program;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.RunRecord;
import java.util.List;
import java.util.Map;
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
                .isEqualTo(new CellProof.ProgramSizes("latency_tcp_sendmsg", 640, 640, 1_912, 1_912));
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

    private static CellProof proof(RunRecord record, Cell cell) {
        return new Attestor(new Blocks(record, VoidRules.DEFAULT)).prove(cell);
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
