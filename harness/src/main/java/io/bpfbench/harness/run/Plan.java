// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.run;

import io.bpfbench.harness.matrix.Slot;
import io.bpfbench.reports.result.Design;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The trials that one machine is to run, in order: a whole run on the host, one guest's share of it in the lab, or
/// what an interrupted run has left.
public record Plan(Design design, List<Slot> slots) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    public Plan {
        slots = List.copyOf(slots);
    }

    /// As the file that a guest reads.
    public String toJson() {
        return JSON.writeValueAsString(this);
    }

    /// @throws RunException when the text is no plan
    public static Plan fromJson(String json) {
        try {
            return JSON.readValue(json, Plan.class);
        } catch (JacksonException damaged) {
            throw new RunException("this is not a plan of trials (" + damaged.getOriginalMessage() + ")");
        }
    }
}
