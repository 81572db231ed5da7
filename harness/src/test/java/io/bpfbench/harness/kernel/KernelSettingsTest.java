// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.kernel;

import static io.bpfbench.harness.kernel.Setting.HARDEN;
import static io.bpfbench.harness.kernel.Setting.JIT;
import static io.bpfbench.harness.kernel.Setting.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.bpfbench.harness.kernel.Refusal.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelSettingsTest {
    @TempDir
    Path directory;

    private static String finding(KernelSettings settings, Setting setting, String value) {
        return settings.foreseen(setting, value).map(Refusal::finding).orElse("");
    }

    @Test
    void readsTheSavedKernels() {
        assertThat(new KernelSettings(SavedKernel.root("linux-6.18")).readAll())
                .hasSize(4)
                .containsEntry(JIT, new Reading.Value("1"))
                .containsEntry(HARDEN, new Reading.Value("0"))
                .containsEntry(LIMIT, new Reading.Value("528482304"));
        assertThat(new KernelSettings(SavedKernel.root("debian-6.1")).require(JIT))
                .isEqualTo("1");
    }

    @Test
    void writesShorterAndLongerValues() {
        Path root = SavedKernel.copy("debian-6.1", directory);
        KernelSettings settings = new KernelSettings(root);
        settings.write(LIMIT, "1");
        assertThat(settings.require(LIMIT)).isEqualTo("1");
        settings.write(LIMIT, "528482304");
        assertThat(settings.require(LIMIT)).isEqualTo("528482304");
    }

    @Test
    void foreseesThatAKernelWithoutInterpreterRefusesToSwitchTheJitOff() {
        KernelSettings always = new KernelSettings(SavedKernel.copy("linux-6.18", directory));
        assertThat(finding(always, JIT, "0")).isEqualTo("jit=0 unavailable: BPF_JIT_ALWAYS_ON");
        assertThat(finding(always, JIT, "2")).isEqualTo("jit=2 unavailable: BPF_JIT_ALWAYS_ON");
        assertThat(finding(always, JIT, "1")).isEmpty();
        assertThat(always.foreseen(JIT, "0"))
                .hasValueSatisfying(
                        refusal -> assertThat(refusal.sentence())
                                .isEqualTo(
                                        "net.core.bpf_jit_enable cannot be set to 0: BPF_JIT_ALWAYS_ON; the kernel is built without the"
                                                + " interpreter (/proc/config.gz says so): measure it on another kernel, with --where lab"));
    }

    @Test
    void foreseesNothingAgainstDebians() {
        KernelSettings debian = new KernelSettings(SavedKernel.copy("debian-6.1", directory));
        assertThat(finding(debian, JIT, "0")).isEmpty();
        assertThat(finding(debian, HARDEN, "2")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "JIT, 3",
        "JIT, -1",
        "JIT, on",
        "HARDEN, 3",
        "KALLSYMS, 2",
        "LIMIT, 0",
        "LIMIT, -5",
        "LIMIT, 99999999999999999999"
    })
    void knowsWhatNoKernelTakes(Setting setting, String value) {
        KernelSettings settings = new KernelSettings(SavedKernel.root("debian-6.1"));
        assertThat(settings.foreseen(setting, value)).map(Refusal::reason).hasValue(Reason.OUT_OF_RANGE);
    }

    @Test
    void tellsAKernelWithoutTheSettingFromAnotherNetworkNamespace() throws IOException {
        Path root = SavedKernel.copy("linux-6.18", directory);
        Files.delete(root.resolve("proc/sys/net/core/bpf_jit_harden"));
        KernelSettings settings = new KernelSettings(root);
        assertThat(settings.read(HARDEN).label()).isEqualTo("unreadable: not in this kernel");
        assertThat(finding(settings, HARDEN, "2")).isEqualTo("harden=2 unavailable: not in this kernel");

        // What `unshare --net ls /proc/sys/net/core` shows: somaxconn is there, dev_weight is not.
        Files.delete(root.resolve("proc/sys/net/core/dev_weight"));
        assertThat(finding(settings, HARDEN, "2")).isEqualTo("harden=2 unavailable: not in this network namespace");
    }

    @Test
    void foreseesThatAnOrdinaryUserMayNot() throws IOException {
        Path root = SavedKernel.copy("debian-6.1", directory);
        Path status = root.resolve("proc/self/status");
        Files.writeString(
                status, Files.readString(status).replaceAll("CapEff:\t\\p{XDigit}+", "CapEff:\t0000000000000000"));
        KernelSettings settings = new KernelSettings(root);
        assertThat(finding(settings, HARDEN, "2")).isEqualTo("harden=2 unavailable: needs root");
        assertThat(finding(settings, HARDEN, "0")).as("nothing to change").isEmpty();
    }

    @Test
    void doesNotBelieveAWriteThatReadsBackOtherwise() throws IOException {
        Path root = SavedKernel.copy("debian-6.1", directory);
        Path file = root.resolve("proc/sys/net/core/bpf_jit_harden");
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("/dev/null"));
        assertThatThrownBy(() -> new KernelSettings(root).write(HARDEN, "2"))
                .asInstanceOf(type(SettingRefusedException.class))
                .extracting(refused -> refused.refusal().reason())
                .isEqualTo(Reason.NOT_TAKEN);
    }

    @Test
    void readsTheConfigurationOfEachKernel() {
        KernelConfig own = KernelConfig.read(new KernelFiles(SavedKernel.root("linux-6.18")))
                .orElseThrow();
        assertThat(own.source()).isEqualTo("/proc/config.gz");
        assertThat(own.has("BPF_JIT_ALWAYS_ON")).isTrue();
        assertThat(own.option("KPROBES")).isEqualTo("n");
        assertThat(own.option("HZ")).isEqualTo("250");

        KernelConfig debian = KernelConfig.read(new KernelFiles(SavedKernel.root("debian-6.1")))
                .orElseThrow();
        assertThat(debian.source()).isEqualTo("/boot/config-6.1.0-56-cloud-amd64");
        assertThat(debian.has("BPF_JIT_ALWAYS_ON")).isFalse();
        assertThat(debian.has("KPROBES")).isTrue();

        assertThat(KernelConfig.read(new KernelFiles(directory))).isEmpty();
    }
}
