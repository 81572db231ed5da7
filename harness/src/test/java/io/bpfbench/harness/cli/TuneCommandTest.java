// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import static io.bpfbench.harness.kernel.Setting.HARDEN;
import static io.bpfbench.harness.kernel.Setting.JIT;
import static io.bpfbench.harness.kernel.Setting.KALLSYMS;
import static io.bpfbench.harness.kernel.Setting.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `bench tune` does on a machine that lets it.
class TuneCommandTest {
    @TempDir
    private Path directory = Path.of("");

    private TunedMachine machine = new TunedMachine(Path.of(""));

    @BeforeEach
    void copyKernel() {
        machine = TunedMachine.of("debian-6.1", directory);
    }

    @ParameterizedTest
    @CsvSource({"production, 1, 0, 1", "development, 1, 0, 1", "high-security, 1, 2, 0"})
    void givesTheSettingsTheValuesOfAProfileAndTakesThatBack(String profile, String jit, String harden, String kallsyms)
            throws IOException {
        machine.change(JIT, "0");
        machine.change(HARDEN, "1");
        Map<Path, String> before = machine.tree();

        TunedMachine.Outcome tuned = machine.bench("tune", "--profile", profile);

        assertThat(tuned.code()).isEqualTo(ExitCode.DONE);
        assertThat(machine.value(JIT)).isEqualTo(jit);
        assertThat(machine.value(HARDEN)).isEqualTo(harden);
        assertThat(machine.value(KALLSYMS)).isEqualTo(kallsyms);
        assertThat(machine.value(LIMIT)).isEqualTo("528482304");
        assertThat(tuned.out())
                .contains("net.core.bpf_jit_enable is 1 (it was 0)", "load them again", "bench tune --undo goes back");
        assertThat(machine.file("run/bpfbench/lease.json"))
                .as("nothing would restore it later")
                .doesNotExist();
        assertThat(machine.bench("tune", "--profile", profile).out()).contains("nothing to do: all is so already");

        TunedMachine.Outcome undone = machine.bench("tune", "--undo");

        assertThat(undone.code()).isEqualTo(ExitCode.DONE);
        assertThat(undone.out())
                .contains("net.core.bpf_jit_enable is back at 0", "net.core.bpf_jit_harden is back at 1");
        assertThat(machine.tree()).isEqualTo(before);
        assertThat(machine.bench("tune", "--undo").out()).contains("nothing to undo");
    }

