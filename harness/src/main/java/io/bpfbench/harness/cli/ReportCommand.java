// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.reports.result.Journal;
import io.bpfbench.reports.result.RunRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `bench report`: every file of a run made anew from its journal.
@Command(name = "report", description = "Makes the table and the files of a run anew from its journal.")
final class ReportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR|FILE", description = "A run's directory, or its run.jsonl.")
    private Path run = Path.of("");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Path journal = Files.isDirectory(run) ? run.resolve("run.jsonl") : run;
        RunRecord record = Journal.read(journal);
        Path directory = Optional.ofNullable(journal.getParent()).orElse(Path.of("."));
        Reports.write(directory, record, spec.commandLine());
        return ExitCode.DONE;
    }
}
