// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfbench.harness.kernel.KernelFiles;
import io.bpfbench.harness.kernel.MachineLock;
import io.bpfbench.harness.kernel.SettingsLease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HardenedLoadsTest {
    @TempDir
    private Path root = Path.of("");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | 0 | 0,2 | ''",
                "1 | 2 | 2   | ''",
                "1 | 2 | 0,2 | net.core.bpf_jit_harden=0 in place of 2",
                "1 | 2 | 2,1 | net.core.bpf_jit_harden=1 in place of 2",
                "0 | 0 | 0,2 | net.core.bpf_jit_enable=1 in place of 0",
                "2 | 1 | 0   | net.core.bpf_jit_enable=1 in place of 2 and net.core.bpf_jit_harden=0 in place of 1",
            })
    void whatProtectsOtherProgramsIsNotTakenWithoutAWord(String jit, String harden, String levels, String price)
            throws IOException {
        set("bpf_jit_enable", jit);
        set("bpf_jit_harden", harden);
        assertThat(loads(Path.of("/nowhere")).price(List.of(levels.split(","))).orElse(""))
                .isEqualTo(price);
    }

    @Test
    void settingsThatCannotBeReadHaveNoPrice() {
        assertThat(loads(Path.of("/nowhere")).price(List.of("0"))).isEmpty();
    }

    @Test
    void anObjectWithoutProgramsIsNamed() throws IOException {
        set("bpf_jit_enable", "1");
        set("bpf_jit_harden", "0");
        Path reader = root.resolve("program-reader");
        Files.writeString(reader, "#!/bin/sh\n");
        Files.setPosixFilePermissions(reader, PosixFilePermissions.fromString("rwx------"));
        try (MachineLock lock = MachineLock.ofGuest(root);
                SettingsLease lease = SettingsLease.open(lock)) {
            assertThatThrownBy(() -> loads(root.resolve("latency-probe")).under(List.of("0"), lease))
                    .isInstanceOf(InspectException.class)
                    .hasMessageContaining("empty.bpf.o holds no program");
        }
    }

    private HardenedLoads loads(Path probe) {
        return new HardenedLoads(
                new KernelFiles(root), probe, Optional.of(Path.of("/tmp/empty.bpf.o")), Optional.empty());
    }

    private void set(String name, String value) throws IOException {
        Path file = root.resolve("proc/sys/net/core").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, value + "\n");
    }
}
