// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.reports.render.ReportFiles;
import io.bpfbench.reports.render.TerminalTable;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.stats.Comparison;
import java.nio.file.Path;
import picocli.CommandLine;

/// What every command that ends in a report does with it: the files into the run's directory, the table to standard
/// output.
final class Reports {
    private Reports() {}

    static void write(Path directory, RunRecord record, CommandLine command) {
        Comparison comparison = Comparison.of(record);
        ReportFiles.write(directory, comparison);
        command.getOut().print(TerminalTable.fit(TerminalTable.render(comparison), System.out.charset()));
        command.getOut().flush();
        command.getErr().println("report: " + directory.resolve("report.html"));
    }
}
