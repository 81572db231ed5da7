// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.result.Attestation;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.ProbeWindow.Hook;
import io.bpfbench.reports.result.Program;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProofTest {
    private static final Map<String, String> JIT = Map.of("net.core.bpf_jit_enable", "1");
    private static final Map<String, String> INTERPRETER = Map.of("net.core.bpf_jit_enable", "0");

    @Test
    void compiledProgramsThatRanProveTheJit() {
        assertThat(proof(JIT, JIT, JIT, 432, hook(5, 5, 0), hook(5, 0, 0), Map.of())
                        .attested())
                .isTrue();
    }

    @Test
    void eachBrokenProofHasItsSentence() {
        assertThat(proof(JIT, JIT, JIT, 0, hook(5, 5, 0), hook(5, 0, 0), Map.of())
                        .failures())
                .containsExactly("send was to be compiled and has no native code");
        assertThat(proof(INTERPRETER, INTERPRETER, INTERPRETER, 432, hook(5, 5, 0), hook(5, 0, 0), Map.of())
                        .failures())
                .containsExactly("send was to be interpreted and has 432 bytes of native code");
        assertThat(proof(INTERPRETER, JIT, JIT, 0, hook(5, 5, 0), hook(5, 0, 0), Map.of())
                        .failures())
                .containsExactly("net.core.bpf_jit_enable was to be 0 and read back as 1");
        assertThat(proof(JIT, JIT, INTERPRETER, 432, hook(5, 5, 0), hook(5, 0, 0), Map.of())
                        .failures())
                .containsExactly("net.core.bpf_jit_enable changed from 1 to 0 while the trial ran");
        assertThat(proof(JIT, JIT, JIT, 432, hook(5, 0, 0), hook(5, 0, 0), Map.of())
                        .failures())
                .containsExactly(
                        "tcp_sendmsg counted events and yet the kernel says that it was never run",
                        "none of the probe's programs was run");
        assertThat(proof(JIT, JIT, JIT, 432, hook(5, 5, 0), hook(5, 0, 3), Map.of())
                        .failures())
                .containsExactly("tcp_sendmsg missed 3 runs to recursion");
        assertThat(proof(JIT, JIT, JIT, 432, hook(5, 5, 0), hook(5, 0, 0), Map.of("map_full", 9L))
                        .failures())
                .containsExactly("the probe lost 9 events because its map was full");
    }

    private static Hook hook(long events, long runs, long misses) {
        return new Hook("tcp_sendmsg", events, runs, runs * 100, misses, runs > 0 ? 1 : 0);
    }

    private static Attestation proof(
            Map<String, String> wanted,
            Map<String, String> before,
            Map<String, String> after,
            long jitedBytes,
            Hook attributed,
            Hook measured,
            Map<String, Long> lost) {
        Program program = new Program("send", 1, "tcp_sendmsg", "fentry", 1, jitedBytes, 100, 10, OptionalLong.empty());
        ProbeWindow run = new ProbeWindow(1, List.of(attributed), List.of(), Map.of());
        ProbeWindow seen = new ProbeWindow(1, List.of(measured), List.of(), lost);
        ProbeFigures figures =
                new ProbeFigures("fentry", List.of(program), List.of(program), seen, run, run, List.of());
        return Proof.of(wanted, before, after, Optional.of(figures));
    }
}
