// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.util.List;
import java.util.Optional;

/// A whole micro run, read back from its journal.
///
/// @param started its first line
/// @param guest the guest it ran in; empty on the host
/// @param findings what could not be had
/// @param scores in the order in which they were measured
/// @param loads chains that were loaded only
/// @param jmh JMH's own result JSON of the run; empty when it did not reach its end
/// @param warnings one sentence each
/// @param complete whether the journal reached its end with every program timed
public record MicroRecord(
        RunEvent.MicroStarted started,
        Optional<RunEvent.GuestReady> guest,
        List<RunEvent.Finding> findings,
        List<MicroScore> scores,
        List<MicroLoad> loads,
        String jmh,
        List<String> warnings,
        boolean complete) {
    public MicroRecord {
        findings = List.copyOf(findings);
        scores = List.copyOf(scores);
        loads = List.copyOf(loads);
        warnings = List.copyOf(warnings);
    }

    /// The machine that the programs ran on.
    public Environment environment() {
        return guest.map(RunEvent.GuestReady::environment).orElse(started.environment());
    }
}
