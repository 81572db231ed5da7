// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.MicroRecord;
import io.bpfbench.reports.result.MicroScore;
import java.util.ArrayList;
import java.util.List;
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
        if (Claim.Setup.HARDEN_2.is(score.cell())) {
            OptionalLong plain = record.scores().stream()
                    .filter(other -> Claim.Setup.JIT.is(other.cell())
                            && other.loaded().name().equals(score.loaded().name()))
                    .mapToLong(other -> other.loaded().xlatedBytes())
                    .max();
            // Every program ends with a constant, so blinding makes every one longer.
            if (plain.isPresent() && score.loaded().xlatedBytes() <= plain.getAsLong()) {
                failures.add("its bytecode is no longer than without hardening: nothing was blinded");
            }
        }
        return failures;
    }
}
