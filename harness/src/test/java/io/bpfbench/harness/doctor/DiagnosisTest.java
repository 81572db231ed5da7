// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.harness.kernel.KernelFiles;
import io.bpfbench.harness.kernel.Reading;
import io.bpfbench.harness.kernel.Refusal;
import io.bpfbench.harness.kernel.SavedKernel;
import io.bpfbench.harness.kernel.Setting;
import io.bpfbench.harness.probe.Survey;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is made of machines that cannot be had here.
class DiagnosisTest {
    private static final long MEBI = 1024 * 1024;

    private final Observations saved =
            Examination.withoutProbe(new KernelFiles(SavedKernel.root("debian-6.1")), "not here");
    private final Map<Setting, Reading> settings = new EnumMap<>(saved.settings());
    private final Map<Setting, Refusal> inTheWay = new EnumMap<>(Setting.class);
    private boolean root = true;
    private String architecture = "amd64";
    private Answer answer = new Answer.Yes();
    private RunStatistics statistics = new RunStatistics(Optional.of("0"), true, List.of());
    private long programBytes;
    private OptionalLong reservedBytes = OptionalLong.of(2 * MEBI);

    /// Code is set aside 2 MiB at a time: only what programs take for certain can exceed the limit.
    @ParameterizedTest
    @CsvSource({
        "1, 0, FINDING",
        "65536, 70000, FINDING",
        "65536, 2558, NOTE",
        "2097152, 2558, NOTE",
        "528482304, 2558, GOOD"
    })
    void theLimitIsHeldAgainstWhatProgramsTake(String limit, long bytes, Mark mark) {
        settings.put(Setting.LIMIT, new Reading.Value(limit));
        programBytes = bytes;
        assertThat(line("jit_limit").mark()).isEqualTo(mark);
    }

    @Test
    void memoryThatIsNotUnderTheKnownNamesCannotBeTold() {
        programBytes = 2558;
        reservedBytes = OptionalLong.of(0);
        assertThat(line("jit_memory").mark()).isEqualTo(Mark.UNKNOWN);
        assertThat(line("jit_memory").why()).contains("2,558 bytes of native code");
        programBytes = 0;
        assertThat(line("jit_memory").text()).startsWith("In use: none");
    }

    @ParameterizedTest
    @CsvSource({"amd64, true", "aarch64, true", "riscv64, false", "arm, false"})
    void theLimitsRemedyIsForThoseThatTakeIt(String name, boolean named) {
        architecture = name;
        settings.put(Setting.LIMIT, new Reading.Value("1"));
        assertThat(line("jit_limit").remedy().isPresent()).isEqualTo(named);
        assertThat(line("jit_limit").why().contains("After a boot")).isEqualTo(!named);
    }

    @Test
    void whatCannotBeSetHasNoCommand() {
        settings.put(Setting.HARDEN, new Reading.Value("2"));
        assertThat(line("jit_harden").remedy()).hasValue("./bench tune --profile production");
        inTheWay.put(
                Setting.HARDEN,
                new Refusal(Setting.HARDEN, "0", Refusal.Reason.READ_ONLY, "/proc/sys is read-only", "", ""));
        assertThat(line("jit_harden").remedy()).isEmpty();
        assertThat(line("jit_harden").why()).endsWith("/proc/sys is read-only.");

        statistics = new RunStatistics(Optional.of("1"), true, List.of());
        assertThat(line("bpf_stats").remedy()).hasValue("sysctl -w kernel.bpf_stats_enabled=0");
        statistics = new RunStatistics(Optional.of("1"), false, List.of());
        assertThat(line("bpf_stats").remedy()).isEmpty();
    }

    @Test
    void sudoIsOfferedOnlyWhereItHelps() {
        root = false;
        answer = new Answer.CannotTell("this process lacks CAP_BPF", true);
        assertThat(line("attach.fentry").remedy()).hasValue("sudo ./bench doctor");
        answer = new Answer.CannotTell("another run holds this machine");
        assertThat(line("attach.fentry").remedy()).isEmpty();
    }

    private Line line(String id) {
        LinkedHashMap<String, Answer> attach = new LinkedHashMap<>();
        attach.put("fentry", answer);
        Survey survey = new Survey(
                new Survey.Btf(Optional.empty(), 1, List.of()),
                new Survey.Programs(Optional.empty(), 8, programBytes),
                List.of(),
                List.of(),
                List.of());
        Observations seen = new Observations(
                saved.release(),
                architecture,
                root,
                settings,
                inTheWay,
                saved.config(),
                saved.interpreter(),
                attach,
                Optional.empty(),
                reservedBytes,
                saved.btfBytes(),
                Optional.of(survey),
                "",
                statistics);
        LabState lab = new LabState(new Answer.Yes(), "Linux 6.1", new Answer.Yes());
        return Diagnosis.of(seen, lab).checks().stream()
                .flatMap(check -> check.lines().stream())
                .filter(line -> line.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
