// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import io.bpfbench.harness.kernel.KernelFiles;
import io.bpfbench.harness.kernel.SavedKernel;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;

/// Samples made of saved files.
final class SavedWindows {
    private static final long TICK = 10_000_000;

    private SavedWindows() {}

    static KernelFiles files(String name) {
        return new KernelFiles(SavedKernel.root("windows/" + name));
    }

    static ProcStat stat(String name) throws IOException {
        return ProcStat.read(files(name));
    }

    static IdleClock clock(String name) {
        return IdleClock.read(files(name)).orElseThrow();
    }

    /// As [CpuSampler] would have taken it; reading had taken some 0.3 ms.
    static CpuSample fine(String name, int reader) throws IOException {
        IdleClock clock = clock(name);
        IdleClock timed = new IdleClock(clock.nowNanos(), 300_000, clock.cpus());
        return new CpuSample(
                clock.nowNanos() + 400_000, 500_000, TICK, stat(name), Optional.of(timed), OptionalInt.of(reader));
    }

    static CpuSample coarse(String name) throws IOException {
        return new CpuSample(
                clock(name).nowNanos() + 400_000, 500_000, TICK, stat(name), Optional.empty(), OptionalInt.empty());
    }
}
