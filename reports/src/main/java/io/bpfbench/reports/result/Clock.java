// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What one tick of a run's `…Nanos` figures is.
public enum Clock {
    /// Nanoseconds of real time.
    @JsonProperty("wall")
    WALL("ns"),
    /// Instructions of the guest's one virtual CPU (QEMU `-icount shift=0`): exact, and silent about caches and
    /// pipelines.
    @JsonProperty("instructions")
    INSTRUCTIONS("instructions");

    private final String unit;

    Clock(String unit) {
        this.unit = unit;
    }

    /// The unit of a `…Nanos` figure on this clock, as printed.
    public String unit() {
        return unit;
    }
}
