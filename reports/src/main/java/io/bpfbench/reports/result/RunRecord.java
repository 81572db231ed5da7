// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/// A whole run, read back from its journal.
///
/// @param started the run's first line
/// @param guests the guests that ran trials, empty on the host
/// @param findings what could not be had
/// @param begun trials that were begun, in that order; one that was interrupted may be there twice
/// @param trials finished trials, in the order in which they ended
/// @param failures trials without figures
/// @param warnings one sentence each, from the run and from reading the journal
/// @param complete whether the journal reached its end with every trial run
/// @param peakMemoryBytes the most memory that the harness held; empty when the run did not reach its end
/// @param codes the code of the probe's send program, once for each cell whose first trial was run
public record RunRecord(
        RunEvent.RunStarted started,
        List<RunEvent.GuestReady> guests,
        List<RunEvent.Finding> findings,
        List<RunEvent.TrialStarted> begun,
        List<Trial> trials,
        List<RunEvent.TrialFailed> failures,
        List<String> warnings,
        boolean complete,
        OptionalLong peakMemoryBytes,
        List<RunEvent.ProbeCode> codes) {
    public RunRecord {
        guests = List.copyOf(guests);
        findings = List.copyOf(findings);
        begun = List.copyOf(begun);
        trials = List.copyOf(trials);
        failures = List.copyOf(failures);
        warnings = List.copyOf(warnings);
        codes = List.copyOf(codes);
    }

    /// A run whose memory and code are not known.
    public RunRecord(
            RunEvent.RunStarted started,
            List<RunEvent.GuestReady> guests,
            List<RunEvent.Finding> findings,
            List<RunEvent.TrialStarted> begun,
            List<Trial> trials,
            List<RunEvent.TrialFailed> failures,
            List<String> warnings,
            boolean complete) {
        this(started, guests, findings, begun, trials, failures, warnings, complete, OptionalLong.empty(), List.of());
    }

    /// Numbers of the guests that ran trials, to look up; none on the host. Guests differ by what their boots left to
    /// chance.
    public Function<Trial, OptionalInt> guestsOfTrials() {
        Map<Slot, Integer> guests = new HashMap<>();
        begun.stream()
                .filter(start -> start.guest() > 0)
                .forEach(start -> guests.put(new Slot(start.block(), start.position()), start.guest()));
        return trial -> Optional.ofNullable(guests.get(new Slot(trial.block(), trial.position())))
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }

    private record Slot(int block, int position) {}
}
