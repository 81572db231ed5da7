// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.OptionalLong;

/// One thing that happened in a run. The same stream comes from this machine or out of a guest, and is the journal.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RunEvent.RunStarted.class, name = "run_started"),
    @JsonSubTypes.Type(value = RunEvent.Finding.class, name = "finding"),
    @JsonSubTypes.Type(value = RunEvent.GuestReady.class, name = "guest_ready"),
    @JsonSubTypes.Type(value = RunEvent.GuestAtWork.class, name = "guest_at_work"),
    @JsonSubTypes.Type(value = RunEvent.TrialStarted.class, name = "trial_started"),
    @JsonSubTypes.Type(value = RunEvent.TrialFinished.class, name = "trial_finished"),
    @JsonSubTypes.Type(value = RunEvent.TrialFailed.class, name = "trial_failed"),
    @JsonSubTypes.Type(value = RunEvent.ProbeCodeSeen.class, name = "probe_code_seen"),
    @JsonSubTypes.Type(value = RunEvent.ProbeCode.class, name = "probe_code"),
    @JsonSubTypes.Type(value = RunEvent.MicroStarted.class, name = "micro_started"),
    @JsonSubTypes.Type(value = RunEvent.MicroTimed.class, name = "micro_timed"),
    @JsonSubTypes.Type(value = RunEvent.MicroLoaded.class, name = "micro_loaded"),
    @JsonSubTypes.Type(value = RunEvent.MicroResults.class, name = "micro_results"),
    @JsonSubTypes.Type(value = RunEvent.Warning.class, name = "warning"),
    @JsonSubTypes.Type(value = RunEvent.RunFinished.class, name = "run_finished")
})
public sealed interface RunEvent {

    /// The first line of a journal.
    ///
    /// @param schema [Journal#SCHEMA]
    /// @param version version of bpfbench
    /// @param command the command as typed
    /// @param placeReason one line: why this place and clock
    /// @param environment the machine that `bench` runs on (a guest's own comes in [GuestReady])
    record RunStarted(
            String schema,
            String version,
            Instant startedAt,
            String command,
            Place place,
            Clock clock,
            String placeReason,
            long seed,
            Design design,
            Environment environment)
            implements RunEvent {
        /// The same run with another design.
        public RunStarted withDesign(Design other) {
            return new RunStarted(
                    schema, version, startedAt, command, place, clock, placeReason, seed, other, environment);
        }
    }

    /// Something that was asked for and cannot be had here, or was found out on the way: `jit=0`, `unavailable`,
    /// `BPF_JIT_ALWAYS_ON`.
    record Finding(String subject, String outcome, String reason) implements RunEvent {
        @Override
        public String toString() {
            return subject + " " + outcome + ": " + reason;
        }
    }

    /// A guest has booted and said hello.
    ///
    /// @param guest number of the guest, from 1
    /// @param bootSeconds real seconds from the start of QEMU
    record GuestReady(int guest, double bootSeconds, Environment environment) implements RunEvent {}

    /// A guest has begun its first trial. What lies before it is the price of one more guest.
    ///
    /// @param guest number of the guest, from 1
    /// @param startSeconds real seconds from the start of QEMU
    /// @param cpuSeconds CPU time that QEMU has used by then, which other work on the machine hardly changes
    record GuestAtWork(int guest, double startSeconds, double cpuSeconds) implements RunEvent {}

    /// @param guest number of the guest that runs it, from 1; 0 on the host
    record TrialStarted(int guest, int block, int position, Arm arm) implements RunEvent {}

    record TrialFinished(Trial trial) implements RunEvent {}

    /// A trial that gave no figures; `reason` is one sentence.
    record TrialFailed(int block, int position, Arm arm, String reason) implements RunEvent {}

    /// The probe's send program was loaded once more under a cell's settings, beside the trials, and looked at. On its
    /// way to the journal it becomes a [ProbeCode]; in a journal it never stands, for it holds addresses of the kernel.
    ///
    /// @param seen the line that `program-reader` said
    record ProbeCodeSeen(Cell cell, String seen) implements RunEvent {}

    /// The code of the probe's send program under a cell's settings, without addresses of the kernel.
    record ProbeCode(Cell cell, ProgramCode code) implements RunEvent {}

    /// The first line of a micro run's journal; as [RunStarted].
    record MicroStarted(
            String schema,
            String version,
            Instant startedAt,
            String command,
            Place place,
            Clock clock,
            String placeReason,
            long seed,
            MicroDesign design,
            Environment environment)
            implements RunEvent {}

    /// JMH has timed a micro program in one JVM.
    record MicroTimed(MicroScore score) implements RunEvent {}

    /// A chain of additions was loaded, for the time that it takes.
    record MicroLoaded(MicroLoad load) implements RunEvent {}

    /// What JMH itself writes of a whole micro run (`-rf json`).
    record MicroResults(String json) implements RunEvent {}

    record Warning(String message) implements RunEvent {}

    /// The last line of a journal that was brought to its end.
    ///
    /// @param complete whether every trial of the design was run
    /// @param reason one sentence when it is not complete, else empty
    /// @param peakMemoryBytes the most memory that the harness, with load and target where they are part of it, ever
    ///     held (`VmHWM`); empty when the kernel does not say
    record RunFinished(Instant finishedAt, boolean complete, String reason, OptionalLong peakMemoryBytes)
            implements RunEvent {}
}
