// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What is asked of a change, said before the runs are looked at.
///
/// @param gates limits; with none, every primary metric has the limit 0
/// @param margins differences smaller than this are none worth speaking of, by metric; without one, two runs are
///     equivalent only where a gate's limit is shown to be kept
/// @param otherwise the margin of every metric that `margins` does not name
/// @param across what the two runs may differ in
public record ChangeRules(
        List<Gate> gates, Map<Metric, Bound> margins, Optional<Bound> otherwise, List<Across> across) {
    /// No gate, no margin, nothing may differ.
    public static final ChangeRules DEFAULT = new ChangeRules(List.of(), Map.of(), List.of());

    public ChangeRules {
        gates = List.copyOf(gates);
        Map<Metric, Bound> sorted = new EnumMap<>(Metric.class);
        sorted.putAll(margins);
        margins = Collections.unmodifiableMap(sorted);
        across = List.copyOf(across);
    }

    /// With margins of the named metrics only.
    public ChangeRules(List<Gate> gates, Map<Metric, Bound> margins, List<Across> across) {
        this(gates, margins, Optional.empty(), across);
    }

    /// What two runs may differ in when the user says so, because it is what is being compared.
    public enum Across {
        KERNEL("kernel"),
        CPU("cpu");

        private final String word;

        Across(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        /// What a word allows.
        public static Optional<Across> named(String word) {
            return Arrays.stream(values())
                    .filter(across -> across.word.equals(word))
                    .findFirst();
        }

        /// All words, for messages.
        public static String words() {
            return Arrays.stream(values()).map(Across::word).collect(Collectors.joining(", "));
        }
    }

    /// The limit of a metric that was given a gate.
    Optional<Bound> limit(Metric metric) {
        return gates.stream()
                .filter(gate -> gate.metric() == metric)
                .map(Gate::limit)
                .findFirst();
    }

    /// The margin of a metric, its own before that of all.
    public Optional<Bound> margin(Metric metric) {
        return Optional.ofNullable(margins.get(metric)).or(() -> otherwise);
    }

    /// Whether the outcome as a whole rests on this metric: on those with gates, without any on the primary ones.
    boolean decides(Metric metric) {
        return gates.isEmpty() ? metric.primary() : limit(metric).isPresent();
    }
}
