// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class KernelFilesTest {
    /// `pid_max` is at least 301 on any kernel (`include/linux/threads.h`), and everybody may read it. Read a byte
    /// at a time, the kernel gives its first digit only.
    @Test
    void aNumericSysctlIsReadWhole() {
        Path pidMax = Path.of("/proc/sys/kernel/pid_max");
        assumeTrue(Files.isReadable(pidMax), "no " + pidMax + " here");

        assertThat(new KernelFiles(Path.of("/")).text(pidMax.toString()).orElseThrow())
                .hasSizeGreaterThanOrEqualTo(3)
                .containsOnlyDigits();
    }
}
