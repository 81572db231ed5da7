// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import io.bpfbench.harness.kernel.KernelFiles;
import java.util.Optional;

/// How many guests fit into this machine's memory.
final class GuestMemory {
    /// What a guest is given: it uses some three quarters of it, most of that for its file system and its JVM.
    static final int MEBIBYTES = 1024;

    private static final int KIBIBYTES = MEBIBYTES * 1024;

    private GuestMemory() {}

    /// As many guests as wanted, or as fit into the memory that is free, but at least one.
    static int guests(int wanted, KernelFiles files) {
        Optional<Long> freeKibibytes = files.field("/proc/meminfo", "MemAvailable", ':')
                .map(value -> value.replace("kB", "").strip())
                .filter(value -> value.matches("\\d{1,18}"))
                .map(Long::valueOf);
        return freeKibibytes
                .map(free -> Math.clamp(free / KIBIBYTES, 1, wanted))
                .orElse(wanted);
    }
}
