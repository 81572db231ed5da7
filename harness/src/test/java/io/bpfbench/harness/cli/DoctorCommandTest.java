// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import static io.bpfbench.harness.kernel.Setting.HARDEN;
import static io.bpfbench.harness.kernel.Setting.JIT;
import static io.bpfbench.harness.kernel.Setting.KALLSYMS;
import static io.bpfbench.harness.kernel.Setting.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.harness.kernel.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What `bench doctor` says on saved kernels, into which nothing can be loaded. On living ones `tests/states.sh` asks
/// it.
class DoctorCommandTest {
    @TempDir
    private Path directory = Path.of("");

    private TunedMachine machine = new TunedMachine(Path.of(""));

    @BeforeEach
    void copyKernel() throws IOException {
        machine = TunedMachine.of("debian-6.1", directory);
        giveBtf();
    }

    private void giveBtf() throws IOException {
        Files.writeString(
                Files.createDirectories(machine.file("sys/kernel/btf")).resolve("vmlinux"), "types");
    }

    /// A guest has no QEMU, and wants none.
    @Test
    void aGuestOfTheLabIsToldToInstallNothing() throws IOException {
        Files.writeString(
                Files.createDirectories(machine.file("etc")).resolve("os-release"),
                "ID=bpfbench\nPRETTY_NAME=\"bpfbench lab guest\"\n");
        for (String option : new String[] {"--json", "--lab"}) {
            assertThat(machine.bench("doctor", option).out())
                    .contains("This machine is a guest of the lab: it needs none of its own")
                    .doesNotContain("QEMU", "KVM");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, 1, good, good, good",
        "0, 0, 1, finding, good, good",
        "2, 0, 1, finding, good, good",
        "1, 1, 1, good, note, note",
        "1, 2, 1, good, note, note",
        "1, 0, 0, good, good, note",
        "0, 2, 0, finding, note, note",
    })
    void everySettingIsJudged(
            String jit, String harden, String kallsyms, String jitMark, String hardenMark, String kallsymsMark)
            throws IOException {
        machine.change(JIT, jit);
        machine.change(HARDEN, harden);
        machine.change(KALLSYMS, kallsyms);
        TunedMachine.Outcome outcome = machine.bench("doctor", "--json");
        JsonNode found = JsonMapper.shared().readTree(outcome.out());
        assertThat(mark(found, "jit_enable")).isEqualTo(jitMark);
        assertThat(mark(found, "jit_harden")).isEqualTo(hardenMark);
        assertThat(mark(found, "jit_kallsyms")).isEqualTo(kallsymsMark);
        assertThat(found.path("schema").asString()).isEqualTo("bpfbench/doctor/1");
        assertThat(outcome.code()).isEqualTo(jitMark.equals("good") ? ExitCode.INCONCLUSIVE : ExitCode.FAILED);
    }

    @ParameterizedTest
    @CsvSource({"JIT, 0", "JIT, 2", "LIMIT, 1", "LIMIT, 1048576", "KALLSYMS, 0"})
    void theRemedyMends(Setting setting, String wrong) throws IOException {
        machine.change(setting, wrong);
        JsonNode before =
                JsonMapper.shared().readTree(machine.bench("doctor", "--json").out());
        String id = setting.sysctl().replace("net.core.bpf_", "");
        String command = line(before, id).path("remedy").asString();
        assertThat(mark(before, id)).isNotEqualTo("good");
        assertThat(command).matches("sysctl -w net\\.core\\.bpf_jit_[a-z]+=[0-9]+");
        assertThat(machine.bench("doctor").out()).contains("  " + command);

        String[] assignment = command.substring("sysctl -w ".length()).split("=");
        machine.change(Setting.ofSysctl(assignment[0]).orElseThrow(), assignment[1]);
        assertThat(mark(
                        JsonMapper.shared()
                                .readTree(machine.bench("doctor", "--json").out()),
                        id))
                .isEqualTo("good");
    }

    @Test
    void aLimitWithoutRoomForAnyProgramIsAFinding() throws IOException {
        machine.change(LIMIT, "1");
        assertThat(machine.bench("doctor").out())
                .contains("✗ JIT Memory Limit: 1 byte, no room for a single program")
                .contains("In use: at most 2.0 MiB")
                .contains("refuses only loaders");
    }

    /// Memory is set aside in pieces of 2 MiB: a small limit may have room.
    @Test
    void aLimitBelowWhatIsSetAsideIsANote() throws IOException {
        machine.change(LIMIT, "1048576");
        assertThat(machine.bench("doctor").out())
                .contains("! JIT Memory Limit: 1.0 MiB, and nearly all may be in use")
                .contains("In use: at most 2.0 MiB");
    }

