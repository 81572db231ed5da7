// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.harness.kernel.MachineLock;
import io.bpfbench.harness.kernel.SavedKernel;
import io.bpfbench.harness.kernel.SettingsLease;
import io.bpfbench.harness.probe.ProbeObject;
import io.bpfbench.harness.probe.ProbeSpec;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
                        .probe(ProbeSpec.latency("kprobe"))
                        .stack())
                .isEqualTo(16);
        assertThat(settings(new Level("jit", "1")).probe(ProbeSpec.latency("kprobe")))
                .isEqualTo(ProbeSpec.latency("kprobe"));
    }

    @Test
    void aCellsOwnKindGoesBeforeTheRuns() {
        assertThat(settings(new Level("attach", "fentry")).probe(ProbeSpec.latency("kprobe")))
                .isEqualTo(ProbeSpec.latency("fentry"));
    }

    @Test
    void whatACellDoesNotSayOfTheCompilerIsAsInTheProbe() {
        assertThat(settings(new Level("mcpu", "v1"))
                        .probe(ProbeSpec.latency("kprobe"))
                        .source())
                .isEqualTo(new ProbeSpec.Source.Compiled(new ProbeObject("O2", "v1")));
        assertThat(settings(new Level("opt", "Os"))
                        .probe(ProbeSpec.latency("kprobe"))
                        .emptied()
                        .source())
                .isEqualTo(new ProbeSpec.Source.Compiled(new ProbeObject("Os", "v3")));
        assertThat(settings(new Level("jit", "1"))
                        .probe(ProbeSpec.latency("kprobe"))
                        .source())
                .isEqualTo(new ProbeSpec.Source.Inside());
    }

    @Test
    void namesAreReadBackAndLookedUp() {
        CellSettings hidden = settings(new Level("kallsyms", "0"));
        assertThat(hidden.probe(ProbeSpec.latency("kprobe")).kallsyms()).isTrue();
        assertThat(hidden.probe(ProbeSpec.latency("kprobe")).emptied().kallsyms())
                .isFalse();
        assertThat(hidden.attest(FOUND, FOUND).failures())
                .containsExactly("net.core.bpf_jit_kallsyms was to be 0 and read back as 1");
    }

    @Test
    void whatACellDoesNotNameIsAsItWasFound(@TempDir Path directory) {
        Path root = SavedKernel.copy("debian-6.1", directory);
        try (MachineLock lock = MachineLock.ofGuest(root);
                SettingsLease lease = SettingsLease.open(lock)) {
            settings(new Level("kallsyms", "0")).apply(lease);
            assertThat(CellSettings.readAll(lease)).containsEntry("net.core.bpf_jit_kallsyms", "0");
            settings(new Level("harden", "2")).apply(lease);
            assertThat(CellSettings.readAll(lease))
                    .containsEntry("net.core.bpf_jit_kallsyms", "1")
                    .containsEntry("net.core.bpf_jit_harden", "2");
        }
    }

    private static CellSettings settings(Level... levels) {
        return CellSettings.of(new Cell(List.of(levels)));
    }
}
