// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.harness.probe.ProbeSpec;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Level;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CellSettingsTest {
    private static final Map<String, String> FOUND =
            Map.of("net.core.bpf_jit_enable", "1", "net.core.bpf_jit_harden", "0", "net.core.bpf_jit_kallsyms", "1");

    @Test
    void whatWasReadBackAsWantedIsAttested() {
        assertThat(settings(new Level("harden", "0")).attest(FOUND, FOUND).failures())
                .isEmpty();
    }

    @Test
    void eachSettingThatWasNotTakenIsNamed() {
        assertThat(settings(new Level("jit", "0"), new Level("harden", "2"))
                        .attest(FOUND, FOUND)
                        .failures())
                .containsExactlyInAnyOrder(
                        "net.core.bpf_jit_enable was to be 0 and read back as 1",
                        "net.core.bpf_jit_harden was to be 2 and read back as 0");
        assertThat(settings(new Level("harden", "0")).attest(Map.of(), Map.of()).failures())
                .contains("net.core.bpf_jit_harden was to be 0 and read back as unreadable");
    }

    @Test
    void theProbeIsStackedAsTheCellSays() {
        assertThat(settings(new Level("jit", "1"), new Level("stack", "16"))
                        .probe("kprobe")
                        .stack())
                .isEqualTo(16);
        assertThat(settings(new Level("jit", "1")).probe("kprobe")).isEqualTo(ProbeSpec.latency("kprobe"));
    }

    private static CellSettings settings(Level... levels) {
        return CellSettings.of(new Cell(List.of(levels)));
    }
}
