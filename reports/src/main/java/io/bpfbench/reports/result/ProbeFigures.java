// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.util.List;
import java.util.Optional;

/// The probe in one trial: what was loaded, what it saw, and what its programs cost.
///
/// The *measurement window* runs with the kernel's run statistics off, since they cost an event several tens of
/// nanoseconds themselves. The *attribution window* follows with statistics on; the *floor* is the same window with the
/// empty programs in the same places, so that their difference is the body of the probe alone.
///
/// @param attach the attach kind of all its programs
/// @param programs the latency probe's programs
/// @param floorPrograms the empty programs
/// @param measured measurement window
/// @param attributed attribution window of the latency probe
/// @param floor attribution window of the empty programs
/// @param chain the same instructions in user space, of arithmetic programs only
public record ProbeFigures(
        String attach,
        List<Program> programs,
        List<Program> floorPrograms,
        ProbeWindow measured,
        ProbeWindow attributed,
        ProbeWindow floor,
        Optional<Chain> chain) {
    public ProbeFigures {
        programs = List.copyOf(programs);
        floorPrograms = List.copyOf(floorPrograms);
    }

    /// Without a chain beside them.
    public ProbeFigures(
            String attach,
            List<Program> programs,
            List<Program> floorPrograms,
            ProbeWindow measured,
            ProbeWindow attributed,
            ProbeWindow floor) {
        this(attach, programs, floorPrograms, measured, attributed, floor, Optional.empty());
    }

    /// The same with a chain beside them.
    public ProbeFigures withChain(Chain timed) {
        return new ProbeFigures(attach, programs, floorPrograms, measured, attributed, floor, Optional.of(timed));
    }
}
