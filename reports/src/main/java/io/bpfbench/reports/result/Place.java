// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Where the trials of a run took place. All of a run's trials share one place and one [Clock].
public enum Place {
    /// On the kernel that `bench` itself runs on.
    @JsonProperty("host")
    HOST,
    /// In a QEMU guest with a kernel of its own.
    @JsonProperty("lab")
    LAB
}
