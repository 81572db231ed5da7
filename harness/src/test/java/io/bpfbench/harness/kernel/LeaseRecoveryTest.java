// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Leases found on disk, of all kinds. The boot id is the saved Debian kernel's.
class LeaseRecoveryTest {
    @TempDir
    Path directory;

    private Path root = Path.of("");
    private Path lease = Path.of("");
    private String bootId = "";

    @BeforeEach
    void copyKernel() throws IOException {
        root = SavedKernel.copy("debian-6.1", directory);
        lease = root.resolve("run/bpfbench/lease.json");
        Files.createDirectories(root.resolve("run/bpfbench"));
        bootId =
                Files.readString(root.resolve("proc/sys/kernel/random/boot_id")).strip();
        SavedKernel.change(root, Setting.HARDEN, "2");
    }

    private void write(long pid, long startTicks, String boot) throws IOException {
        Files.writeString(lease, """
                {"schema":"bpfbench/lease/1","owner":{"pid":%d,"startTicks":%d,"bootId":"%s"},"command":"bench run",
                "settings":{"net.core.bpf_jit_harden":{"found":"0","left":["0","2"]}}}
                """.formatted(pid, startTicks, boot));
    }

    private String harden() {
        return SavedKernel.value(root, Setting.HARDEN);
    }

    @Test
    void ofADeadProcessIsSettled() throws IOException {
        write(999_999_999L, 5, bootId);
        assertThat(SettingsLease.recover(root))
                .hasValue(
                        "the run of process 999999999 ended without restoring its settings: net.core.bpf_jit_harden is back at 0");
        assertThat(harden()).isEqualTo("0");
        assertThat(lease).doesNotExist();
    }

    @Test
    void ofAProcessWhoseNumberIsInUseAgainIsSettled() throws IOException {
        write(ProcessHandle.current().pid(), 1, bootId);
        assertThat(SettingsLease.recover(root)).isPresent();
        assertThat(harden()).isEqualTo("0");
    }

    @Test
    void ofALivingProcessIsLeftAlone() throws IOException {
        ProcessIdentity own = ProcessIdentity.own(new KernelFiles(root));
        assertThat(own.startTicks()).isPositive();
        write(own.pid(), own.startTicks(), bootId);
        assertThat(SettingsLease.recover(root)).isEmpty();
        assertThat(harden()).isEqualTo("2");
        assertThat(lease).exists();
    }

    @Test
    void ofAnEarlierBootIsDropped() throws IOException {
        write(999_999_999L, 5, "00000000-0000-0000-0000-000000000000");
        assertThat(SettingsLease.recover(root))
                .hasValueSatisfying(
                        sentence -> assertThat(sentence).contains("a lease of an earlier boot was dropped"));
        assertThat(harden()).isEqualTo("2");
        assertThat(lease).doesNotExist();
    }

    @Test
    void ofARunThatDiedBeforeItsFirstChangeIsSettled() throws IOException {
        SavedKernel.change(root, Setting.HARDEN, "0");
        write(999_999_999L, 5, bootId);
        assertThat(SettingsLease.recover(root))
                .hasValueSatisfying(sentence -> assertThat(sentence).endsWith("they are as they were found"));
        assertThat(lease).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "{}",
                "not json at all",
                "{\"schema\":\"bpfbench/lease/9\",\"owner\":{\"pid\":1,\"startTicks\":1,\"bootId\":\"\"},\"command\":\"\",\"settings\":{}}",
                "{\"schema\":\"bpfbench/lease/1\",\"owner\":null,\"command\":\"\",\"settings\":{}}",
                "{\"schema\":\"bpfbench/lease/1\",\"owner\":{\"pid\":1,\"startTicks\":1,\"bootId\":\"\"},\"command\":\"\","
                        + "\"settings\":{\"kernel.panic\":{\"found\":\"1\",\"left\":[]}}}",
                "{\"schema\":\"bpfbench/lease/1\",\"owner\":{\"pid\":1,\"startTicks\":1,\"bootId\":\"\"},\"command\":\"\","
                        + "\"settings\":{\"net.core.bpf_jit_harden\":{\"found\":\"77\",\"left\":[]}}}"
            })
    void thatIsDamagedIsSetAsideWithAdvice(String text) throws IOException {
        Files.writeString(lease, text);

        Optional<String> said = SettingsLease.recover(root);

        assertThat(said)
                .hasValueSatisfying(sentence -> assertThat(sentence)
                        .startsWith("the lease of an earlier run is damaged: ")
                        .contains("lease.json.damaged")
                        .contains("sysctl -a -r bpf_jit"));
        assertThat(harden()).isEqualTo("2");
        assertThat(Files.readString(root.resolve("run/bpfbench/lease.json.damaged")))
                .isEqualTo(text);
        assertThat(SettingsLease.recover(root)).isEmpty();
    }

    @Test
    void thatCannotBeSettledIsToldOfEachTime() throws IOException {
        write(999_999_999L, 5, bootId);
        Files.delete(root.resolve("proc/sys/net/core/bpf_jit_harden"));
        for (int command = 0; command < 2; command++) {
            assertThat(SettingsLease.recover(root))
                    .hasValueSatisfying(sentence -> assertThat(sentence)
                            .contains("could not restore net.core.bpf_jit_harden=0")
                            .contains("sysctl -w"));
        }
        try (MachineLock lock = MachineLock.acquire(root)) {
            assertThatThrownBy(() -> SettingsLease.open(lock))
                    .isInstanceOf(KernelException.class)
                    .hasMessageContaining("sysctl -w net.core.bpf_jit_harden=0")
                    .hasMessageContaining("no setting is changed before that is done and " + lease + " is gone");
        }
        assertThat(lease).exists();
    }

    /// As a chroot has it: a `/run` of its own, and the machine's below `/proc/1/root`.
    @Test
    void ofARunInAChrootIsTheMachines() throws IOException {
        Path inside = SavedKernel.copy("debian-6.1", directory.resolve("chroot"));
        Files.createSymbolicLink(
                Files.createDirectories(inside.resolve("proc/1")).resolve("root"), root);
        try (MachineLock lock = MachineLock.acquire(inside);
                SettingsLease held = SettingsLease.open(lock)) {
            held.set(Setting.HARDEN, "2");
            assertThat(lease).exists();
            assertThat(inside.resolve("run/bpfbench")).doesNotExist();
        }
        assertThat(lease).doesNotExist();

        write(999_999_999L, 5, bootId);
        SavedKernel.change(inside, Setting.HARDEN, "2");
        assertThat(SettingsLease.recover(inside))
                .hasValueSatisfying(said -> assertThat(said).contains("is back at 0"));
        assertThat(SavedKernel.value(inside, Setting.HARDEN)).isEqualTo("0");
        assertThat(lease).doesNotExist();
        Files.delete(inside.resolve("proc/1/root"));
    }
}
