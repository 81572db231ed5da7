// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// No guest survives the process that booted it, however that ends.
@Timeout(120)
class GuestSurvivalTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    @BeforeEach
    void needsSetpriv() {
        Assumptions.assumeTrue(Subprocess.find("setpriv").isPresent(), "there is no setpriv on this machine");
    }

    @Test
    void notASigkill() throws Exception {
        assertThatGuestEndsWith("stay", Process::destroyForcibly);
    }

    @Test
    void notASigterm() throws Exception {
        assertThatGuestEndsWith("stay", Process::destroy);
    }

    @Test
    void notAnExit() throws Exception {
        assertThatGuestEndsWith("exit", holder -> {});
    }

    private interface Ending {
        void end(Process holder);
    }

    private void assertThatGuestEndsWith(String how, Ending ending) throws IOException, InterruptedException {
        Process holder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        GuestHolder.class.getName(),
                        directory.toString(),
                        "echo $$; exec sleep 600\n",
                        how))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader said = holder.inputReader(StandardCharsets.UTF_8)) {
            ProcessHandle guest =
                    ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
            try {
                ending.end(holder);
                assertThat(holder.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
                for (int i = 0; i < 100 && guest.isAlive(); i++) {
                    Thread.sleep(PATIENCE.toMillis() / 100);
                }
                assertThat(guest.isAlive()).as("the guest is running").isFalse();
            } finally {
                guest.destroyForcibly();
            }
        } finally {
            holder.destroyForcibly();
        }
    }
}
