// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Cell;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What a cell's attestation over all its trials comes to.
///
/// @param outcome what may be said of the cell
/// @param failures one sentence for each proof that failed, or why there was nothing to prove; empty when the cell is
/// attested
/// @param attach attach kinds that its trials used
/// @param settings settings as read back, such as `bpf_jit_harden=2`
/// @param programs one entry per program
/// @param runs how often the programs ran in the attribution windows
/// @param lost what the probe could not time, by reason; only reasons that occurred
/// @param recursionMisses runs that the kernel skipped because the program was already running
public record CellProof(
        Cell cell,
        Outcome outcome,
        List<String> failures,
        List<String> attach,
        List<String> settings,
        List<ProgramSizes> programs,
        long runs,
        Map<String, Long> lost,
        long recursionMisses) {
    public CellProof {
        failures = List.copyOf(failures);
        attach = List.copyOf(attach);
        settings = List.copyOf(settings);
        programs = List.copyOf(programs);
        lost = Collections.unmodifiableMap(new TreeMap<>(lost));
    }

    public boolean attested() {
        return outcome == Outcome.ATTESTED;
    }

    /// What may be said of a cell.
    public enum Outcome {
        /// Its settings were in force.
        ATTESTED,
        /// There are trials, and they do not prove it.
        UNVERIFIED,
        /// The kernel refuses it where the run took place, so there is no trial.
        UNAVAILABLE;

        /// As tables show it.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// The sizes of one program over the cell's trials. Blinded native code varies by a few bytes from load to
    /// load.
    ///
    /// @param spared whether hardening leaves it as it is, for want of a constant to blind
    public record ProgramSizes(
            String name,
            long minJitedBytes,
            long maxJitedBytes,
            long minXlatedBytes,
            long maxXlatedBytes,
            boolean spared) {}
}
