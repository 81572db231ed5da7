// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bpfbench.reports.result.Journal;
import io.bpfbench.reports.result.RunEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalWriterTest {
    private static final RunEvent FIRST = new RunEvent.Warning("first");
    private static final RunEvent SECOND = new RunEvent.Warning("second");

    @TempDir
    private Path directory = Path.of("");

    @Test
    void aLineIsOnDiskWhenAcceptReturns() throws IOException {
        Path file = directory.resolve("run.jsonl");
        try (JournalWriter journal = JournalWriter.create(file)) {
            journal.accept(FIRST);
            assertThat(Files.readString(file)).isEqualTo(Journal.encode(FIRST) + "\n");
        }
    }

    @Test
    void resumingDropsTheLineThatWasCutOff() throws IOException {
        Path file = directory.resolve("run.jsonl");
        Files.writeString(file, Journal.encode(FIRST) + "\n{\"type\":\"trial_fin");
        try (JournalWriter journal = JournalWriter.resume(file)) {
            journal.accept(SECOND);
        }
        assertThat(Files.readAllLines(file)).containsExactly(Journal.encode(FIRST), Journal.encode(SECOND));
    }

    @Test
    void anExistingJournalIsNeverOverwritten() throws IOException {
        Path file = Files.writeString(directory.resolve("run.jsonl"), "precious\n");
        assertThatThrownBy(() -> JournalWriter.create(file))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("--output");
        assertThat(Files.readString(file)).isEqualTo("precious\n");
    }

    @Test
    void aFullDiskIsOneSentenceThatSaysHowToGoOn() {
        // The kernel's own full disk: every write to /dev/full is ENOSPC.
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "no /dev/full here");
        try (JournalWriter journal = JournalWriter.resume(full)) {
            assertThatThrownBy(() -> journal.accept(FIRST))
                    .isInstanceOf(RunException.class)
                    .hasMessageContaining("No space left on device")
                    .hasMessageContaining("every trial before this one is kept")
                    .hasMessageContaining("--resume");
        }
    }
}
