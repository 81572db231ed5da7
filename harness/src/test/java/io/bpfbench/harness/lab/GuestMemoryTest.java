// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.harness.kernel.KernelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuestMemoryTest {
    @TempDir
    Path root;

    @Test
    void noMoreGuestsThanFitButOneAnyway() throws IOException {
        assertThat(guests(8, "MemTotal: 99999999 kB\nMemAvailable:    4404019 kB\n"))
                .isEqualTo(4);
        assertThat(guests(2, "MemAvailable:    4404019 kB\n")).isEqualTo(2);
        assertThat(guests(2, "MemAvailable:      12345 kB\n")).isEqualTo(1);
    }

    @Test
    void aKernelThatDoesNotSayIsTrusted() throws IOException {
        assertThat(guests(3, "MemTotal: 99999999 kB\n")).isEqualTo(3);
        assertThat(guests(3, "MemAvailable: much\n")).isEqualTo(3);
    }

    private int guests(int wanted, String meminfo) throws IOException {
        Files.writeString(Files.createDirectories(root.resolve("proc")).resolve("meminfo"), meminfo);
        return GuestMemory.guests(wanted, new KernelFiles(root));
    }
}
