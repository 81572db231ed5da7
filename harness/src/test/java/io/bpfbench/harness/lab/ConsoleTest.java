// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    @Test
    void aGoodEndIsWhatInitSays() {
        Console console = Console.of("bpfbench-init: command exited with status 0\r\n[ 5.8] reboot: Power down\r\n");
        assertThat(console.endedWell()).isTrue();
        assertThat(console.failure()).isEmpty();
    }

    @Test
    void aPanicIsAPanicWhateverElseWasSaid() {
        GuestFailure failure = failure("""
                bpfbench-init: command exited with status 1
                [    1.2] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000b00
                """);
        assertThat(failure.kind()).isEqualTo(GuestFailure.Kind.PANIC);
        assertThat(failure.reason()).isEqualTo("had a kernel panic: Attempted to kill init! exitcode=0x00000b00");
        assertThat(failure.lastConsoleLines()).hasSize(2);
    }

    @Test
    void bothTheKernelAndTheJvmRunOutOfMemory() {
        assertThat(failure("Out of memory: Killed process 81 (java) total-vm:3000kB\n")
                        .kind())
                .isEqualTo(GuestFailure.Kind.OUT_OF_MEMORY);
        GuestFailure heap = failure("""
                Terminating due to java.lang.OutOfMemoryError: Java heap space
                bpfbench-init: command exited with status 3
                """);
        assertThat(heap.kind()).isEqualTo(GuestFailure.Kind.OUT_OF_MEMORY);
        assertThat(heap.reason()).contains("Java heap space");
    }

    @Test
    void aCommandsOwnWordsComeBeforeItsStatus() {
        assertThat(failure("""
                bpfbench-guest: none of the cells can be run here
                bpfbench-init: command exited with status 1
                """).reason()).isEqualTo("gave up: none of the cells can be run here");
        assertThat(failure("bpfbench-init: command killed by signal 11\n").reason())
                .isEqualTo("broke off: its command killed by signal 11");
        assertThat(failure("bpfbench-init: failed: cannot open /bench/command\n")
                        .reason())
                .isEqualTo("could not begin: cannot open /bench/command");
    }

    @Test
    void whatACommandSaysAtLengthIsToldAsItIsAndNothingBeside() {
        GuestFailure failure = failure("""
                bpfbench-init: starting /bench/jre/bin/java
                bpfbench-guest: none of the cells can be run here: my.bpf.o unavailable
                The verifier's last lines:
                R0 invalid mem access
                bpfbench-init: command exited with status 1
                """);
        assertThat(failure.words()).isEqualTo("""
                gave up: none of the cells can be run here: my.bpf.o unavailable
                The verifier's last lines:
                R0 invalid mem access""");
    }

    @Test
    void terminalSequencesAndEmptyLinesAreLeftOut() {
        assertThat(Console.of("\u001bc\u001b[?7l\u001b[2J\r\nSeaBIOS  \r\n\r\n").lines())
                .containsExactly("SeaBIOS");
    }

    @Test
    void aMissingConsoleSaysNothing() {
        assertThat(Console.read(Path.of("/nowhere/console")).lines()).isEmpty();
    }

    private static GuestFailure failure(String text) {
        return Console.of(text).failure().orElseThrow();
    }
}
