// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.bpfbench.reports.result.CpuFigures;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class CpuWindowTest {
    private static final long SECOND = 1_000_000_000;
    private static final long TICK = 10_000_000;

    private static CpuSample sample(long atNanos, ProcStat.Cpu... cpus) {
        Map<Integer, ProcStat.Cpu> map = new TreeMap<>();
        for (ProcStat.Cpu cpu : cpus) {
            map.put(cpu.cpu(), cpu);
        }
        return new CpuSample(atNanos, 100_000, TICK, new ProcStat(map), Optional.empty(), OptionalInt.empty());
    }

    private static ProcStat.Cpu cpu(int number, long idle, long iowait, long softirq, long steal) {
        return new ProcStat.Cpu(number, 0, 0, 0, idle, iowait, 0, softirq, steal);
    }

    @Test
    void busyIsWhatIdleAndIowaitLeaveOfTheElapsedTime() {
        CpuWindow window = CpuWindow.between(
                sample(0, cpu(0, 100, 10, 5, 1), cpu(1, 500, 0, 0, 0)),
                sample(2 * SECOND, cpu(0, 220, 20, 25, 3), cpu(1, 700, 0, 0, 0)));
        assertThat(window.windowNanos()).isEqualTo(2 * SECOND);
        assertThat(window.shares())
                .containsExactly(
                        new CpuFigures.Share(0, 1 - 130 / 200.0, 0.1, 0.01, 0.05), new CpuFigures.Share(1, 0, 0, 0, 0));
        assertThat(window.errorNanos()).isEqualTo(2 * TICK);
        assertThat(window.notes()).isEmpty();
    }

    /// iowait steps back when a task that waited is moved; the time it loses is found in idle.
    @Test
    void iowaitThatStepsBackDoesNotDisturbBusy() {
        CpuWindow window = CpuWindow.between(sample(0, cpu(0, 100, 50, 0, 0)), sample(SECOND, cpu(0, 180, 20, 0, 0)));
        assertThat(window.shares()).singleElement().satisfies(share -> {
            assertThat(share.busy()).isCloseTo(0.5, within(1e-9));
            assertThat(share.iowait()).isZero();
        });
    }

    @Test
    void roundingNeverLeavesTheRangeOfAShare() {
        CpuWindow idle = CpuWindow.between(sample(0, cpu(0, 0, 0, 0, 0)), sample(SECOND, cpu(0, 101, 1, 0, 0)));
        assertThat(idle.shares().getFirst().busy()).isZero();
        CpuWindow busy = CpuWindow.between(sample(0, cpu(0, 9, 9, 9, 9)), sample(SECOND, cpu(0, 8, 9, 8, 8)));
        assertThat(busy.shares().getFirst()).isEqualTo(new CpuFigures.Share(0, 1, 0, 0, 0));
    }

    @Test
    void aCpuThatWentOffOrCameOnIsLeftOutWithANote() {
        CpuWindow window = CpuWindow.between(
                sample(0, cpu(0, 0, 0, 0, 0), cpu(1, 0, 0, 0, 0), cpu(2, 9000, 0, 0, 0), cpu(4, 5, 0, 0, 0)),
                sample(SECOND, cpu(0, 50, 0, 0, 0), cpu(2, 30, 0, 0, 0), cpu(3, 7, 0, 0, 0), cpu(4, 5000, 0, 0, 0)));
        assertThat(window.shares()).extracting(CpuFigures.Share::cpu).containsExactly(0);
        assertThat(window.notes())
                .hasSize(5)
                .startsWith("CPU 1 was switched off or on in the window, so its figures are left out")
                .endsWith(
                        "the busy share of a CPU may be off by 2.0 %, since its idle counters are known in ticks only");
    }

    @Test
    void refusesSamplesInTheWrongOrderOrWithoutACommonCpu() {
        CpuSample first = sample(0, cpu(0, 0, 0, 0, 0));
        assertThatThrownBy(() -> CpuWindow.between(first, first)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CpuWindow.between(first, sample(SECOND, cpu(1, 0, 0, 0, 0))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no CPU was online");
    }

    /// CPU 1 spun for 1.5 of every 5 ms and a little more; the fine windows agree with each other to a tenth of
    /// what a tick would blur.
    @Test
    void fineWindowsOfARealGuestAgree() throws IOException {
        double[] busy = new double[3];
        for (int i = 1; i <= 3; i++) {
            String name = "debian-6.1-two-cpus/" + i;
            CpuWindow fine =
                    CpuWindow.between(SavedWindows.fine(name + "-before", 0), SavedWindows.fine(name + "-after", 0));
            CpuWindow coarse =
                    CpuWindow.between(SavedWindows.coarse(name + "-before"), SavedWindows.coarse(name + "-after"));
            busy[i - 1] = fine.shares().get(1).busy();
            assertThat(fine.errorNanos()).isLessThan(coarse.errorNanos() / 3);
            double apart = (double) (coarse.errorNanos() + fine.errorNanos()) / fine.windowNanos();
            assertThat(coarse.shares().get(1).busy()).isCloseTo(busy[i - 1], within(apart));
            assertThat(fine.shares().get(0).busy()).isBetween(0.0, 0.02);
        }
        assertThat(DoubleStream.of(busy).boxed())
                .allSatisfy(share -> assertThat(share).isBetween(0.30, 0.36));
    }

    @Test
    void windowsOnTheInstructionClockAreExact() throws IOException {
        double[] busy = new double[3];
        for (int i = 1; i <= 3; i++) {
            String name = "debian-6.1-one-cpu-instructions/" + i;
            CpuWindow window =
                    CpuWindow.between(SavedWindows.fine(name + "-before", 0), SavedWindows.fine(name + "-after", 0));
            assertThat(window.errorNanos()).isZero();
            busy[i - 1] = window.shares().getFirst().busy();
        }
        // The same program for 1, 1 and 5 seconds: the shares differ by where in a cycle the window was cut.
        assertThat(busy[1]).isCloseTo(busy[0], within(0.003));
        assertThat(busy[2]).isCloseTo(busy[0], within(0.003));
    }

    @Test
    void aLongSleepGoingOnIsSeenThroughProcStat() {
        // Asleep since 8 s, seen at 10 s: /proc/stat counts the sleep, the clock does not yet.
        IdleClock.Cpu fine = new IdleClock.Cpu(5 * SECOND, SECOND, 8 * SECOND);
        IdleClock clock = new IdleClock(10 * SECOND, 100_000, Map.of(1, fine));
        CpuSample asleep = sample(10 * SECOND, cpu(1, 700, 100, 0, 0));
        assertThat(asleep.fineIdle(clock, cpu(1, 700, 100, 0, 0), fine))
                .isEqualTo(new CpuSample.Estimate(8 * SECOND, 100_000));
        assertThat(asleep.fineIdle(clock, cpu(1, 500, 100, 0, 0), fine))
                .isEqualTo(new CpuSample.Estimate(6 * SECOND, 100_000));
    }
}
