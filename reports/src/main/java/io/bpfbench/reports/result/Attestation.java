// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a trial says of its settings. What its programs prove is in its probe figures, and judged by the reports.
///
/// @param before each setting as read back after it was written, before the window
/// @param after each setting as read again after the last window
/// @param failures one clause for each setting that was not read back as the trial wanted it; empty when all were
public record Attestation(Map<String, String> before, Map<String, String> after, List<String> failures) {
    public Attestation {
        before = Collections.unmodifiableMap(new TreeMap<>(before));
        after = Collections.unmodifiableMap(new TreeMap<>(after));
        failures = List.copyOf(failures);
    }
}
