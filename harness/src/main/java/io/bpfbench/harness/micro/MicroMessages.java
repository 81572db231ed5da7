// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.micro;

import io.bpfbench.reports.result.MicroProgram;
import io.bpfbench.workloads.micro.MicroException;
import java.util.OptionalInt;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the `ready` line of `micro-programs` (`probe-native/README.md`).
final class MicroMessages {
    private static final JsonMapper JSON = JsonMapper.shared();

    private MicroMessages() {}

    /// @throws MicroException when the line is none
    static MicroProgram ready(String line) {
        try {
            JsonNode message = JSON.readTree(line);
            return new MicroProgram(
                    message.required("program").asString(),
                    message.required("id").asLong(),
                    message.required("jited_bytes").asLong(),
                    message.required("xlated_bytes").asLong(),
                    OptionalInt.of(message.required("functions").asInt()),
                    message.required("bytecode_bytes").asLong(),
                    optional(message, "executed"),
                    optional(message, "helper_calls"),
                    message.required("load_ns").asLong(),
                    optional(message, "verifier_ns"));
        } catch (JacksonException foreign) {
            throw new MicroException("micro-programs said something that is no ready line: " + line);
        }
    }

    private static OptionalLong optional(JsonNode message, String key) {
        return message.has(key) ? OptionalLong.of(message.path(key).asLong()) : OptionalLong.empty();
    }
}
