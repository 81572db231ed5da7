// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What stands on the hooks in a window. From one stage to the next one thing is added, so that the difference of
/// two is what that thing costs: `EMPTY` − `BARE` the way into a program and back (*dispatch*), `PROBE` − `EMPTY`
/// the probe's own code (*body*), `PROBE_COUNTED` − `PROBE` the kernel's run statistics (*statistics*).
public enum Stage {
    /// Nothing.
    @JsonProperty("bare")
    BARE("nothing attached"),
    /// The empty programs, run statistics off.
    @JsonProperty("empty")
    EMPTY("empty programs"),
    /// The probe, run statistics off.
    @JsonProperty("probe")
    PROBE("probe"),
    /// The probe, run statistics on.
    @JsonProperty("probe_counted")
    PROBE_COUNTED("probe, statistics on"),
    /// The empty programs, run statistics on: the floor.
    @JsonProperty("empty_counted")
    EMPTY_COUNTED("empty programs, statistics on");

    private final String label;

    Stage(String label) {
        this.label = label;
    }

    /// The name for people.
    public String label() {
        return label;
    }

    /// The name in files.
    public String key() {
        return switch (this) {
            case BARE -> "bare";
            case EMPTY -> "empty";
            case PROBE -> "probe";
            case PROBE_COUNTED -> "probe_counted";
            case EMPTY_COUNTED -> "empty_counted";
        };
    }
}
