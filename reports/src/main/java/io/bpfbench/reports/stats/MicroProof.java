// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.MicroProgram;
import io.bpfbench.reports.result.MicroRecord;
import io.bpfbench.reports.result.MicroScore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

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
        if (Claim.Setup.HARDEN_2.is(score.cell())) {
            List<MicroProgram> plain = record.scores().stream()
                    .filter(other -> Claim.Setup.JIT.is(other.cell()))
                    .map(MicroScore::loaded)
                    .filter(loaded -> loaded.name().equals(score.loaded().name()))
                    .toList();
            // Every program ends with a constant, so blinding makes every one longer. Of a program with functions the
            // kernel blinds copies, one a function, and tells the bytecode as it was (jit_subprogs, verifier.c).
            if (!plain.isEmpty()
                    && !longer(score.loaded(), plain, MicroProgram::xlatedBytes)
                    && !longer(score.loaded(), plain, MicroProgram::jitedBytes)) {
                failures.add("its code is no longer than without hardening: nothing was blinded");
            }
        }
        return failures;
    }

    private static boolean longer(MicroProgram one, List<MicroProgram> others, ToLongFunction<MicroProgram> size) {
        return others.stream().allMatch(other -> size.applyAsLong(one) > size.applyAsLong(other));
    }
}
