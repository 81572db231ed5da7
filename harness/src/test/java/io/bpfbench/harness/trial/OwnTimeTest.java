// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfbench.harness.kernel.KernelFiles;
import io.bpfbench.harness.kernel.SavedKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnTimeTest {
    private static final KernelFiles HERE = new KernelFiles(Path.of("/"));

    private static void spin(long nanos) {
        ThreadCpu own = new ThreadCpu(List.of(Thread.currentThread()));
        long end = own.nanos() + nanos;
        while (own.nanos() < end) {
            Thread.onSpinWait();
        }
    }

    @Test
    void countsTheGivenThreadsAlsoAfterTheirEndAndTheRestOfTheProcess() throws InterruptedException {
        CountDownLatch spun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread load = new Thread(() -> {
            spin(50_000_000);
            spun.countDown();
            try {
                release.await();
            } catch (InterruptedException ignored) {
                Thread.currentThread().interrupt();
            }
        });
        ThreadCpu meter = new ThreadCpu(List.of(load));
        assertThat(meter.nanos()).isZero();
        load.start();
        spun.await();
        long outside = meter.outsideNanos();
        long used = meter.nanos();
        assertThat(used).isGreaterThanOrEqualTo(50_000_000);
        release.countDown();
        load.join();
        assertThat(meter.nanos()).as("after its end").isGreaterThanOrEqualTo(used);
        spin(20_000_000);
        assertThat(meter.outsideNanos() - outside).isGreaterThanOrEqualTo(20_000_000);
        assertThat(ThreadCpu.processNanos()).isGreaterThan(used);
    }

    /// As fine as the threads' own clocks: with a coarser one, what a thread used could be missing in the whole.
    @Test
    void theProcessHasUsedWhatItsThreadHas() {
        for (int i = 0; i < 20; i++) {
            long before = ThreadCpu.processNanos();
            spin(1_000_000);
            assertThat(ThreadCpu.processNanos() - before).isGreaterThanOrEqualTo(1_000_000);
        }
    }

    @Test
    void refusesVirtualThreads() {
        Thread virtual = Thread.ofVirtual().unstarted(() -> {});
        assertThatThrownBy(() -> new ThreadCpu(List.of(virtual))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void measuresAnotherProcessWhileItLives() throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        "sh", "-c", "i=0; while [ $i -lt 40000 ]; do i=$((i+1)); done; echo done; read x")
                .start();
        try {
            child.inputReader().readLine();
            ProcessCpu meter = new ProcessCpu(HERE, child.pid());
            long used = meter.nanos().orElseThrow();
            assertThat(used).isPositive();
            // Once it waits, it uses nothing more.
            long last = used;
            long next = meter.nanos().orElseThrow();
            for (int i = 0; i < 100 && next != last; i++) {
                Thread.sleep(20);
                last = next;
                next = meter.nanos().orElseThrow();
            }
            assertThat(next).isEqualTo(last);
        } finally {
            child.destroyForcibly().waitFor();
        }
        assertThat(new ProcessCpu(HERE, child.pid()).nanos()).isEmpty();
    }

    @Test
    void sumsTheThreadsAndKeepsWhatAnEndedOneHadUsed(@TempDir Path root) throws IOException {
        Path tasks = root.resolve("proc/7/task");
        Files.createDirectories(tasks.resolve("7"));
        Files.createDirectories(tasks.resolve("8"));
        Files.writeString(tasks.resolve("7/schedstat"), "1210571298 103691805 288\n");
        Files.writeString(tasks.resolve("8/schedstat"), "1000 5 1\n");
        ProcessCpu meter = new ProcessCpu(new KernelFiles(root), 7);
        assertThat(meter.nanos()).hasValue(1_210_572_298L);
        Files.delete(tasks.resolve("8/schedstat"));
        Files.delete(tasks.resolve("8"));
        Files.writeString(tasks.resolve("7/schedstat"), "1210571300 103691805 289\n");
        assertThat(meter.nanos()).hasValue(1_210_572_300L);
    }

    @Test
    void fallsBackToTicksWhereTheKernelKeepsNoSchedstat(@TempDir Path root) throws IOException {
        Files.createDirectories(root.resolve("proc/1/task/1"));
        Files.copy(SavedKernel.root("debian-6.1").resolve("proc/self/stat"), root.resolve("proc/1/stat"));
        assertThat(new ProcessCpu(new KernelFiles(root), 1).nanos()).hasValue(120 * 10_000_000L);
    }
}
