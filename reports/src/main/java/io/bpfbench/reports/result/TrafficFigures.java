// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// What a trial's [Traffic] did. Each kind has figures of its own, and none that it does not have.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonSubTypes({
    @JsonSubTypes.Type(value = HttpFigures.class, name = "http"),
    @JsonSubTypes.Type(value = PingPongFigures.class, name = "pingpong"),
    @JsonSubTypes.Type(value = TriggerFigures.class, name = "trigger")
})
public sealed interface TrafficFigures permits HttpFigures, PingPongFigures, TriggerFigures {}
