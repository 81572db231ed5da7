// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.harness.doctor.Answer;
import io.bpfbench.harness.doctor.Diagnosis;
import io.bpfbench.harness.doctor.Examination;
import io.bpfbench.harness.doctor.LabState;
import io.bpfbench.harness.kernel.KernelFiles;
import io.bpfbench.harness.kernel.SavedKernel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DoctorTextTest {
    @Test
    void aTerminalWithoutTheSignsGetsPlainOnes() {
        Diagnosis diagnosis = Diagnosis.of(
                Examination.withoutProbe(new KernelFiles(SavedKernel.root("debian-6.1")), "not here"),
                new LabState(new Answer.Yes(), "Linux 6.1", new Answer.No("there is no /dev/kvm")));
        String plain = DoctorText.of(diagnosis, StandardCharsets.US_ASCII);
        assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(plain)).isTrue();
        assertThat(plain).contains("+====", "v JIT Status: ENABLED", "x BTF: there is no", "v A guest runs: Linux 6.1");
        String rich = DoctorText.of(diagnosis, StandardCharsets.UTF_8);
        assertThat(plain.lines().count()).isEqualTo(rich.lines().count());
    }
}
