// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import static io.bpfbench.harness.kernel.Setting.HARDEN;
import static io.bpfbench.harness.kernel.Setting.JIT;
import static io.bpfbench.harness.kernel.Setting.KALLSYMS;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.harness.kernel.MachineLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `bench tune --undo` brings back after boots, edits, other tunes and kills.
class TuneUndoTest {
    @TempDir
    private Path directory = Path.of("");

    private TunedMachine machine = new TunedMachine(Path.of(""));

    @BeforeEach
    void copyKernel() throws IOException {
        machine = TunedMachine.of("debian-6.1", directory);
        Files.createDirectories(machine.bootFile().getParent());
    }

    private void boot(String jit, String harden, String kallsyms) throws IOException {
        Files.writeString(machine.file("proc/sys/kernel/random/boot_id"), "00000000-0000-4000-8000-000000000002\n");
        machine.change(JIT, jit);
        machine.change(HARDEN, harden);
        machine.change(KALLSYMS, kallsyms);
    }

    private String bench(String... args) {
        TunedMachine.Outcome outcome = machine.bench(args);
        assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.DONE);
        return outcome.out();
    }

    @Test
    void afterABootThatTookTheFileTheValuesBeforeComeBack() throws IOException {
        machine.change(HARDEN, "1");
        bench("tune", "--profile", "high-security", "--persist");
        boot("1", "2", "0");
        assertThat(bench("tune", "--undo"))
                .contains("net.core.bpf_jit_harden is back at 1", "net.core.bpf_jit_kallsyms is back at 1");
        assertThat(machine.bootFile()).doesNotExist();
    }

    @Test
    void whatWasNotForEveryBootEndsWithTheBoot() throws IOException {
        machine.change(JIT, "0");
        bench("tune", "--profile", "production");
        boot("1", "0", "1");
        assertThat(bench("tune", "--undo")).contains("nothing to undo");
        assertThat(machine.value(JIT)).isEqualTo("1");
    }

    @Test
    void afterABootTheFilesValuesAreOursThoughAnotherProfileWasInForce() throws IOException {
        machine.change(HARDEN, "1");
        bench("tune", "--profile", "high-security", "--persist");
        TunedMachine.Outcome second = machine.bench("tune", "--profile", "production");
        assertThat(second.err())
                .containsIgnoringWhitespaces(
                        "99-ebpf-jit.conf sets net.core.bpf_jit_harden = 2: that will be in force after the next boot");
        boot("1", "2", "0");
        assertThat(bench("tune", "--undo")).contains("net.core.bpf_jit_harden is back at 1");
    }

    @Test
    void twoProfilesAreUndoneAtOnce() throws IOException {
        machine.change(HARDEN, "1");
        machine.change(JIT, "0");
        Map<Path, String> before = machine.tree();
        bench("tune", "--profile", "high-security", "--persist");
        bench("tune", "--profile", "production", "--persist");
        bench("tune", "--profile", "development");
        bench("tune", "--undo");
        assertThat(machine.tree()).isEqualTo(before);
    }

    @Test
    void theVeryFileComesBackWithItsModeAndTime() throws IOException {
        Files.writeString(machine.bootFile(), "net.core.bpf_jit_harden = 1 # mine\n");
        Files.setPosixFilePermissions(machine.bootFile(), PosixFilePermissions.fromString("rw-r-----"));
        Files.setLastModifiedTime(machine.bootFile(), FileTime.from(Instant.parse("2020-02-02T02:02:02.123456789Z")));
        String names = "unix:ino,uid,gid,mode,lastModifiedTime,nlink";
        Map<String, Object> before = Files.readAttributes(machine.bootFile(), names, LinkOption.NOFOLLOW_LINKS);
        bench("tune", "--profile", "high-security", "--persist", "--force");
        assertThat(Files.getPosixFilePermissions(machine.bootFile()))
                .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
        bench("tune", "--undo");
        assertThat(Files.readAttributes(machine.bootFile(), names, LinkOption.NOFOLLOW_LINKS))
                .isEqualTo(before);
    }

    @Test
    void aSymbolicLinkComesBackAsOne() throws IOException {
        Files.writeString(machine.file("etc/mine"), "# mine\n");
        Files.createSymbolicLink(machine.bootFile(), Path.of("../mine"));
        bench("tune", "--profile", "high-security", "--persist", "--force");
        assertThat(machine.bootFile()).isRegularFile();
        assertThat(machine.file("etc/mine")).hasContent("# mine");
        bench("tune", "--undo");
        assertThat(machine.bootFile()).isSymbolicLink();
    }

    @Test
    void everyEditIsKept() throws IOException {
        bench("tune", "--profile", "high-security", "--persist");
        Files.writeString(machine.bootFile(), "# one\n");
        bench("tune", "--profile", "production", "--persist", "--force");
        Files.writeString(machine.bootFile(), "# two\n");
        assertThat(bench("tune", "--undo", "--force")).contains("99-ebpf-jit.conf.edited.2");
        assertThat(Path.of(machine.bootFile() + ".edited")).hasContent("# one");
        assertThat(Path.of(machine.bootFile() + ".edited.2")).hasContent("# two");
    }

    /// Killed when all was back but the record: values and file are as before, and both names of the file are there.
    @Test
    void anUndoThatWasKilledIsDoneAgain() throws IOException {
        Files.writeString(machine.bootFile(), "# mine\n");
        Map<Path, String> before = machine.tree();
        bench("tune", "--profile", "high-security", "--persist", "--force");
        String record = Files.readString(machine.file("var/lib/bpfbench/tune.json"));
        bench("tune", "--undo");

        Files.writeString(machine.file("var/lib/bpfbench/tune.json"), record);
        Files.createLink(Path.of(machine.bootFile() + ".before-tune"), machine.bootFile());
        bench("tune", "--undo");
        assertThat(machine.tree()).isEqualTo(before);

        // And when the record was gone as well, or not yet there.
        Files.writeString(machine.file("var/lib/bpfbench/tune.json.new"), "half");
        Files.writeString(Path.of(machine.bootFile() + ".new"), "half");
        Files.createLink(Path.of(machine.bootFile() + ".before-tune"), machine.bootFile());
        assertThat(bench("tune", "--undo")).contains("nothing to undo");
        assertThat(machine.tree()).isEqualTo(before);
    }

    /// Killed when the file was written and the settings were not yet there to stay.
    @Test
    void aTuneThatWasKilledAfterItWroteTheFileIsUndone() throws IOException {
        Files.writeString(machine.bootFile(), "# mine\n");
        Map<Path, String> before = machine.tree();
        bench("tune", "--profile", "high-security", "--persist", "--force");
        Path lease = Files.createDirectories(machine.file("run/bpfbench")).resolve("lease.json");
        Files.writeString(lease, """
                {"schema":"bpfbench/lease/1","owner":{"pid":999999999,"startTicks":5,"bootId":"%s"},"command":"bench tune",
                "settings":{"net.core.bpf_jit_harden":{"found":"0","left":["2"]},
                "net.core.bpf_jit_kallsyms":{"found":"1","left":["0"]}}}
                """.formatted(Files.readString(machine.file("proc/sys/kernel/random/boot_id"))
                .strip()));
        TunedMachine.Outcome undone = machine.bench("tune", "--undo");
        assertThat(undone.err()).contains("net.core.bpf_jit_harden is back at 0");
        assertThat(undone.out()).contains("99-ebpf-jit.conf is as it was");
        assertThat(machine.tree()).isEqualTo(before);
    }

    @Test
    void aDryRunSaysWhatWouldBeRefused() throws IOException {
        Files.writeString(machine.bootFile(), "# mine\n");
        Map<Path, String> before = machine.tree();
        String[] line = {"tune", "--profile", "high-security", "--persist", "--dry-run"};
        assertThat(machine.bench(line).err()).contains("without --dry-run this would be refused", "is none of ours");
        try (MachineLock run = MachineLock.acquire(machine.root())) {
            assertThat(run).isNotNull();
            assertThat(machine.bench(line).err()).contains("would be refused: another run holds this machine");
        }
        assertThat(machine.tree()).isEqualTo(before);
    }

    @Test
    void hardeningIsNotLoweredForTheNextBootWithoutAWord() throws IOException {
        bench("tune", "--profile", "high-security", "--persist");
        machine.change(HARDEN, "0");
        assertThat(machine.bench("tune", "--profile", "production", "--persist").err())
                .containsIgnoringWhitespaces(
                        "this weakens hardening from the next boot on, from net.core.bpf_jit_harden = 2");
    }

    @Test
    void sysctlConfIsReadLastWithoutSystemd() throws IOException {
        Files.writeString(machine.file("etc/sysctl.conf"), "net.core.bpf_jit_harden = 1\n");
        String[] line = {"tune", "--profile", "high-security", "--persist", "--dry-run"};
        assertThat(machine.bench(line).err()).contains("/etc/sysctl.conf is read after");
        Files.createDirectories(machine.file("run/systemd/system"));
        assertThat(machine.bench(line).err()).isEmpty();
    }
}
