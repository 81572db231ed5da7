// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// However a run ends, its settings come back. Each run here is a process of its own, on a root of its own.
class LeaseAfterTheEndTest {
    @TempDir
    Path directory;

    private Path root = Path.of("");

    @BeforeEach
    void copyKernel() {
        root = SavedKernel.copy("linux-6.18", directory);
    }

    /// The links to the children's entries in `/proc`, dead by now.
    @AfterEach
    void removeLinks() throws IOException {
        try (Stream<Path> entries = Files.list(root.resolve("proc"))) {
            for (Path link : entries.filter(Files::isSymbolicLink).toList()) {
                Files.delete(link);
            }
        }
    }

    private Path leaseFile() {
        return root.resolve("run/bpfbench/lease.json");
    }

    private void assertRestored() {
        assertThat(SavedKernel.value(root, Setting.HARDEN)).isEqualTo("0");
        assertThat(SavedKernel.value(root, Setting.KALLSYMS)).isEqualTo("1");
        assertThat(leaseFile()).doesNotExist();
    }

    private ChildJvm hardened() throws Exception {
        ChildJvm run = ChildJvm.start(List.of(), LeaseHolder.class, root.toString());
        run.await("hardened");
        assertThat(SavedKernel.value(root, Setting.HARDEN)).isEqualTo("2");
        assertThat(SavedKernel.value(root, Setting.KALLSYMS)).isEqualTo("0");
        assertThat(leaseFile()).exists();
        return run;
    }

    @ParameterizedTest
    @CsvSource({"end, 0", "exit, 3", "throw, 1"})
    void endingByItselfRestores(String how, int exitCode) throws Exception {
        try (ChildJvm run = hardened()) {
            run.say(how);
            run.finish();
            assertThat(run.exitCode()).isEqualTo(exitCode);
        }
        assertRestored();
        assertThat(SettingsLease.recover(root)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "HUP"})
    void signalsThatCanBeCaughtRestore(String signal) throws Exception {
        assumeFalse(ignored(signal), "SIG" + signal + " is ignored here, and children inherit that");
        try (ChildJvm run = hardened()) {
            run.signal(signal);
            assertThat(run.finish()).contains("net.core.bpf_jit_harden is back at 0");
            assertThat(run.exitCode()).isNotZero();
        }
        assertRestored();
    }

    @Test
    void afterSigkillTheNextCommandRestoresAndSaysSo() throws Exception {
        long pid;
        try (ChildJvm run = hardened()) {
            pid = run.pid();
            assertThat(SettingsLease.recover(root))
                    .as("while the run lives nothing is touched")
                    .isEmpty();
            run.signal("KILL");
            run.finish();
        }
        assertThat(SavedKernel.value(root, Setting.HARDEN)).isEqualTo("2");

        Optional<String> said = SettingsLease.recover(root);

        assertThat(said)
                .hasValueSatisfying(sentence -> assertThat(sentence)
                        .contains("the run of process " + pid)
                        .contains("net.core.bpf_jit_harden is back at 0")
                        .contains("net.core.bpf_jit_kallsyms is back at 1"));
        assertRestored();
        assertThat(SettingsLease.recover(root)).isEmpty();
    }

    @Test
    void afterSigkillASettingThatSomebodyElseHasSetSinceIsTheirs() throws Exception {
        try (ChildJvm run = hardened()) {
            run.signal("KILL");
            run.finish();
        }
        SavedKernel.change(root, Setting.HARDEN, "1");

        assertThat(SettingsLease.recover(root))
                .hasValueSatisfying(sentence -> assertThat(sentence)
                        .contains("net.core.bpf_jit_harden is left at 1")
                        .contains("net.core.bpf_jit_kallsyms is back at 1"));

        assertThat(SavedKernel.value(root, Setting.HARDEN)).isEqualTo("1");
        assertThat(leaseFile()).doesNotExist();
    }

    @Test
    void afterSigkillANewRunBeginsFromTheSettingsOfBefore() throws Exception {
        try (ChildJvm run = hardened()) {
            run.signal("KILL");
            run.finish();
        }
        try (MachineLock lock = MachineLock.acquire(root);
                SettingsLease lease = SettingsLease.open(lock)) {
            assertThat(lease.notices()).singleElement().asString().contains("ended without restoring its settings");
            lease.set(Setting.HARDEN, "1");
        }
        assertRestored();
    }

    private static boolean ignored(String signal) throws Exception {
        int number = switch (signal) {
            case "HUP" -> 1;
            case "INT" -> 2;
            default -> 15;
        };
        String mask = new KernelFiles(Path.of("/"))
                .field("/proc/self/status", "SigIgn", ':')
                .orElse("0");
        return (Long.parseUnsignedLong(mask, 16) >>> (number - 1) & 1) == 1;
    }
}
