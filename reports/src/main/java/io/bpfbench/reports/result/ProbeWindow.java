// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import tools.jackson.databind.annotation.JsonDeserialize;

/// What a probe counted in one window.
///
/// @param elapsedNanos length of the window by the probe's own clock
/// @param hooks one entry per program
/// @param latency the probe's histogram (send to the reader's clean-up, per socket), empty for the empty variant
/// @param lost what the probe could not count, by reason (`map_full`, …); empty when nothing was lost
public record ProbeWindow(
        long elapsedNanos,
        List<Hook> hooks,
        @JsonDeserialize(using = PackedBuckets.Reader.class) List<Bucket> latency,
        Map<String, Long> lost) {
    public ProbeWindow {
        hooks = List.copyOf(hooks);
        latency = PackedBuckets.copyOf(latency);
        lost = Collections.unmodifiableMap(new TreeMap<>(lost));
    }

    /// One hook's figures, of the first copy where the probe is stacked. `runCount`, `runTimeNanos` and
    /// `recursionMisses` are the kernel's own; the first two stand still while `BPF_ENABLE_STATS` is off.
    ///
    /// @param events what the program itself counted; its runs where it does not (of an object of others), and in a
    ///     trigger's runs; empty where the kernel did not count them either
    /// @param copiesRun how many of the stacked copies of the program were run; 0 while statistics are off
    public record Hook(
            String hook, OptionalLong events, long runCount, long runTimeNanos, long recursionMisses, int copiesRun) {
        /// Of a program that counts.
        public Hook(String hook, long events, long runCount, long runTimeNanos, long recursionMisses, int copiesRun) {
            this(hook, OptionalLong.of(events), runCount, runTimeNanos, recursionMisses, copiesRun);
        }
    }

    /// Whether anyone counted the events.
    public boolean counted() {
        return hooks.isEmpty() || hooks.stream().anyMatch(hook -> hook.events().isPresent());
    }

    /// Events a second over all hooks; 0 where nobody counted them.
    public double eventsPerSecond() {
        long events =
                hooks.stream().flatMapToLong(hook -> hook.events().stream()).sum();
        return elapsedNanos == 0 ? 0 : events * 1e9 / elapsedNanos;
    }
}
