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
/// @param attach the attach kind of all its programs; of an object of others each kind once, `kprobe+kretprobe`
/// @param programs the probe's programs
/// @param floorPrograms the empty programs
/// @param measured measurement window
/// @param attributed attribution window of the probe
/// @param floor attribution window of the empty programs
/// @param stages the CPUs in the windows beside the measurement window: the empty programs without statistics, the
///     probe with them, the empty programs with them; none where no CPU is metered
/// @param chain the same instructions in user space, of arithmetic programs only
public record ProbeFigures(
        String attach,
        List<Program> programs,
        List<Program> floorPrograms,
        ProbeWindow measured,
        ProbeWindow attributed,
        ProbeWindow floor,
        List<StageCpu> stages,
        Optional<Chain> chain) {
    public ProbeFigures {
        programs = List.copyOf(programs);
        floorPrograms = List.copyOf(floorPrograms);
        stages = List.copyOf(stages);
    }

    /// Events a second over all hooks: in the measurement window, where the programs count them; else, of an object of
    /// others, in the attribution window, where the kernel does.
    public double eventsPerSecond() {
        return (measured.counted() ? measured : attributed).eventsPerSecond();
    }

    /// The CPUs in one of the further windows, where the trial has it.
    public Optional<StageCpu> stage(Stage stage) {
        return stages.stream().filter(window -> window.stage() == stage).findFirst();
    }

    /// Without a chain beside them.
    public ProbeFigures(
            String attach,
            List<Program> programs,
            List<Program> floorPrograms,
            ProbeWindow measured,
            ProbeWindow attributed,
            ProbeWindow floor,
            List<StageCpu> stages) {
        this(attach, programs, floorPrograms, measured, attributed, floor, stages, Optional.empty());
    }

    /// Without further windows either.
    public ProbeFigures(
            String attach,
            List<Program> programs,
            List<Program> floorPrograms,
            ProbeWindow measured,
            ProbeWindow attributed,
            ProbeWindow floor) {
        this(attach, programs, floorPrograms, measured, attributed, floor, List.of());
    }

    /// The same with a chain beside them.
    public ProbeFigures withChain(Chain timed) {
        return new ProbeFigures(
                attach, programs, floorPrograms, measured, attributed, floor, stages, Optional.of(timed));
    }
}
