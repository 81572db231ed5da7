// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// What one trial was given: the probe under one cell's settings, or no probe at all.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonSubTypes({
    @JsonSubTypes.Type(value = Baseline.class, name = "baseline"),
    @JsonSubTypes.Type(value = Cell.class, name = "cell")
})
public sealed interface Arm permits Baseline, Cell {
    /// A short name for people, such as `jit=1 harden=2` or `baseline 1`.
    String label();
}
