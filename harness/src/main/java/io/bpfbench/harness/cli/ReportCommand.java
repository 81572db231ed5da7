// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.reports.render.ReportFormat;
import io.bpfbench.reports.result.JournalText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `bench report`: every file of a run made anew from its journal.
@Command(
        name = "report",
        description = {
            "Makes the table and the files of runs anew, each from its journal alone.",
            "The same journal gives the same files, byte for byte."
        })
final class ReportCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "DIR|FILE",
            arity = "1..*",
            description = "A run's directory, its run.jsonl, or its report.html, which carries one.")
    private List<Path> runs = new ArrayList<>();

    @Option(
            names = "--format",
            paramLabel = "FORMAT,...",
            split = ",",
            description = "Only these files: html, md, csv, json, jmh (default: all).")
    private List<String> formats = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Directory of the files (default: where each run was found).")
    private Optional<Path> output = Optional.empty();

    @Mixin
    private OutputOptions printed = new OutputOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Set<ReportFormat> wanted = wanted();
        requireOneRunADirectory();
        if (printed.json && runs.size() > 1) {
            throw new UsageException("--json prints one run, not " + runs.size() + ": name them one at a time");
        }
        CommandLine command = spec.commandLine();
        for (Path run : runs) {
            Reports reports = new Reports(printed, command.getOut(), printed.line(command.getErr()));
            JournalText journal = JournalText.read(run);
            if (journal.isMicro()) {
                reports.writeMicro(directory(run), journal, wanted);
            } else {
                reports.write(directory(run), journal, wanted);
            }
        }
        return ExitCode.DONE;
    }

    private Set<ReportFormat> wanted() {
        if (formats.isEmpty()) {
            return EnumSet.allOf(ReportFormat.class);
        }
        Set<ReportFormat> wanted = EnumSet.noneOf(ReportFormat.class);
        for (String word : formats) {
            wanted.add(ReportFormat.named(word)
                    .orElseThrow(() ->
                            new UsageException("--format takes " + ReportFormat.words() + ", not '" + word + "'")));
        }
        return wanted;
    }

    /// Two runs in one directory would write over each other's files.
    private void requireOneRunADirectory() {
        Map<Path, Path> taken = new TreeMap<>();
        for (Path run : runs) {
            Optional.ofNullable(taken.put(directory(run), run)).ifPresent(other -> {
                throw new UsageException("the files of " + other + " and " + run + " would both go to " + directory(run)
                        + ": name one at a time, each with an --output of its own");
            });
        }
    }

    private Path directory(Path run) {
        return output.orElseGet(() -> Files.isDirectory(run)
                ? run
                : Optional.ofNullable(run.getParent()).orElse(Path.of(".")));
    }
}
