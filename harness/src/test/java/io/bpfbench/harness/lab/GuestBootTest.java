// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.bpfbench.harness.run.ProjectFiles;
import io.bpfbench.harness.run.RunException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Real guests on the instruction clock, with a program of this machine where Java would be: quick to boot.
@Timeout(300)
class GuestBootTest {
    private static final int LINES = 100_000;
    private static final String PADDING = "x".repeat(43);

    private static KernelImage kernel;
    private static Qemu qemu;
    private static Path init;

    @TempDir
    Path directory;

    @BeforeAll
    static void needsQemuAndKernel() {
        try {
            qemu = Qemu.find();
            init = ProjectFiles.init();
            kernel = DistributionKernel.get(UserCache.of(System.getenv(), Path.of(System.getProperty("user.home"))));
        } catch (RunException missing) {
            Assumptions.abort("there can be no guest here: " + missing.getMessage());
        }
    }

    @Test
    void noByteOfFiveMegabytesIsLostWhenNobodyReadsForAWhile() throws Exception {
        Path seq = Subprocess.find("seq").orElseThrow();
        List<GuestFile> files =
                new ArrayList<>(List.of(GuestFile.copy(init, "/init"), GuestFile.copy(seq, "/bench/seq")));
        for (Path library : SharedLibraries.of(List.of(seq), directory)) {
            files.add(GuestFile.copy(library, library.toString()));
        }
        AtomicInteger next = new AtomicInteger(1);
        boot(files, List.of("/bench/seq", "-f", "%07.0f" + PADDING, "1", Integer.toString(LINES)), line -> {
            int number = next.getAndIncrement();
            assertThat(line).isEqualTo("%07d%s".formatted(number, PADDING));
            if (number % 40_000 == 1) {
                pause(); // the pipe is full long before this is over
            }
        });
        assertThat(next).hasValue(LINES + 1);
    }

    @Test
    void aCommandThatIsNotThereIsSaid() throws Exception {
        GuestFailure failure = failure(List.of(GuestFile.copy(init, "/init")), List.of("/bench/nothing"));
        assertThat(failure.kind()).isEqualTo(GuestFailure.Kind.COMMAND);
        assertThat(failure.lastConsoleLines())
                .anySatisfy(line -> assertThat(line).contains("/bench/nothing", "No such file"));
    }

    @Test
    void aKernelWithoutInitPanics() throws Exception {
        GuestFailure failure = failure(List.of(), List.of("/bench/nothing"));
        assertThat(failure.kind()).isEqualTo(GuestFailure.Kind.PANIC);
        assertThat(failure.reason()).contains("Unable to mount root fs");
    }

    private GuestFailure failure(List<GuestFile> files, List<String> command) {
        return catchThrowableOfType(GuestException.class, () -> boot(files, command, record -> {}))
                .failure();
    }

    private void boot(List<GuestFile> files, List<String> command, Consumer<String> records)
            throws IOException, GuestException {
        Path base = directory.resolve("base.cpio");
        try (OutputStream to = new BufferedOutputStream(Files.newOutputStream(base))) {
            Initramfs.write(files, to);
        }
        Path initramfs = directory.resolve("guest.cpio");
        new GuestImage(base).write(initramfs, command, List.of());
        new Guest(new GuestSetup(
                        qemu,
                        Accelerator.TCG,
                        kernel.file(),
                        initramfs,
                        directory.resolve("console"),
                        1,
                        1,
                        512,
                        Accelerator.TCG.helloLimit(),
                        Duration.ofMinutes(5)))
                .run(records);
    }

    private static void pause() {
        try {
            Thread.sleep(2000);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
