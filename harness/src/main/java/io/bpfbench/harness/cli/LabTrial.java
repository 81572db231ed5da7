// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.harness.doctor.Answer;
import io.bpfbench.harness.doctor.LabState;
import io.bpfbench.harness.kernel.KernelException;
import io.bpfbench.harness.kernel.MachineLock;
import io.bpfbench.harness.lab.Accelerator;
import io.bpfbench.harness.lab.Lab;
import io.bpfbench.harness.lab.LabOptions;
import io.bpfbench.harness.run.ProjectFiles;
import io.bpfbench.harness.run.RunException;
import io.bpfbench.reports.result.RunEvent.Finding;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Whether the lab works on this machine.
final class LabTrial {
    private LabTrial() {}

    /// As far as it can be told without booting a guest.
    ///
    /// @param root where the kernel's files stand
    static LabState without(Path root) {
        if (Lab.isGuest(root)) {
            return LabState.ofGuest();
        }
        Answer notTried = new Answer.CannotTell("not tried");
        Answer kvm = Lab.kvmObstacle().<Answer>map(Answer.No::new).orElse(notTried);
        try {
            return new LabState(notTried, "QEMU " + Lab.qemuVersion() + " is there", kvm);
        } catch (RunException none) {
            return new LabState(new Answer.No(String.valueOf(none.getMessage())), "", kvm);
        }
    }

    /// Boots a guest and lets it end: the only proof.
    ///
    /// @param root where the kernel's files stand, for the machine's lock: a guest would be measured by a run
    static LabState of(Path root, Consumer<String> progress) {
        if (Lab.isGuest(root)) {
            return LabState.ofGuest();
        }
        Optional<Answer> kvm = Lab.kvmObstacle().map(Answer.No::new);
        try (MachineLock _ = MachineLock.acquire(root);
                Lab lab = Lab.open(LabOptions.of(ProjectFiles.init(), ProjectFiles.probe(), 1, 1), progress)) {
            kvm = Optional.of(
                    lab.accelerator() == Accelerator.KVM
                            ? new Answer.Yes()
                            : new Answer.No(lab.findings().stream()
                                    .map(Finding::reason)
                                    .findFirst()
                                    .orElse("")));
            progress.accept("booting a guest");
            lab.run(GuestShell.class, Map.of(), Map.of(GuestShell.STEPS, GuestStep.toJson(List.of())), ignored -> {});
            return new LabState(new Answer.Yes(), "Linux " + lab.kernelRelease(), kvm.get());
        } catch (RunException failed) {
            String why = String.valueOf(failed.getMessage()).lines().findFirst().orElse("");
            return new LabState(new Answer.No(why), "", kvm.orElseGet(() -> new Answer.CannotTell("not tried")));
        } catch (KernelException busy) {
            Answer answer = new Answer.CannotTell(String.valueOf(busy.getMessage()));
            return new LabState(answer, "not tried", kvm.orElse(answer));
        }
    }
}
