// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.stats;

import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Trial;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A trial and what every metric and contrast asks of it, found out once.
///
/// @param unproven what it fails to prove, which is part of the next
/// @param broken the rules that it breaks
/// @param readings one for each metric there is
record Examined(
        Trial trial, List<VoidRules.Breach> unproven, List<VoidRules.Breach> broken, Map<Metric, Reading> readings) {
    static Examined of(Trial trial, VoidRules rules, Clock clock) {
        List<VoidRules.Breach> unproven = TrialProof.broken(trial);
        Map<Metric, Reading> readings = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            readings.put(metric, Readings.read(metric, trial, clock));
        }
        return new Examined(trial, unproven, rules.broken(trial, clock, unproven), readings);
    }

    Reading reading(Metric metric) {
        return Objects.requireNonNull(readings.get(metric));
    }

    /// Whether a broken rule bears on a metric.
    boolean isVoid(Metric metric) {
        for (VoidRules.Breach breach : broken) {
            if (breach.voids(metric)) {
                return true;
            }
        }
        return false;
    }
}
