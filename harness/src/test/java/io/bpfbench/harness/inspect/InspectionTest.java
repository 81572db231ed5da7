// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.harness.kernel.KernelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InspectionTest {
    @TempDir
    private Path root = Path.of("");

    @Test
    void aProgramWithANameInKallsymsHasThat() throws IOException {
        Inspection inspection = Inspection.of(SavedPrograms.send(0), machine("0", "1", "0"));
        assertThat(inspection.symbols()).containsExactly("bpf_prog_3a740a4af67df8a9_send_raw_tp");
        assertThat(inspection.whyNoSymbol()).isEmpty();
        assertThat(inspection.whyHidden()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | 1 | 0 | net.core.bpf_jit_harden=1 hides all programs' names",
                "2 | 1 | 0 | net.core.bpf_jit_harden=2 hides all programs' names",
                "0 | 0 | 0 | net.core.bpf_jit_kallsyms=0 shows none",
                "2 | 0 | 0 | net.core.bpf_jit_harden=2 hides all programs' names, and net.core.bpf_jit_kallsyms=0 shows none",
                "0 | 1 | 2 | kernel.kptr_restrict=2 hides all addresses",
                "0 | 1 | 0 | /proc/kallsyms does not show it",
            })
    void whyThereIsNoNameFollowsFromTheSettings(String harden, String kallsyms, String kptr, String why)
            throws IOException {
        assertThat(Inspection.of(SavedPrograms.send(2), machine(harden, kallsyms, kptr))
                        .whyNoSymbol())
                .isEqualTo(why);
    }

    @Test
    void whatIsInterpretedHasNoNameWhateverIsSet() throws IOException {
        LoadedProgram interpreted = ProgramReader.parse(SavedPrograms.line(0)
                .replaceAll("\"jited_bytes\":[0-9]+", "\"jited_bytes\":0")
                .replaceAll("\"functions\":\\[.*?\\],\"calls\"", "\"functions\":[],\"calls\""));
        assertThat(interpreted.jited()).isFalse();
        assertThat(Inspection.of(interpreted, machine("2", "0", "0")).whyNoSymbol())
                .contains("the interpreter runs it");
    }

    @Test
    void codeThatTheKernelHidesIsSaidToBeHidden() throws IOException {
        LoadedProgram hidden =
                ProgramReader.parse(SavedPrograms.line(2).replace("\"hidden\":false", "\"hidden\":true"));
        Inspection inspection = Inspection.of(hidden, machine("2", "1", "2"));
        assertThat(inspection.whyHidden()).contains("kernel.kptr_restrict=2");
        assertThat(inspection.listing().code().jited()).isEqualTo(List.of());
    }

    @Test
    void withoutTheRightToAddressesThatIsTheCause() throws IOException {
        KernelFiles machine = machine("0", "1", "1");
        Path status = root.resolve("proc/self/status");
        Files.createDirectories(status.getParent());
        Files.writeString(status, "CapEff:\t000001fbffffffff\n");
        LoadedProgram hidden =
                ProgramReader.parse(SavedPrograms.line(2).replace("\"hidden\":false", "\"hidden\":true"));
        assertThat(Inspection.of(hidden, machine).whyHidden())
                .isEqualTo("the kernel hides it from who has no CAP_SYSLOG");
        assertThat(Inspection.of(hidden, machine).whyNoSymbol())
                .isEqualTo("the kernel shows addresses only to who has CAP_SYSLOG");
        Files.writeString(status, "CapEff:\t000001ffffffffff\n");
        assertThat(Inspection.of(hidden, machine).whyHidden()).contains("kernel.kptr_restrict=1");
    }

    @Test
    void theFixedFiguresAreRead() throws IOException {
        LoadedProgram program = SavedPrograms.send(2);
        assertThat(program.name()).isEqualTo("send_raw_tp");
        assertThat(program.xlatedBytes()).isEqualTo(1456);
        assertThat(program.jited()).isTrue();
        assertThat(program.loadNanos()).isPresent();
        assertThat(program.nanosPerRun()).isEmpty();
        assertThat(program.code().map(LoadedCode::functions).map(List::size)).isEqualTo(Optional.of(1));
    }

    private KernelFiles machine(String harden, String kallsyms, String kptrRestrict) throws IOException {
        write("net/core/bpf_jit_enable", "1");
        write("net/core/bpf_jit_harden", harden);
        write("net/core/bpf_jit_kallsyms", kallsyms);
        write("kernel/kptr_restrict", kptrRestrict);
        return new KernelFiles(root);
    }

    private void write(String name, String value) throws IOException {
        Path file = root.resolve("proc/sys").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, value + "\n");
    }
}
