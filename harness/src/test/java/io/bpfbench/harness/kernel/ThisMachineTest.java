// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bpfbench.harness.kernel.Refusal.Reason;
import io.bpfbench.reports.result.Environment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// On the kernel that runs these tests: hardening is changed, and is afterwards as it was. Needs root, and the
/// machine to itself.
class ThisMachineTest {
    private static final Path ROOT = Path.of("/");

    private static MachineLock machine() {
        Optional<Refusal> refusal = new KernelSettings(ROOT).foreseen(Setting.HARDEN, otherThanNow());
        assumeTrue(refusal.isEmpty(), () -> refusal.map(Refusal::sentence).orElse(""));
        try {
            return MachineLock.acquire(ROOT);
        } catch (KernelException busy) {
            return abort(String.valueOf(busy.getMessage()));
        }
    }

    private static String otherThanNow() {
        return new KernelSettings(ROOT).read(Setting.HARDEN).label().equals("2") ? "1" : "2";
    }

    @Test
    void hardeningIsChangedAndBroughtBack() {
        try (MachineLock lock = machine()) {
            KernelSettings settings = new KernelSettings(ROOT);
            String found = settings.require(Setting.HARDEN);
            try (SettingsLease lease = SettingsLease.open(lock)) {
                for (String level : List.of("0", "1", "2")) {
                    lease.set(Setting.HARDEN, level);
                    assertThat(settings.require(Setting.HARDEN)).isEqualTo(level);
                }
                assertThat(Path.of("/run/bpfbench/lease.json")).exists();
            }
            assertThat(settings.require(Setting.HARDEN)).isEqualTo(found);
            assertThat(Path.of("/run/bpfbench/lease.json")).doesNotExist();
        }
    }

    /// A numeric setting is given out whole to a reader that asks for enough at once, and cut off to others.
    @Test
    void longValuesAreReadWhole() throws Exception {
        Path limit = Path.of("/proc/sys/net/core/bpf_jit_limit");
        assumeTrue(Files.isReadable(limit), limit + " is not here, or not for this user");
        Process cat = new ProcessBuilder("cat", limit.toString()).start();
        assertThat(new KernelSettings(ROOT).require(Setting.LIMIT))
                .isEqualTo(cat.inputReader().readLine());
    }

    @Test
    void theKernelsOwnRefusalIsSeen() {
        try (MachineLock lock = machine()) {
            KernelSettings settings = new KernelSettings(lock.files().root());
            String found = settings.require(Setting.HARDEN);
            assertThatThrownBy(() -> settings.write(Setting.HARDEN, "7"))
                    .asInstanceOf(type(SettingRefusedException.class))
                    .extracting(refused -> refused.refusal().reason())
                    .isEqualTo(Reason.OUT_OF_RANGE);
            assertThat(settings.require(Setting.HARDEN)).isEqualTo(found);
        }
    }

    @Test
    void aNetworkNamespaceOfItsOwnIsRecognised() throws Exception {
        assertThat(asked(List.of("unshare", "--net"), ROOT)).isEqualTo("""
                        harden=2 unavailable: not in this network namespace
                        unreadable: not in this network namespace
                        harden=2 unavailable: not in this network namespace""");
    }

