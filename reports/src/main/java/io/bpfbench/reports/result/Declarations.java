// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// What the user said before the run and cannot change after it.
///
/// @param replacements at most so many further blocks are run in the place of blocks with a void trial
/// @param margins by a metric's key and in its unit: differences smaller than this are none worth speaking of
public record Declarations(int replacements, Map<String, Double> margins) {
    /// No replacements and no margins.
    public static final Declarations NONE = new Declarations(0, Map.of());

    public Declarations {
        margins = Collections.unmodifiableMap(new TreeMap<>(margins));
    }
}
