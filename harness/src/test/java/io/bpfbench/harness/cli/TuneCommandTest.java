// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import static io.bpfbench.harness.kernel.Setting.HARDEN;
import static io.bpfbench.harness.kernel.Setting.JIT;
import static io.bpfbench.harness.kernel.Setting.KALLSYMS;
import static io.bpfbench.harness.kernel.Setting.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.harness.kernel.KernelSettings;
import io.bpfbench.harness.kernel.MachineLock;
import io.bpfbench.harness.kernel.SavedKernel;
import io.bpfbench.harness.kernel.Setting;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `bench tune` on copies of saved kernels: nothing here can change a machine.
class TuneCommandTest {
    @TempDir
    private Path directory = Path.of("");

    private Path root = Path.of("");
    private Path bootFile = Path.of("");

    @BeforeEach
    void copyKernel() {
        root = SavedKernel.copy("debian-6.1", directory);
        bootFile = root.resolve("etc/sysctl.d/99-ebpf-jit.conf");
    }

    @ParameterizedTest
    @CsvSource({"production, 1, 0, 1", "development, 1, 0, 1", "high-security, 1, 2, 0"})
    void givesTheSettingsTheValuesOfAProfileAndTakesThatBack(String profile, String jit, String harden, String kallsyms)
            throws IOException {
        change(JIT, "0");
        change(HARDEN, "1");
        Map<Path, String> before = tree();

        Outcome tuned = bench("tune", "--profile", profile);

        assertThat(tuned.code()).isEqualTo(ExitCode.DONE);
        assertThat(value(JIT)).isEqualTo(jit);
        assertThat(value(HARDEN)).isEqualTo(harden);
        assertThat(value(KALLSYMS)).isEqualTo(kallsyms);
        assertThat(value(LIMIT)).isEqualTo("528482304");
        assertThat(tuned.out())
                .contains("net.core.bpf_jit_enable is 1 (it was 0)", "load them again", "bench tune --undo goes back");
        assertThat(root.resolve("run/bpfbench/lease.json"))
                .as("nothing would restore it later")
                .doesNotExist();
        assertThat(bench("tune", "--profile", profile).out()).contains("nothing to do: all is so already");

        Outcome undone = bench("tune", "--undo");

        assertThat(undone.code()).isEqualTo(ExitCode.DONE);
        assertThat(undone.out())
                .contains("net.core.bpf_jit_enable is back at 0", "net.core.bpf_jit_harden is back at 1");
        assertThat(tree()).isEqualTo(before);
        assertThat(bench("tune", "--undo").out()).contains("nothing to undo");
    }