    @Test
    void anOrdinaryUserIsToldToBeRoot() throws Exception {
        assertThat(asked(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"), ROOT))
                .isEqualTo("""
                        harden=2 unavailable: needs root
                        unreadable: needs root
                        harden=2 unavailable: needs root""");
    }

    @Test
    void aReadOnlyProcSysIsRecognised(@TempDir Path directory) throws Exception {
        Path root = SavedKernel.copy("linux-6.18", directory);
        // In a mount namespace of the child's own: nothing of it is seen, or left, outside.
        String script = "mount --bind $0 $0 && mount -o remount,bind,ro $0 && exec \"$@\"";
        List<String> prefix = List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                script,
                root.resolve("proc/sys").toString());
        assertThat(asked(prefix, root)).isEqualTo("""
                        harden=2 unavailable: /proc/sys is read-only
                        0
                        harden=2 unavailable: /proc/sys is read-only""");
    }

    /// What [Asker] says when started with these words before its command; aborts the test where they do not
    /// work here.
    private static String asked(List<String> prefix, Path root) throws Exception {
        String tool = prefix.getFirst();
        assumeTrue(Files.isExecutable(Path.of("/usr/bin", tool)), () -> "there is no " + tool + " here");
        try (ChildJvm child = ChildJvm.start(prefix, Asker.class, root.toString())) {
            String said = child.finish();
            boolean worked = !said.contains(tool + ":") && !said.contains("mount:") && !said.contains("Could not find");
            assumeTrue(worked, said);
            return said;
        }
    }

    /// Says what it foresees of `harden=2`, how `harden` reads, and, when it foresees a refusal, what came of
    /// trying.
    static final class Asker {
        private Asker() {}

        public static void main(String[] arguments) {
            KernelSettings settings = new KernelSettings(Path.of(arguments[0]));
            Optional<Refusal> foreseen = settings.foreseen(Setting.HARDEN, "2");
            System.out.println(foreseen.map(Refusal::finding).orElse("nothing foreseen"));
            System.out.println(settings.read(Setting.HARDEN).label());
            if (foreseen.isPresent()) {
                try {
                    settings.write(Setting.HARDEN, "2");
                    System.out.println("written after all");
                } catch (SettingRefusedException refused) {
                    System.out.println(refused.refusal().finding());
                }
            }
        }
    }

    @Test
    void theMachineIsDescribed() {
        Environment here = new Machine(ROOT).read();
        assertThat(here.cpus()).isPositive();
        assertThat(here.memoryBytes()).isGreaterThan(64L << 20);
        assertThat(here.kernel()).isEqualTo(System.getProperty("os.version"));
        assertThat(here.jdk()).startsWith(Runtime.version().toString());
    }

    @Test
    void theSavedMachinesAreDescribed() {
        Environment debian = new Machine(SavedKernel.root("debian-6.1")).read();
        assertThat(debian.kernel()).isEqualTo("6.1.0-56-cloud-amd64");
        assertThat(debian.architecture()).isEqualTo("x86_64");
        assertThat(debian.cpuModel()).isEqualTo("QEMU Virtual CPU version 2.5+");
        assertThat(debian.cpus()).isEqualTo(2);
        assertThat(debian.memoryBytes()).isBetween(400L << 20, 512L << 20);
        assertThat(debian.operatingSystem()).isEqualTo("unknown");
        assertThat(debian.settings())
                .isEqualTo(Map.of(
                        "net.core.bpf_jit_enable", "1",
                        "net.core.bpf_jit_harden", "0",
                        "net.core.bpf_jit_kallsyms", "1",
                        "net.core.bpf_jit_limit", "528482304"));
        assertThat(debian.more())
                .containsEntry("CONFIG_BPF_JIT_ALWAYS_ON", "n")
                .containsEntry("CONFIG_HZ", "250")
                .containsEntry("clocksource", "hpet")
                .containsEntry("virtualization", "the CPU says it is virtual (QEMU Standard PC (i440FX + PIIX, 1996))");

        Environment other = new Machine(SavedKernel.root("linux-6.18")).read();
        assertThat(other.cpuModel()).isEqualTo("AMD EPYC");
        assertThat(other.operatingSystem()).isEqualTo("Debian GNU/Linux 12 (bookworm)");
        assertThat(other.more())
                .containsEntry("CONFIG_BPF_JIT_ALWAYS_ON", "y")
                .containsEntry("CONFIG_KPROBES", "n")
                .containsEntry("clocksource", "tsc")
                .containsKey("spectre_v2");
    }

    @Test
    void anEmptyRootIsDescribedAsUnknown() {
        Environment nothing = new Machine(Path.of("/nonexistent")).read();
        assertThat(nothing.kernel()).isEqualTo("unknown");
        assertThat(nothing.settings())
                .hasSize(4)
                .containsEntry("net.core.bpf_jit_enable", "unreadable: not in this kernel");
    }
}
