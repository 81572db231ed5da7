// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.kernel;

import static io.bpfbench.harness.kernel.Setting.HARDEN;
import static io.bpfbench.harness.kernel.Setting.JIT;
import static io.bpfbench.harness.kernel.Setting.KALLSYMS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsLeaseTest {
    @TempDir
    Path directory;

    private Path kernel() {
        return SavedKernel.copy("debian-6.1", directory);
    }

    private static Path leaseFile(Path root) {
        return root.resolve("run/bpfbench/lease.json");
    }

    @Test
    void bringsBackWhatWasFoundHoweverOftenItWasChanged() {
        Path root = kernel();
        try (MachineLock lock = MachineLock.acquire(root)) {
            SettingsLease lease = SettingsLease.open(lock);
            lease.set(JIT, "0");
            lease.set(HARDEN, "1");
            lease.set(HARDEN, "2");
            lease.set(JIT, "1");
            lease.set(JIT, "0");
            assertThat(SavedKernel.value(root, JIT)).isEqualTo("0");
            assertThat(SavedKernel.value(root, HARDEN)).isEqualTo("2");

            SettingsLease.Restoration outcome = lease.restore();

            assertThat(outcome.done())
                    .containsExactlyInAnyOrder(
                            "net.core.bpf_jit_enable is back at 1", "net.core.bpf_jit_harden is back at 0");
            assertThat(outcome.failed()).isEmpty();
            assertThat(lease.restore()).as("a second time").isEqualTo(outcome);
        }
        assertThat(SavedKernel.value(root, JIT)).isEqualTo("1");
        assertThat(SavedKernel.value(root, HARDEN)).isEqualTo("0");
        assertThat(leaseFile(root)).doesNotExist();
    }

    @Test
    void writesNothingWhereNothingIsToBeChanged() {
        Path root = kernel();
        try (MachineLock lock = MachineLock.acquire(root);
                SettingsLease lease = SettingsLease.open(lock)) {
            lease.set(JIT, "1");
            lease.set(HARDEN, "0");
            assertThat(leaseFile(root)).doesNotExist();
            assertThat(root.resolve("run/bpfbench")).doesNotExist();
        }
    }

    @Test
    void changesNothingWhereTheLeaseCannotBeWritten() throws IOException {
        Path root = kernel();
        Files.writeString(root.resolve("run/bpfbench"), "in the way");
        try (MachineLock lock = MachineLock.acquire(root);
                SettingsLease lease = SettingsLease.open(lock)) {
            assertThatThrownBy(() -> lease.set(HARDEN, "2"))
                    .isInstanceOf(KernelException.class)
                    .hasMessageContaining("so it is not changed");
            assertThat(SavedKernel.value(root, HARDEN)).isEqualTo("0");
        }
    }

    @Test
    void aRefusedChangeLeavesNoLeaseBehind() throws IOException {
        Path root = kernel();
        Path file = root.resolve("proc/sys/net/core/bpf_jit_harden");
        Files.delete(file);
        // A setting of this machine's kernel that can be read, and by nobody, root included, be written.
        Files.createSymbolicLink(file, Path.of("/proc/sys/kernel/ngroups_max"));
        try (MachineLock lock = MachineLock.acquire(root);
                SettingsLease lease = SettingsLease.open(lock)) {
            assertThatThrownBy(() -> lease.set(HARDEN, "2"))
                    .isInstanceOf(SettingRefusedException.class)
                    .hasMessageContaining("needs root");
            assertThat(leaseFile(root)).doesNotExist();
            lease.set(KALLSYMS, "0");
            assertThatThrownBy(() -> lease.set(HARDEN, "2")).isInstanceOf(SettingRefusedException.class);
            assertThat(leaseFile(root)).content().contains("bpf_jit_kallsyms").doesNotContain("bpf_jit_harden");
        }
        assertThat(SavedKernel.value(root, KALLSYMS)).isEqualTo("1");
        assertThat(leaseFile(root)).doesNotExist();
    }

    @Test
    void aValueSetBySomebodyElseInTheEndIsLeft() throws IOException {
        Path root = kernel();
        try (MachineLock lock = MachineLock.acquire(root)) {
            SettingsLease lease = SettingsLease.open(lock);
            lease.set(HARDEN, "2");
            SavedKernel.change(root, HARDEN, "1");
            assertThat(lease.restore().done())
                    .containsExactly(
                            "net.core.bpf_jit_harden is left at 1, which something else has set since (it was 0 before)");
        }
        assertThat(SavedKernel.value(root, HARDEN)).isEqualTo("1");
    }

    @Test
    void aValueSetBySomebodyElseInTheMiddleIsTheOneToBringBack() throws IOException {
        Path root = kernel();
        try (MachineLock lock = MachineLock.acquire(root);
                SettingsLease lease = SettingsLease.open(lock)) {
            lease.set(HARDEN, "2");
            SavedKernel.change(root, HARDEN, "1");
            lease.set(HARDEN, "0");
            assertThat(lease.notices()).singleElement().asString().contains("net.core.bpf_jit_harden was set to 1");
        }
        assertThat(SavedKernel.value(root, HARDEN)).isEqualTo("1");
    }

    @Test
    void restoresInAnInterruptedThread() {
        Path root = kernel();
        try (MachineLock lock = MachineLock.acquire(root);
                SettingsLease lease = SettingsLease.open(lock)) {
            Thread.currentThread().interrupt();
            lease.set(HARDEN, "2");
            assertThat(lease.restore().failed()).isEmpty();
        } finally {
            assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
        }
        assertThat(SavedKernel.value(root, HARDEN)).isEqualTo("0");
        assertThat(leaseFile(root)).doesNotExist();
    }

    @Test
    void changesNothingOnceItHasRestored() {
        Path root = kernel();
        try (MachineLock lock = MachineLock.acquire(root)) {
            SettingsLease lease = SettingsLease.open(lock);
            lease.restore();
            assertThatThrownBy(() -> lease.set(HARDEN, "2")).isInstanceOf(IllegalStateException.class);
        }
        assertThat(SavedKernel.value(root, HARDEN)).isEqualTo("0");
    }

    @Test
    void saysWhatCouldNotBeRestoredAndKeepsTheLeaseForTheNextCommand() throws IOException {
        Path root = kernel();
        Path file = root.resolve("proc/sys/net/core/bpf_jit_harden");
        try (MachineLock lock = MachineLock.acquire(root)) {
            SettingsLease lease = SettingsLease.open(lock);
            lease.set(HARDEN, "2");
            Files.delete(file);
            assertThat(lease.restore().failed())
                    .singleElement()
                    .asString()
                    .contains("could not restore net.core.bpf_jit_harden=0")
                    .contains("sysctl -w net.core.bpf_jit_harden=0");
        }
        assertThat(leaseFile(root)).exists();
    }
}
