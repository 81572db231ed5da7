// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.MicroProgram;
import io.bpfbench.reports.result.MicroRecord;
import io.bpfbench.reports.result.MicroScore;
import io.bpfbench.reports.result.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What proves that a micro program ran under its cell's settings: the settings as they were read back, and the sizes
/// of its code.
final class MicroProof {
    private MicroProof() {}

    /// What speaks against a score, a sentence each.
    static List<String> failures(MicroRecord record, MicroScore score) {
        List<String> failures = new ArrayList<>(score.attestation().failures());
        if (!score.attestation().before().equals(score.attestation().after())) {
            failures.add("the settings changed while it was timed");
        }
        boolean compiled = score.loaded().jitedBytes() > 0;
        if (Claim.Setup.INTERPRETER.is(score.cell()) == compiled) {
            failures.add(compiled ? "the kernel compiled it with jit=0" : "the kernel did not compile it");
        }
        if (Claim.Setup.HARDEN_2.is(score.cell()) && compiled) {
            List<MicroProgram> plain = record.scores().stream()
                    .filter(other -> Claim.Setup.JIT.is(other.cell()))
                    .map(MicroScore::loaded)
                    .filter(loaded -> loaded.name().equals(score.loaded().name()))
                    .toList();
            Blinding blinding = new Blinding(
                    Claim.Setup.JIT.label(),
                    plain.stream().map(each -> loaded(each, functions(each))).toList());
            failures.addAll(blinding.unprovenOf(List.of(loaded(score.loaded(), functions(score.loaded(), plain)))));
        }
        return failures;
    }

    private static Blinding.Loaded loaded(MicroProgram program, int functions) {
        return new Blinding.Loaded(
                program.name(),
                program.xlatedBytes(),
                program.jitedBytes(),
                Optional.of(new Program.Shape(OptionalLong.empty(), functions)));
    }

    private static int functions(MicroProgram program) {
        return program.functions().orElse(1);
    }

    /// Journals of before do not tell: a program whose bytecode is as long to the byte was taken to have functions.
    private static int functions(MicroProgram hardened, List<MicroProgram> plain) {
        boolean same = plain.stream().allMatch(other -> other.xlatedBytes() == hardened.xlatedBytes());
        return hardened.functions().orElse(same ? 2 : 1);
    }
}