    @Test
    void fitsEightyColumnsAndPlainTerminals() throws IOException {
        machine.change(HARDEN, "2");
        machine.change(JIT, "2");
        String text = machine.bench("doctor").out();
        assertThat(unwrapped(text))
                .contains("[1/6] Checking JIT Enable Status", "[6/6] Checking BTF Support", "║")
                .contains("✗ JIT Status: ENABLED as 2", "NEVER use this in production")
                .contains("! JIT Hardening: 2: constants in all programs are blinded");
        assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void withoutRootItSaysWhatItCouldNotRead() throws IOException {
        Path status = machine.file("proc/self/status");
        Files.writeString(
                status,
                Files.readString(status)
                        .replaceAll("Uid:.*", "Uid:\t1000\t1000\t1000\t1000")
                        .replaceAll("CapEff:\t\\p{XDigit}+", "CapEff:\t0000000000000000"));
        Files.delete(machine.file("proc/vmallocinfo"));
        Path harden = machine.file("proc/sys/net/core/bpf_jit_harden");
        Files.delete(harden);
        Files.createDirectory(harden); // cannot be read, not even by root
        TunedMachine.Outcome outcome = machine.bench("doctor");
        assertThat(outcome.code()).isEqualTo(ExitCode.INCONCLUSIVE);
        assertThat(outcome.out())
                .contains("✓ JIT Status: ENABLED")
                .contains("? JIT Hardening: cannot be read")
                .contains("? How much of it is in use cannot be read")
                .contains("Nothing is wrong of what could be read, and not all could be.")
                .contains("sudo ./bench doctor");
        machine.change(JIT, "0");
        assertThat(machine.bench("doctor").out()).contains("sudo sysctl -w net.core.bpf_jit_enable=1");
    }

    @Test
    void aKernelWithoutTheSettingIsNoFaultOfItsUser() throws IOException {
        Files.delete(machine.file("proc/sys/net/core/bpf_jit_enable"));
        TunedMachine.Outcome outcome = machine.bench("doctor");
        assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
        assertThat(unwrapped(outcome.out()))
                .contains(
                        "✗ JIT Status: this kernel has none",
                        "Only another kernel mends that",
                        "no command mends that");
    }

    @Test
    void inAContainerItSaysWhereToLook() throws IOException {
        machine = TunedMachine.of("linux-6.18", directory);
        giveBtf();
        for (Setting setting : Setting.values()) {
            Files.delete(machine.file(setting.file().substring(1)));
        }
        Files.delete(machine.file("proc/sys/net/core/dev_weight"));
        TunedMachine.Outcome outcome = machine.bench("doctor");
        assertThat(outcome.code()).isEqualTo(ExitCode.INCONCLUSIVE);
        assertThat(outcome.out()).contains("Not in this network namespace.", "Run bench outside the container.");
    }

    @Test
    void aKernelWithoutInterpreterOrTypesIsSaidToBeOne() throws IOException {
        machine = TunedMachine.of("linux-6.18", directory);
        TunedMachine.Outcome outcome = machine.bench("doctor");
        assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.out())
                .contains("BPF_JIT_ALWAYS_ON=y", "No interpreter is built in", "KPROBES=n")
                .contains("✗ BTF: there is no /sys/kernel/btf/vmlinux");
    }

    @Test
    void statisticsThatCostAreNoted() throws IOException {
        Files.writeString(machine.file("proc/sys/kernel/bpf_stats_enabled"), "1\n");
        assertThat(machine.bench("doctor").out())
                .contains("! Run statistics are on", "sysctl -w kernel.bpf_stats_enabled=0");
    }

    @Test
    void whoHoldsStatisticsOnIsNamed() throws IOException {
        Path process = Files.createDirectories(machine.file("proc/4711/fd"));
        Files.createSymbolicLink(process.resolve("3"), Path.of("/dev/null"));
        assertThat(machine.bench("doctor").out()).doesNotContain("Run statistics");
        Files.createSymbolicLink(process.resolve("7"), Path.of("anon_inode:bpf-stats"));
        Files.writeString(machine.file("proc/4711/comm"), "bpftop\n");
        assertThat(unwrapped(machine.bench("doctor").out()))
                .contains("! Run statistics are on: held by bpftop 4711", "some 20 ns", "end with the process")
                .doesNotContain("kernel.bpf_stats_enabled");
    }

    @Test
    void theKernelsOwnNamesTellWhetherItHasAnInterpreter() throws IOException {
        Path names = machine.file("proc/kallsyms");
        Files.writeString(names, "0000000000000000 t __bpf_prog_ret0_warn\n");
        assertThat(unwrapped(machine.bench("doctor").out())).contains("No interpreter is built in (/proc/kallsyms");
        Files.writeString(names, "0000000000000000 t ___bpf_prog_run\n0000000000000000 t __bpf_prog_run32\n");
        assertThat(machine.bench("doctor").out()).contains("An interpreter is built in");
        Files.writeString(names, "0000000000000000 t bpf_prog_run_save_cb\n");
        assertThat(machine.bench("doctor").out()).contains("An interpreter is built in"); // the options tell
        Files.delete(machine.file("boot/config-6.1.0-56-cloud-amd64"));
        assertThat(machine.bench("doctor").out()).contains("? Whether an interpreter is built in: cannot tell");
    }

    private static String unwrapped(String text) {
        return text.replaceAll("\\s+", " ");
    }

    private static String mark(JsonNode diagnosis, String id) {
        return line(diagnosis, id).path("mark").asString();
    }

    private static JsonNode line(JsonNode diagnosis, String id) {
        return diagnosis
                .path("checks")
                .valueStream()
                .flatMap(check -> check.path("lines").valueStream())
                .filter(line -> line.path("id").asString().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
