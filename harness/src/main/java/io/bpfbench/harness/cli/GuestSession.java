// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.harness.kernel.MachineLock;
import io.bpfbench.harness.lab.Lab;
import io.bpfbench.harness.lab.LabOptions;
import io.bpfbench.harness.run.ProjectFiles;
import io.bpfbench.reports.result.Clock;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Steps done in a fresh guest of the lab, as root, in place of this machine.
///
/// @param root where the kernel's files stand, for the machine's lock: a guest takes processors that a run would
/// measure
/// @param kernel a kernel image, or empty for the distribution's
/// @param files of this machine, by the names that they have in the guest
/// @param seed of all that is random in the guest
/// @param progress is told what takes long
record GuestSession(Path root, Optional<Path> kernel, Map<String, Path> files, long seed, Consumer<String> progress) {
    /// Boots the guest, goes through the steps and delivers what they say, as it comes.
    ///
    /// @param to is given each line with the clock of the guest
    /// @throws io.bpfbench.harness.run.RunException when there can be no guest here, or it breaks off
    @SuppressWarnings("try") // the lock is held, not asked
    void run(List<GuestStep> steps, BiConsumer<Clock, GuestSaying> to) {
        LabOptions options = LabOptions.of(ProjectFiles.init(), ProjectFiles.probe(), seed, 1);
        try (MachineLock lock = MachineLock.acquire(root);
                Lab lab = Lab.open(kernel.map(options::withKernel).orElse(options), progress)) {
            Clock clock = lab.clock();
            lab.run(
                    GuestShell.class,
                    files,
                    Map.of(GuestShell.STEPS, GuestStep.toJson(steps)),
                    line -> to.accept(clock, GuestSaying.fromJson(line)));
        }
    }
}
