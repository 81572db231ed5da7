// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.harness.inspect.HardenedLoads.Loaded;
import io.bpfbench.harness.inspect.Inspection;
import io.bpfbench.harness.inspect.Listing;
import io.bpfbench.harness.inspect.LoadedProgram;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// What `bench inspect --json` prints, schema `bpfbench/inspect/1`.
final class InspectJson {
    private static final String SCHEMA = "bpfbench/inspect/1";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private InspectJson() {}

    /// One document of `--harden`.
    private record Compared(String schema, List<Loaded> loads, List<Listing> listings) {}

    static String list(List<LoadedProgram> programs) {
        return document(Map.of("programs", programs));
    }

    static String program(Inspection inspection) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("inspection", inspection);
        content.put("symbols", inspection.symbols());
        content.put("whyNoSymbol", inspection.whyNoSymbol());
        content.put("listing", inspection.listing());
        return document(content);
    }

    static String compared(List<Loaded> loads) {
        return JSON.writeValueAsString(new Compared(
                        SCHEMA,
                        loads,
                        loads.stream().map(load -> load.inspection().listing()).toList()))
                + "\n";
    }

    /// What [#compared] wrote, in a guest.
    static List<Loaded> read(String json) {
        return JSON.readValue(json, Compared.class).loads();
    }

    private static String document(Map<String, Object> content) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", SCHEMA);
        document.putAll(content);
        return JSON.writeValueAsString(document) + "\n";
    }
}
