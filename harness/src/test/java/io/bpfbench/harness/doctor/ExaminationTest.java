// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.doctor;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.harness.doctor.Answer.CannotTell;
import io.bpfbench.harness.doctor.Answer.No;
import io.bpfbench.harness.doctor.Answer.Yes;
import io.bpfbench.harness.kernel.KernelFiles;
import io.bpfbench.harness.kernel.MachineLock;
import io.bpfbench.harness.kernel.SavedKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Stand-ins say what real probes said on the kernels that the files are of.
class ExaminationTest {
    private static final String SURVEY = "{\"type\":\"survey\","
            + "\"btf\":{\"types\":126611,\"functions\":[\"tcp_sendmsg\",\"tcp_recvmsg\",\"tcp_cleanup_rbuf\"]},"
            + "\"programs\":{\"count\":8,\"jited_bytes\":2558},"
            + "\"attached\":[{\"hook\":\"sock_send_length\",\"kind\":\"raw_tp\",\"program\":26452,\"name\":\"send_raw_tp\","
            + "\"link\":9745,\"pid\":21080,\"process\":\"latency-probe\"},"
            + "{\"hook\":\"sock_send_length\",\"kind\":\"raw_tp\",\"program\":26457,\"name\":\"send_raw_tp\",\"link\":9749}],"
            + "\"somewhere\":[{\"kind\":\"perf_event\",\"program\":7,\"name\":\"count\",\"link\":5}],\"errors\":[]}";
    private static final String READY = "{\"type\":\"ready\",\"attach\":\"raw_tp\",\"attempts\":[],"
            + "\"programs\":[{\"name\":\"empty_send_raw_tp\",\"hook\":\"sock_send_length\",\"copy\":1,\"attach\":\"raw_tp\","
            + "\"id\":3,\"jited_bytes\":20,\"xlated_bytes\":16,\"load_ns\":9900}]}";
    private static final String REFUSED = "latency-probe: no way to attach works here: ";

    @TempDir
    private Path directory = Path.of("");

    @Test
    void everyKindIsTriedAndItsRefusalExplained() throws IOException {
        KernelFiles files = new KernelFiles(SavedKernel.copy("linux-6.18", directory));
        Files.writeString(
                files.path("/proc/kallsyms"),
                "ffffffffc0a52000 t bpf_prog_691ef55febf78432_empty_send_raw_tp\t[bpf]\n");
        Observations seen = Examination.with(
                files,
                probe(
                        REFUSED + "fentry: tcp_sendmsg: load: EPERM Operation not permitted",
                        REFUSED + "kprobe: tcp_sendmsg: attach: ENOENT No such file or directory"));
        assertThat(seen.attach())
                .containsExactly(
                        entry("fentry", new No("tcp_sendmsg: load: EPERM Operation not permitted")),
                        entry(
                                "kprobe",
                                new No("the kernel is built without KPROBES, says /proc/config.gz"
                                        + " (tcp_sendmsg: attach: ENOENT No such file or directory)")),
                        entry("raw_tp", new Yes()));
        assertThat(seen.loaded())
                .hasValue(new Loaded("raw_tp", 20, Optional.of("bpf_prog_691ef55febf78432_empty_send_raw_tp")));
        assertThat(seen.reservedBytes()).hasValue(2 * 1024 * 1024);
    }

    @Test
    void programsAtTheHooksAreNamedWithWhoHoldsThem() throws IOException {
        KernelFiles files = new KernelFiles(SavedKernel.copy("linux-6.18", directory));
        Check check = HookCheck.of(Examination.with(files, probe("", "")));
        assertThat(check.lines()).hasSize(2);
        assertThat(check.lines().getFirst().mark()).isEqualTo(Mark.NOTE);
        assertThat(check.lines().getFirst().text())
                .isEqualTo("sock_send_length: send_raw_tp (raw_tp, id 26452, by latency-probe 21080);"
                        + " send_raw_tp (raw_tp, id 26457)");
        assertThat(check.lines().getLast().mark()).isEqualTo(Mark.UNKNOWN);
        assertThat(check.lines().getLast().text()).contains("count (perf_event, id 7)");
    }

    @Test
    void aRunThatGoesOnIsNotDisturbed() throws IOException {
        KernelFiles files = new KernelFiles(SavedKernel.copy("linux-6.18", directory));
        try (MachineLock _ = MachineLock.acquire(files.root())) {
            Observations seen = Examination.with(files, probe("", ""));
            assertThat(seen.attach().values())
                    .hasSize(3)
                    .allSatisfy(answer -> assertThat(answer)
                            .isInstanceOfSatisfying(
                                    CannotTell.class,
                                    cannot -> assertThat(cannot.why()).contains("another run holds this machine")));
            assertThat(seen.loaded()).isEmpty();
        }
    }

    @Test
    void whatLiesWithUsIsNoAnswer() throws IOException {
        KernelFiles files = new KernelFiles(SavedKernel.copy("debian-6.1", directory));
        String lacking = "latency-probe: loading BPF programs takes CAP_BPF and CAP_PERFMON, which this process lacks:"
                + " run it as root";
        assertThat(Examination.with(files, probe(lacking, lacking)).attach())
                .containsEntry("fentry", new CannotTell(lacking.substring("latency-probe: ".length()), true));
        assertThat(Examination.with(files, directory.resolve("absent")).attach().get("kprobe"))
                .isInstanceOfSatisfying(
                        CannotTell.class,
                        cannot -> assertThat(cannot.why()).contains("cannot start the probe", "make -C probe-native"));
        assertThat(Examination.withoutProbe(files, "there is none").attach())
                .containsEntry("raw_tp", new CannotTell("there is none"));
    }

    @Test
    void whyNothingIsKnownOfTheHooksIsSaid() throws IOException {
        KernelFiles files = new KernelFiles(SavedKernel.copy("debian-6.1", directory));
        Path broken = probe("", "");
        Files.writeString(broken, "#!/bin/sh\necho 'latency-probe: libelf.so.1: no such library' >&2\nexit 1\n");
        Line line = HookCheck.of(Examination.with(files, broken)).lines().getFirst();
        assertThat(line.mark()).isEqualTo(Mark.UNKNOWN);
        assertThat(line.why()).contains("libelf.so.1: no such library");
        assertThat(line.remedy()).isEmpty();
    }

    /// A program that answers as the probe does: raw_tp works, the others have a complaint, or work when it is empty.
    private Path probe(String fentry, String kprobe) throws IOException {
        Path file = Files.createTempFile(directory, "probe", ".sh");
        Files.writeString(
                file,
                String.join(
                        "\n",
                        "#!/bin/sh",
                        "refuse() { [ -z \"$1\" ] || { echo \"$1\" >&2; exit 1; }; }",
                        "case \"$*\" in",
                        "--survey) echo '" + SURVEY + "'; exit 0 ;;",
                        "*fentry*) refuse '" + fentry + "' ;;",
                        "*kprobe*) refuse '" + kprobe + "' ;;",
                        "esac",
                        "echo '" + READY + "'",
                        "read -r line",
                        "exit 0",
                        ""));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
