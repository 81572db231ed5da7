// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bpfbench.harness.kernel.KernelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdleClockTest {
    private static final long TICK = 10_000_000;

    @Test
    void readsBothVersionsOfTheFormat() {
        IdleClock old = SavedWindows.clock("debian-6.1-two-cpus/1-before");
        assertThat(old.nowNanos()).isEqualTo(3_237_855_060L);
        assertThat(old.cpus().get(0)).isEqualTo(new IdleClock.Cpu(1_325_591_440L, 0, 3_237_089_940L));
        assertThat(SavedWindows.clock("linux-6.18/1-before").cpus()).containsOnlyKeys(0, 1);
    }

    /// That these are the counters of `/proc/stat`: cut off to ticks they are its columns, but for a sleep going on.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "debian-6.1-one-cpu-instructions/1-before",
                "debian-6.1-one-cpu-instructions/1-after",
                "debian-6.1-one-cpu-instructions/2-before",
                "debian-6.1-one-cpu-instructions/2-after",
                "debian-6.1-one-cpu-instructions/3-before",
                "debian-6.1-one-cpu-instructions/3-after",
                "debian-6.1-two-cpus/1-before",
                "debian-6.1-two-cpus/3-after",
                "linux-6.18/1-before",
                "linux-6.18/2-after",
            })
    void agreesWithProcStat(String name) throws IOException {
        IdleClock clock = SavedWindows.clock(name);
        SavedWindows.stat(name).cpus().forEach((number, coarse) -> {
            IdleClock.Cpu fine = clock.cpu(number).orElseThrow();
            long sleep = Math.max(0, clock.nowNanos() - fine.entryNanos());
            assertThat(coarse.idle()).isBetween(fine.idleNanos() / TICK, (fine.idleNanos() + sleep) / TICK + 1);
            assertThat(coarse.iowait()).isBetween(fine.iowaitNanos() / TICK, (fine.iowaitNanos() + sleep) / TICK + 1);
            if (clock.cpus().size() == 1) {
                assertThat(coarse.idle())
                        .as("the only CPU reads, so it does not sleep")
                        .isEqualTo(fine.idleNanos() / TICK);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                """
                Timer List Version: v0.11
                now at 5 nsecs

                cpu: 0
                  .nohz           : 1
                  .idle_entrytime : 5 nsecs
                jiffies: 1
                """,
                // Periodic ticks: the counters stand still.
                """
                now at 5 nsecs

                cpu: 0
                  .nohz           : 0
                  .idle_entrytime : 0 nsecs
                  .idle_sleeptime : 0 nsecs
                  .iowait_sleeptime: 0 nsecs
                jiffies: 1
                """
            })
    void isEmptyWhereTheKernelDoesNotTell(String text) {
        assertThat(IdleClock.parse(text, 0)).isEmpty();
    }

    @Test
    void isEmptyWithoutTheFile(@TempDir Path nothing) {
        assertThat(IdleClock.read(new KernelFiles(nothing))).isEmpty();
    }

    @Test
    void ofThisKernelAgreesWithItsProcStat() throws IOException {
        Path list = Path.of("/proc/timer_list");
        assumeTrue(Files.isReadable(list), "/proc/timer_list is readable by root only");
        CpuSampler sampler = new CpuSampler(new KernelFiles(Path.of("/")));
        assumeTrue(sampler.fine(), "this kernel does not show its idle counters in /proc/timer_list");
        for (int i = 0; i < 20; i++) {
            CpuSample sample = sampler.sample();
            IdleClock clock = sample.fine().orElseThrow();
            sample.stat().cpus().forEach((number, coarse) -> {
                CpuSample.Estimate fine =
                        sample.fineIdle(clock, coarse, clock.cpu(number).orElseThrow());
                long later = sample.statNanos() - clock.nowNanos();
                // One tick low at most in each of the two columns; read a little later.
                assertThat(coarse.idleAndWaiting() * TICK)
                        .isBetween(
                                fine.nanos() - fine.errorNanos() - 2 * TICK, fine.nanos() + fine.errorNanos() + later);
            });
        }
    }

    @Test
    void oneBusyCpuOfThisMachineIsSeenAsBusyByTheClockOfItsThread() throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/timer_list")), "/proc/timer_list is readable by root only");
        CpuSampler sampler = new CpuSampler(new KernelFiles(Path.of("/")));
        assumeTrue(sampler.fine(), "this kernel does not show its idle counters in /proc/timer_list");
        ThreadCpu own = new ThreadCpu(List.of(Thread.currentThread()));
        CpuSample before = sampler.sample();
        long ownBefore = own.nanos();
        long end = System.nanoTime() + 200_000_000;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        long ownAfter = own.nanos();
        CpuWindow window = CpuWindow.between(before, sampler.sample());
        double busyNanos = window.shares().stream()
                .mapToDouble(share -> share.busy() * window.windowNanos())
                .sum();
        assertThat(busyNanos).isGreaterThanOrEqualTo(ownAfter - ownBefore - 2.0 * window.errorNanos());
        assertThat(window.shares()).allSatisfy(share -> assertThat(share.busy()).isCloseTo(0.5, within(0.5)));
    }
}
