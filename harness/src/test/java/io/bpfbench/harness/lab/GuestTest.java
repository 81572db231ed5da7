// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of a guest, with a script in the place of QEMU.
@Timeout(60)
class GuestTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String GOOD_END = "echo 'bpfbench-init: command exited with status 0' >$console\n";

    @TempDir
    Path directory;

    private final List<String> records = new ArrayList<>();

    @BeforeEach
    void needsSetpriv() {
        Assumptions.assumeTrue(Subprocess.find("setpriv").isPresent(), "there is no setpriv on this machine");
    }

    @Test
    void deliversWholeLinesUntilItsEnd() throws Exception {
        run("printf 'one\\n\\ntw'; sleep 0.2; printf 'o\\n'\n" + GOOD_END, LONG, LONG, records::add);
        assertThat(records).containsExactly("one", "two");
        assertThat(directory.resolve("console.qemu")).doesNotExist();
    }

    @Test
    void aLineThatTheEndCutsOffIsNoRecord() {
        GuestFailure failure = failure("printf 'one\\n{\"type\":'\necho 'Kernel panic - not syncing: oh' >$console\n");
        assertThat(records).containsExactly("one");
        assertThat(failure.kind()).isEqualTo(GuestFailure.Kind.PANIC);
    }

    @Test
    void whatQemuComplainsOfIsTheReason() {
        GuestFailure failure = failure("echo 'Could not access KVM kernel module' >&2; exit 1\n");
        assertThat(failure.kind()).isEqualTo(GuestFailure.Kind.EMULATOR);
        assertThat(failure.reason())
                .isEqualTo("did not start, QEMU ended with status 1: Could not access KVM kernel module");
        assertThat(failure("echo hello; exit 3\n").reason()).isEqualTo("broke off, QEMU ended with status 3");
    }

    @Test
    void aGoodEndWithoutHelloIsNone() {
        assertThat(failure(GOOD_END).kind()).isEqualTo(GuestFailure.Kind.EMULATOR);
    }

    @Test
    void aGuestThatDoesNotSayHelloIsEnded() throws IOException {
        GuestFailure failure = failure("echo booting >$console; echo $$ >" + pid() + "; exec sleep 60\n", SHORT, LONG);
        assertThat(failure.kind()).isEqualTo(GuestFailure.Kind.NO_HELLO);
        assertThat(failure.lastConsoleLines()).containsExactly("booting");
        assertThat(isRunning()).isFalse();
    }

    @Test
    void aGuestThatOnlyWorksIsGivenUpByTheTimeItHasUsed() throws IOException {
        GuestSetup late = FakeQemu.setup(directory, "while :; do :; done\n", LONG, LONG);
        Guest guest = new Guest(new GuestSetup(
                late.qemu(),
                late.accelerator(),
                late.kernel(),
                late.initramfs(),
                late.console(),
                late.seed(),
                late.processors(),
                late.memoryMebibytes(),
                new HelloLimit(LONG, SHORT),
                LONG));
        GuestException failed = catchThrowableOfType(GuestException.class, () -> guest.run(records::add));
        assertThat(failed.failure().kind()).isEqualTo(GuestFailure.Kind.NO_HELLO);
        assertThat(failed.failure().reason()).endsWith("of CPU time");
    }

    @Test
    void aGuestThatFallsSilentIsEnded() throws IOException {
        GuestFailure failure = failure("echo hello; echo $$ >" + pid() + "; exec sleep 60\n", LONG, SHORT);
        assertThat(failure.kind()).isEqualTo(GuestFailure.Kind.SILENT);
        assertThat(isRunning()).isFalse();
    }

    @Test
    void whatTheConsumerThrowsEndsIt() throws IOException {
        assertThatThrownBy(() -> run("echo $$ >" + pid() + "; echo hello; exec sleep 60\n", LONG, LONG, record -> {
                    throw new IllegalStateException("disk full");
                }))
                .hasMessage("disk full");
        assertThat(isRunning()).isFalse();
    }

    @Test
    void anotherThreadCanEndIt() throws Exception {
        Guest guest =
                new Guest(FakeQemu.setup(directory, "echo $$ >" + pid() + "; echo hello; exec sleep 60\n", LONG, LONG));
        GuestException failed = catchThrowableOfType(
                GuestException.class,
                () -> guest.run(record -> Thread.ofVirtual().start(guest::end)));
        assertThat(failed.failure().kind()).isEqualTo(GuestFailure.Kind.ENDED);
        assertThat(isRunning()).isFalse();
    }

    @Test
    void oneThatWasEndedBeforeItBeganDoesNotBegin() throws Exception {
        Guest guest = new Guest(FakeQemu.setup(directory, "exec sleep 60\n", LONG, LONG));
        guest.end();
        assertThatThrownBy(() -> guest.run(records::add)).isInstanceOf(GuestException.class);
    }

    @Test
    void theThreadMustBeOneThatTheKernelKnows() throws Exception {
        Guest guest = new Guest(FakeQemu.setup(directory, "", LONG, LONG));
        List<Throwable> thrown = new ArrayList<>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        guest.run(records::add);
                    } catch (GuestException | IllegalStateException expected) {
                        thrown.add(expected);
                    }
                })
                .join();
        assertThat(thrown).singleElement().isInstanceOf(IllegalStateException.class);
    }

    private void run(String script, Duration helloLimit, Duration silenceLimit, Consumer<String> consumer)
            throws IOException, GuestException {
        new Guest(FakeQemu.setup(directory, script, helloLimit, silenceLimit)).run(consumer);
    }

    private GuestFailure failure(String script) {
        return failure(script, LONG, LONG);
    }

    private GuestFailure failure(String script, Duration helloLimit, Duration silenceLimit) {
        return catchThrowableOfType(GuestException.class, () -> run(script, helloLimit, silenceLimit, records::add))
                .failure();
    }

    private Path pid() {
        return directory.resolve("pid");
    }

    private boolean isRunning() throws IOException {
        Optional<ProcessHandle> process =
                ProcessHandle.of(Long.parseLong(Files.readString(pid()).strip()));
        return process.map(ProcessHandle::isAlive).orElse(false);
    }
}
