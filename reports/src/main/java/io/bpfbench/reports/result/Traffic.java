// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// What goes through the hooks while the trials of a run are measured, as decided before the first of them.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonSubTypes({
    @JsonSubTypes.Type(value = HttpTraffic.class, name = "http"),
    @JsonSubTypes.Type(value = PingPong.class, name = "pingpong"),
    @JsonSubTypes.Type(value = Trigger.class, name = "trigger")
})
public sealed interface Traffic permits HttpTraffic, PingPong, Trigger {
    /// Its kind, in one word: the one behind `--load`, or `trigger`.
    String word();
}
