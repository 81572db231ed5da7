// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What proves that a trial ran under its cell's settings.
///
/// @param before each setting as read back after it was written, before the window
/// @param after each setting as read again after the last window
/// @param failures one sentence for each proof that failed; empty when the trial is attested
public record Attestation(Map<String, String> before, Map<String, String> after, List<String> failures) {
    public Attestation {
        before = Collections.unmodifiableMap(new TreeMap<>(before));
        after = Collections.unmodifiableMap(new TreeMap<>(after));
        failures = List.copyOf(failures);
    }

    public boolean attested() {
        return failures.isEmpty();
    }
}
