// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfbench.harness.kernel.KernelFiles;
import io.bpfbench.harness.kernel.SavedKernel;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcStatTest {
    @Test
    void readsOneEntryPerOnlineCpuAndNotTheSum() throws IOException {
        ProcStat stat = SavedWindows.stat("debian-6.1-two-cpus/1-before");
        assertThat(stat.cpus().keySet()).containsExactly(0, 1);
        assertThat(stat.cpu(1).orElseThrow()).extracting(ProcStat.Cpu::cpu).isEqualTo(1);
    }

    @Test
    void takesEachColumnForWhatItIs() {
        ProcStat stat = ProcStat.parse("cpu  99 99 99 99 99 99 99 99 99 99\ncpu3 1 2 3 4 5 6 7 8 9 10\nintr 5 0\n");
        assertThat(stat.cpus()).containsOnlyKeys(3);
        assertThat(stat.cpus().get(3)).isEqualTo(new ProcStat.Cpu(3, 1, 2, 3, 4, 5, 6, 7, 8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "intr 1 2 3\n", "cpu  1 2 3 4 5 6 7 8\n", "cpu0 1 2 3\n", "cpu0 1 2 3 4 5 6 7 x\n"})
    void refusesWhatIsNoProcStat(String text) {
        assertThatThrownBy(() -> ProcStat.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void knowsTheTickFromTheAuxiliaryVector() {
        assertThat(ProcStat.tickNanos(new KernelFiles(Path.of("/")))).isEqualTo(10_000_000);
        assertThat(ProcStat.tickNanos(new KernelFiles(SavedKernel.root("linux-6.18"))))
                .isEqualTo(10_000_000);
        assertThat(ProcStat.tickNanos(new KernelFiles(SavedKernel.root("debian-6.1"))))
                .as("without the file")
                .isEqualTo(10_000_000);
    }

    /// Why busy is not made of the busy columns: the load of these windows wakes without regard to the tick, and
    /// yet they miss a fifth of it.
    @Test
    void sampledColumnsDoNotAddUpToTheElapsedTime() throws IOException {
        ProcStat.Cpu before =
                SavedWindows.stat("debian-6.1-two-cpus/3-before").cpu(1).orElseThrow();
        ProcStat.Cpu after =
                SavedWindows.stat("debian-6.1-two-cpus/3-after").cpu(1).orElseThrow();
        long busyColumns = after.user()
                + after.system()
                + after.irq()
                + after.softirq()
                - before.user()
                - before.system()
                - before.irq()
                - before.softirq();
        long idle = after.idleAndWaiting() - before.idleAndWaiting();
        assertThat(500 - idle).as("of 500 ticks, by idle").isBetween(164L, 168L);
        assertThat(busyColumns).as("of 500 ticks, by sampling").isLessThan(145);
    }
}