    @Test
    void showsTheDifferenceAndWhatTheGuideHasWrong() {
        TunedMachine.Outcome development = machine.bench("tune", "--profile", "development", "--dry-run");
        assertThat(development.out())
                .contains("NEVER use this in production")
                .contains("Profile development                 now         then  the guide's")
                .contains("net.core.bpf_jit_enable               1            1            2")
                .contains("net.core.bpf_jit_limit        528482304     as it is            -")
                .contains("in truth   2 is for work on the JIT itself", "in truth   1 costs a program that root loads");
        assertThat(machine.bench("tune", "--profile", "production", "--dry-run").out())
                .contains("net.core.bpf_jit_limit        528482304     as it is    524288000")
                .contains("in truth   The limit refuses only", "in truth   1 costs a program that root loads")
                .doesNotContain("NEVER use");
        assertThat(development.out().lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void aDryRunChangesNothing() throws IOException {
        machine.change(HARDEN, "2");
        Map<Path, String> before = machine.tree();
        TunedMachine.Outcome outcome = machine.bench("tune", "--profile", "production", "--persist", "--dry-run");
        assertThat(outcome.code()).isEqualTo(ExitCode.DONE);
        assertThat(outcome.out()).contains("net.core.bpf_jit_harden               2            0", "will be written");
        assertThat(outcome.err().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(outcome.out()).doesNotContain("nothing to change");
        assertThat(machine.tree()).isEqualTo(before);
        machine.bench("tune", "--profile", "production", "--persist");
        assertThat(machine.bench("tune", "--profile", "production", "--persist", "--dry-run")
                        .out())
                .contains("nothing to change: all is so already");
    }

    @Test
    void hardeningIsNeverLoweredWithoutAWord() throws IOException {
        machine.change(HARDEN, "2");
        assertThat(machine.bench("tune", "--profile", "production").err())
                .contains("this weakens hardening, from net.core.bpf_jit_harden = 2", "JIT spraying");
        assertThat(machine.bench("tune", "--profile", "high-security").err()).isEmpty();
    }

    @Test
    void theFileForEveryBootComesAndGoes() throws IOException {
        Map<Path, String> before = machine.tree();
        TunedMachine.Outcome outcome = machine.bench("tune", "--profile", "high-security", "--persist");
        assertThat(outcome.out()).contains("99-ebpf-jit.conf is written");
        assertThat(machine.bootFile()).hasSameTextualContentAs(Path.of("../deploy/sysctl.d/high-security.conf"));
        assertThat(Files.getPosixFilePermissions(machine.bootFile())).hasSize(4);

        machine.bench("tune", "--profile", "production", "--persist");
        assertThat(machine.bootFile()).hasSameTextualContentAs(Path.of("../deploy/sysctl.d/production.conf"));
        assertThat(machine.value(HARDEN)).isEqualTo("0");

        assertThat(machine.bench("tune", "--undo").out()).contains("is gone, as before");
        Files.delete(machine.file("etc/sysctl.d"));
        assertThat(machine.tree()).isEqualTo(before);
    }

    @Test
    void aHandEditedFileInTheWayIsRefusedAndWithForceKept() throws IOException {
        Files.createDirectories(machine.bootFile().getParent());
        Files.writeString(machine.bootFile(), "net.core.bpf_jit_harden = 1 # mine\n");
        FileTime time = FileTime.from(Instant.parse("2020-02-02T02:02:02Z"));
        Files.setLastModifiedTime(machine.bootFile(), time);
        Map<Path, String> before = machine.tree();

        TunedMachine.Outcome refused = machine.bench("tune", "--profile", "high-security", "--persist");
        assertThat(refused.code()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.err())
                .contains("is none of ours and would be replaced")
                .contains("--force");
        assertThat(machine.tree()).isEqualTo(before);

        assertThat(machine.bench("tune", "--profile", "high-security", "--persist", "--force")
                        .out())
                .contains("what stood there is " + machine.bootFile() + ".before-tune");
        assertThat(machine.value(HARDEN)).isEqualTo("2");

        assertThat(machine.bench("tune", "--undo").out()).contains("is as it was");
        assertThat(machine.tree()).isEqualTo(before);
        assertThat(Files.getLastModifiedTime(machine.bootFile())).isEqualTo(time);
    }

    @Test
    void aFileEditedSinceIsNotLostByUndo() throws IOException {
        machine.bench("tune", "--profile", "high-security", "--persist");
        Files.writeString(machine.bootFile(), "# better\n");

        TunedMachine.Outcome refused = machine.bench("tune", "--undo");
        assertThat(refused.code()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.err()).contains("was changed since bench tune wrote it");
        assertThat(machine.value(HARDEN)).isEqualTo("2");

        assertThat(machine.bench("tune", "--undo", "--force").code()).isEqualTo(ExitCode.DONE);
        assertThat(machine.bootFile()).doesNotExist();
        assertThat(Path.of(machine.bootFile() + ".edited")).hasContent("# better");
        assertThat(machine.value(HARDEN)).isEqualTo("0");
    }

    @Test
    void saysWhichLaterFileWillHaveTheLastWordAtBoot() throws IOException {
        Files.createDirectories(machine.bootFile().getParent());
        Files.writeString(machine.file("etc/sysctl.d/10-mine.conf"), "net.core.bpf_jit_harden = 0\n");
        Files.writeString(machine.file("etc/sysctl.conf"), "# old\nnet/core/bpf_jit_harden=1\nkernel.panic = 1\n");
        Files.createSymbolicLink(machine.file("etc/sysctl.d/99-sysctl.conf"), Path.of("../sysctl.conf"));
        Files.createDirectories(machine.file("run/systemd/system"));
        assertThat(machine.bench("tune", "--profile", "high-security", "--persist")
                        .err())
                .contains("/etc/sysctl.d/99-sysctl.conf is read after")
                .contains("sets net.core.bpf_jit_harden = 1")
                .doesNotContain("10-mine");
    }

    @Test
    void whatSomebodyElseHasSetSinceStays() throws IOException {
        machine.bench("tune", "--profile", "high-security");
        machine.change(HARDEN, "1");
        assertThat(machine.bench("tune", "--undo").out()).contains("net.core.bpf_jit_harden is left at 1");
        assertThat(machine.value(HARDEN)).isEqualTo("1");
        assertThat(machine.value(KALLSYMS)).isEqualTo("1");
    }
}
