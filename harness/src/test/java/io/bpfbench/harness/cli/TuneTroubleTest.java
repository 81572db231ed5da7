// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import static io.bpfbench.harness.kernel.Setting.HARDEN;
import static io.bpfbench.harness.kernel.Setting.JIT;
import static io.bpfbench.harness.kernel.Setting.KALLSYMS;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.harness.kernel.MachineLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `bench tune` says where it cannot do what it is asked for, and that it then changes nothing.
class TuneTroubleTest {
    @TempDir
    private Path directory = Path.of("");

    private TunedMachine machine = new TunedMachine(Path.of(""));

    @BeforeEach
    void copyKernel() {
        machine = TunedMachine.of("debian-6.1", directory);
    }

    @Test
    void aRefusalInTheMiddleTakesEverythingBack() throws IOException {
        machine.change(HARDEN, "1");
        Path kallsyms = machine.file("proc/sys/net/core/bpf_jit_kallsyms");
        Files.delete(kallsyms);
        Files.createSymbolicLink(kallsyms, Path.of("/dev/null")); // takes what it is given, and reads back otherwise
        TunedMachine.Outcome outcome = machine.bench("tune", "--profile", "high-security", "--persist");
        assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.err()).contains("net.core.bpf_jit_kallsyms").contains("; nothing is changed");
        assertThat(machine.value(HARDEN)).isEqualTo("1");
        assertThat(machine.bootFile()).doesNotExist();
        assertThat(machine.file("var/lib/bpfbench/tune.json")).doesNotExist();
        assertThat(machine.file("run/bpfbench/lease.json")).doesNotExist();
    }

    @Test
    void whereTheFileCannotBeWrittenNothingIsChanged() throws IOException {
        Files.writeString(Files.createDirectories(machine.file("etc")).resolve("sysctl.d"), "in the way");
        TunedMachine.Outcome outcome = machine.bench("tune", "--profile", "high-security", "--persist");
        assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.err()).contains("cannot write " + machine.bootFile()).contains("; nothing is changed");
        assertThat(machine.value(HARDEN)).isEqualTo("0");
        assertThat(machine.bench("tune", "--undo").out()).contains("nothing to undo");
    }

    @Test
    void withoutRootItIsOneSentence() throws IOException {
        Path status = machine.file("proc/self/status");
        Files.writeString(
                status, Files.readString(status).replaceAll("CapEff:\t\\p{XDigit}+", "CapEff:\t0000000000000000"));
        TunedMachine.Outcome outcome = machine.bench("tune", "--profile", "high-security");
        assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.err().strip())
                .isEqualTo("bench: net.core.bpf_jit_harden cannot be set to 2: needs root: run bench tune as root;"
                        + " nothing is changed");
    }

    @Test
    void aKernelWithoutTheSettingIsOneSentence() throws IOException {
        Files.delete(machine.file("proc/sys/net/core/bpf_jit_harden"));
        TunedMachine.Outcome outcome = machine.bench("tune", "--profile", "high-security");
        assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.err()).contains("net.core.bpf_jit_harden cannot be set to 2: not in this kernel");
        assertThat(machine.value(KALLSYMS)).isEqualTo("1");
    }

    @Test
    void aValueThatTheKernelRefusesIsOneSentence() throws IOException {
        machine = TunedMachine.of("linux-6.18", directory);
        machine.change(JIT, "0"); // as no such kernel has it
        TunedMachine.Outcome outcome = machine.bench("tune", "--profile", "production");
        assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.err()).contains("BPF_JIT_ALWAYS_ON").doesNotContain("--where lab");
    }

    @Test
    void waitsForNoRunAndChangesNothingUnderIt() {
        try (MachineLock run = MachineLock.acquire(machine.root())) {
            TunedMachine.Outcome outcome = machine.bench("tune", "--profile", "high-security");
            assertThat(run).isNotNull();
            assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
            assertThat(outcome.err()).contains("another run holds this machine");
            assertThat(machine.bench("tune", "--undo").err()).contains("another run holds this machine");
        }
        assertThat(machine.value(HARDEN)).isEqualTo("0");
    }

    @Test
    void aRecordThatMakesNoSenseIsNotActedOn() throws IOException {
        Path record = machine.file("var/lib/bpfbench/tune.json");
        Files.createDirectories(record.getParent());
        Files.writeString(record, "once upon a time");
        for (String[] line : new String[][] {{"tune", "--undo"}, {"tune", "--profile", "high-security"}}) {
            TunedMachine.Outcome outcome = machine.bench(line);
            assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
            assertThat(outcome.err()).contains("is no record of bench tune").doesNotContain("\tat ");
        }
        assertThat(machine.value(HARDEN)).isEqualTo("0");
    }

    @Test
    void aFileThatCannotBeReplacedIsAsItWas() throws IOException {
        Files.createDirectories(machine.bootFile().getParent());
        Files.writeString(machine.bootFile(), "# mine");
        Files.writeString(
                Files.createDirectory(Path.of(machine.bootFile() + ".new")).resolve("file"), "in the way");
        Map<Path, String> before = machine.tree();
        TunedMachine.Outcome outcome = machine.bench("tune", "--profile", "high-security", "--persist", "--force");
        assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.err()).contains("cannot write", "; nothing is changed");
        assertThat(machine.tree()).isEqualTo(before);
    }

    @Test
    void aKeptFileThatIsGoneIsToldOfAndWithForceDoneWithout() throws IOException {
        Files.createDirectories(machine.bootFile().getParent());
        Files.writeString(machine.bootFile(), "# mine");
        machine.bench("tune", "--profile", "high-security", "--persist", "--force");
        Files.delete(Path.of(machine.bootFile() + ".before-tune"));
        assertThat(machine.bench("tune", "--undo").err())
                .contains("before-tune is gone")
                .contains("--force");
        assertThat(machine.value(HARDEN)).isEqualTo("2");
        assertThat(machine.bench("tune", "--undo", "--force").code()).isEqualTo(ExitCode.DONE);
        assertThat(machine.value(HARDEN)).isEqualTo("0");
        assertThat(machine.bootFile()).exists();
    }

    /// A tune was killed when it had given the file its second name, before or after it noted that.
    @Test
    void aTuneThatWasKilledBeforeItWroteIsUndoneOrDoneAgain() throws IOException {
        Files.createDirectories(machine.bootFile().getParent());
        Files.writeString(machine.bootFile(), "# mine");
        Map<Path, String> before = machine.tree();
        Path kept = Path.of(machine.bootFile() + ".before-tune");
        Files.createLink(kept, machine.bootFile());
        Files.createDirectories(machine.file("var/lib/bpfbench"));
        Files.writeString(machine.file("var/lib/bpfbench/tune.json"), """
                {"schema":"bpfbench/tune/1","bootId":"","settings":{"net.core.bpf_jit_harden":{"found":"0","set":"2"}},
                "earlier":"KEPT","written":"something"}
                """);
        assertThat(machine.bench("tune", "--undo").code()).isEqualTo(ExitCode.DONE);
        assertThat(machine.tree()).isEqualTo(before);

        Files.createLink(kept, machine.bootFile());
        assertThat(machine.bench("tune", "--profile", "high-security", "--persist", "--force")
                        .code())
                .isEqualTo(ExitCode.DONE);
        machine.bench("tune", "--undo");
        assertThat(machine.tree()).isEqualTo(before);
    }

    @Test
    void aDirectoryInTheFilesPlaceIsOneSentence() throws IOException {
        Files.createDirectories(machine.bootFile());
        Map<Path, String> before = machine.tree();
        assertThat(machine.bench("tune", "--profile", "high-security", "--persist", "--force")
                        .err())
                .contains("is a directory: move it out of the way");
        assertThat(machine.tree()).isEqualTo(before);
    }

    @Test
    void whatAKilledRunLeftIsSettledFirst() throws IOException {
        machine.change(HARDEN, "1");
        Path lease = machine.file("run/bpfbench/lease.json");
        Files.createDirectories(lease.getParent());
        Files.writeString(lease, """
                {"schema":"bpfbench/lease/1","owner":{"pid":999999999,"startTicks":5,"bootId":"%s"},"command":"bench run",
                "settings":{"net.core.bpf_jit_harden":{"found":"0","left":["1"]}}}
                """.formatted(Files.readString(machine.file("proc/sys/kernel/random/boot_id"))
                .strip()));
        assertThat(machine.bench("tune", "--profile", "high-security").err()).contains("is back at 0");
        assertThat(machine.value(HARDEN)).isEqualTo("2");
        assertThat(lease).doesNotExist();
        machine.bench("tune", "--undo");
        assertThat(machine.value(HARDEN)).isEqualTo("0");
    }
}