    @Test
    void showsTheDifferenceAndWhatTheGuideHasWrong() {
        Outcome development = bench("tune", "--profile", "development", "--dry-run");
        assertThat(development.out())
                .contains("NEVER use this in production")
                .contains("Profile development                 now         then  the guide's")
                .contains("net.core.bpf_jit_enable               1            1            2")
                .contains("net.core.bpf_jit_limit        528482304     as it is            -")
                .contains("in truth   2 is for work on the JIT itself", "in truth   1 costs a program that root loads");
        assertThat(bench("tune", "--profile", "production", "--dry-run").out())
                .contains("net.core.bpf_jit_limit        528482304     as it is    524288000")
                .contains("in truth   The limit refuses only", "in truth   1 costs a program that root loads")
                .doesNotContain("NEVER use");
        assertThat(development.out().lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void aDryRunChangesNothing() throws IOException {
        change(HARDEN, "2");
        Map<Path, String> before = tree();
        Outcome outcome = bench("tune", "--profile", "production", "--persist", "--dry-run");
        assertThat(outcome.code()).isEqualTo(ExitCode.DONE);
        assertThat(outcome.out()).contains("net.core.bpf_jit_harden               2            0", "will be written");
        assertThat(tree()).isEqualTo(before);
    }

    @Test
    void hardeningIsNeverLoweredWithoutAWord() throws IOException {
        change(HARDEN, "2");
        assertThat(bench("tune", "--profile", "production").err())
                .contains("this weakens hardening, from net.core.bpf_jit_harden = 2", "JIT spraying");
        assertThat(bench("tune", "--profile", "high-security").err()).isEmpty();
    }

    @Test
    void theFileForEveryBootComesAndGoes() throws IOException {
        Map<Path, String> before = tree();
        Outcome outcome = bench("tune", "--profile", "high-security", "--persist");
        assertThat(outcome.out()).contains("99-ebpf-jit.conf is written");
        assertThat(bootFile).hasSameTextualContentAs(Path.of("../deploy/sysctl.d/high-security.conf"));
        assertThat(Files.getPosixFilePermissions(bootFile)).hasSize(4);

        bench("tune", "--profile", "production", "--persist");
        assertThat(bootFile).hasSameTextualContentAs(Path.of("../deploy/sysctl.d/production.conf"));
        assertThat(value(HARDEN)).isEqualTo("0");

        assertThat(bench("tune", "--undo").out()).contains("is gone, as before");
        Files.delete(root.resolve("etc/sysctl.d"));
        assertThat(tree()).isEqualTo(before);
    }

    @Test
    void aHandEditedFileInTheWayIsRefusedAndWithForceKept() throws IOException {
        Files.createDirectories(bootFile.getParent());
        Files.writeString(bootFile, "net.core.bpf_jit_harden = 1 # mine\n");
        FileTime time = FileTime.from(Instant.parse("2020-02-02T02:02:02Z"));
        Files.setLastModifiedTime(bootFile, time);
        Map<Path, String> before = tree();

        Outcome refused = bench("tune", "--profile", "high-security", "--persist");
        assertThat(refused.code()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.err())
                .contains("is none of ours and would be replaced")
                .contains("--force");
        assertThat(tree()).isEqualTo(before);

        assertThat(bench("tune", "--profile", "high-security", "--persist", "--force")
                        .out())
                .contains("what stood there is " + bootFile + ".before-tune");
        assertThat(value(HARDEN)).isEqualTo("2");

        assertThat(bench("tune", "--undo").out()).contains("is as it was");
        assertThat(tree()).isEqualTo(before);
        assertThat(Files.getLastModifiedTime(bootFile)).isEqualTo(time);
    }

    @Test
    void aFileEditedSinceIsNotLostByUndo() throws IOException {
        bench("tune", "--profile", "high-security", "--persist");
        Files.writeString(bootFile, "# better\n");

        Outcome refused = bench("tune", "--undo");
        assertThat(refused.code()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.err()).contains("was changed since bench tune wrote it");
        assertThat(value(HARDEN)).isEqualTo("2");

        assertThat(bench("tune", "--undo", "--force").code()).isEqualTo(ExitCode.DONE);
        assertThat(bootFile).doesNotExist();
        assertThat(Path.of(bootFile + ".edited")).hasContent("# better");
        assertThat(value(HARDEN)).isEqualTo("0");
    }

    @Test
    void saysWhichLaterFileWillHaveTheLastWordAtBoot() throws IOException {
        Files.createDirectories(bootFile.getParent());
        Files.writeString(root.resolve("etc/sysctl.d/10-mine.conf"), "net.core.bpf_jit_harden = 0\n");
        Files.writeString(root.resolve("etc/sysctl.conf"), "# old\nnet/core/bpf_jit_harden=1\nkernel.panic = 1\n");
        Files.createSymbolicLink(root.resolve("etc/sysctl.d/99-sysctl.conf"), Path.of("../sysctl.conf"));
        assertThat(bench("tune", "--profile", "high-security", "--persist").err())
                .contains("/etc/sysctl.d/99-sysctl.conf is read after")
                .contains("sets net.core.bpf_jit_harden = 1")
                .doesNotContain("10-mine");
    }

    @Test
    void whatSomebodyElseHasSetSinceStays() throws IOException {
        bench("tune", "--profile", "high-security");
        change(HARDEN, "1");
        assertThat(bench("tune", "--undo").out()).contains("net.core.bpf_jit_harden is left at 1");
        assertThat(value(HARDEN)).isEqualTo("1");
        assertThat(value(KALLSYMS)).isEqualTo("1");
    }

    @Test
    void aRefusalInTheMiddleTakesEverythingBack() throws IOException {
        change(HARDEN, "1");
        Path kallsyms = root.resolve("proc/sys/net/core/bpf_jit_kallsyms");
        Files.delete(kallsyms);
        Files.createSymbolicLink(kallsyms, Path.of("/dev/null")); // takes what it is given, and reads back otherwise
        Outcome outcome = bench("tune", "--profile", "high-security", "--persist");
        assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.err()).contains("net.core.bpf_jit_kallsyms").contains("; nothing is changed");
        assertThat(value(HARDEN)).isEqualTo("1");
        assertThat(bootFile).doesNotExist();
        assertThat(root.resolve("var/lib/bpfbench/tune.json")).doesNotExist();
        assertThat(root.resolve("run/bpfbench/lease.json")).doesNotExist();
    }

    @Test
    void whereTheFileCannotBeWrittenNothingIsChanged() throws IOException {
        Files.writeString(Files.createDirectories(root.resolve("etc")).resolve("sysctl.d"), "in the way");
        Outcome outcome = bench("tune", "--profile", "high-security", "--persist");
        assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.err()).contains("cannot write " + bootFile).contains("; nothing is changed");
        assertThat(value(HARDEN)).isEqualTo("0");
        assertThat(bench("tune", "--undo").out()).contains("nothing to undo");
    }

