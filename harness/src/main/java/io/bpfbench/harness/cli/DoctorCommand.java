// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bpfbench.harness.doctor.Diagnosis;
import io.bpfbench.harness.doctor.Examination;
import io.bpfbench.harness.doctor.Observations;
import io.bpfbench.harness.kernel.KernelFiles;
import io.bpfbench.harness.run.ProjectFiles;
import io.bpfbench.harness.run.RunException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// `bench doctor`: whether this machine is set up to run probes well.
@Command(
        name = "doctor",
        sortOptions = false,
        description = {
            "Looks whether the eBPF JIT is set up right here, what can be attached and what is already, and names the"
                    + " command that mends what is wrong. Changes nothing; loads programs that do nothing, for a moment"
                    + " (bpf_jit_enable=2 dumps their code into the kernel log, as it does every program's).",
            "Exit code 0: all good; 1: findings; 4: none, but not all could be read (run it as root)."
        })
final class DoctorCommand implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.builder()
            .changeDefaultPropertyInclusion(ignored ->
                    JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.NON_EMPTY))
            .build();

    private final Path root;

    @Option(names = "--json", description = "On standard output, JSON and nothing else.")
    private boolean json;

    @Option(
            names = "--lab",
            description = "Boots a guest as well, with KVM and without: half a minute, the first time more.")
    private boolean tryLab;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// @param root where the kernel's files stand
    DoctorCommand(Path root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        Diagnosis diagnosis = Diagnosis.of(look(), tryLab ? LabTrial.of(root, progress()) : LabTrial.without(root));
        if (json) {
            OutputOptions.printJson(
                    spec.commandLine().getOut(),
                    JSON.writerWithDefaultPrettyPrinter().writeValueAsString(diagnosis) + "\n");
        } else {
            OutputOptions.print(spec.commandLine().getOut(), DoctorText.of(diagnosis, Terminal.charset()));
        }
        return switch (diagnosis.getOutcome()) {
            case GOOD -> ExitCode.DONE;
            case FINDINGS -> ExitCode.FAILED;
            case NOT_ALL_READ -> ExitCode.INCONCLUSIVE;
        };
    }

    private Consumer<String> progress() {
        return LiveLine.onErrors(spec.commandLine().getErr(), false)::say;
    }

    private Observations look() {
        KernelFiles files = new KernelFiles(root);
        if (!root.equals(Path.of("/"))) {
            return Examination.withoutProbe(files, "nothing can be loaded into a kernel whose files were saved");
        }
        try {
            return Examination.with(files, ProjectFiles.probe());
        } catch (RunException notBuilt) {
            return Examination.withoutProbe(files, String.valueOf(notBuilt.getMessage()));
        }
    }
}