    @Test
    void withoutRootItIsOneSentence() throws IOException {
        Path status = root.resolve("proc/self/status");
        Files.writeString(
                status, Files.readString(status).replaceAll("CapEff:\t\\p{XDigit}+", "CapEff:\t0000000000000000"));
        Outcome outcome = bench("tune", "--profile", "high-security");
        assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.err().strip())
                .isEqualTo("bench: net.core.bpf_jit_harden cannot be set to 2: needs root: run bench tune as root;"
                        + " nothing is changed");
    }

    @Test
    void aKernelWithoutTheSettingIsOneSentence() throws IOException {
        Files.delete(root.resolve("proc/sys/net/core/bpf_jit_harden"));
        Outcome outcome = bench("tune", "--profile", "high-security");
        assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.err()).contains("net.core.bpf_jit_harden cannot be set to 2: not in this kernel");
        assertThat(value(KALLSYMS)).isEqualTo("1");
    }

    @Test
    void aValueThatTheKernelRefusesIsOneSentence() throws IOException {
        root = SavedKernel.copy("linux-6.18", directory);
        change(JIT, "0"); // as no such kernel has it
        Outcome outcome = bench("tune", "--profile", "production");
        assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.err()).contains("BPF_JIT_ALWAYS_ON").doesNotContain("--where lab");
    }

    @Test
    void waitsForNoRunAndChangesNothingUnderIt() {
        try (MachineLock run = MachineLock.acquire(root)) {
            Outcome outcome = bench("tune", "--profile", "high-security");
            assertThat(run).isNotNull();
            assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
            assertThat(outcome.err()).contains("another run holds this machine");
            assertThat(bench("tune", "--undo").err()).contains("another run holds this machine");
        }
        assertThat(value(HARDEN)).isEqualTo("0");
    }

    @Test
    void aRecordThatMakesNoSenseIsNotActedOn() throws IOException {
        Path record = root.resolve("var/lib/bpfbench/tune.json");
        Files.createDirectories(record.getParent());
        Files.writeString(record, "once upon a time");
        for (String[] line : new String[][] {{"tune", "--undo"}, {"tune", "--profile", "high-security"}}) {
            Outcome outcome = bench(line);
            assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
            assertThat(outcome.err()).contains("is no record of bench tune").doesNotContain("\tat ");
        }
        assertThat(value(HARDEN)).isEqualTo("0");
    }

    private String value(Setting setting) {
        return new KernelSettings(root).require(setting);
    }

    private void change(Setting setting, String value) throws IOException {
        Files.writeString(root.resolve(setting.file().substring(1)), value + "\n");
    }

    /// Every file that can be changed, and what is in it.
    private Map<Path, String> tree() throws IOException {
        Map<Path, String> all = new TreeMap<>();
        for (String part : new String[] {"etc", "proc/sys", "var", "run"}) {
            Path top = root.resolve(part);
            if (Files.exists(top)) {
                try (Stream<Path> files = Files.walk(top)) {
                    files.filter(Files::isRegularFile).forEach(file -> all.put(file, content(file)));
                }
            }
        }
        return all;
    }

    private static String content(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private record Outcome(int code, String out, String err) {}

    private Outcome bench(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(root, new PrintWriter(out, true), new PrintWriter(err, true), args);
        return new Outcome(code, out.toString(), err.toString());
    }
}
