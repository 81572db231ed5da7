// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.reports.render.ReportFiles;
import io.bpfbench.reports.render.ReportFormat;
import io.bpfbench.reports.render.TerminalTable;
import io.bpfbench.reports.result.JournalText;
import io.bpfbench.reports.stats.Comparison;
import java.nio.file.Path;
import java.util.Set;
import picocli.CommandLine;

/// What every command that ends in a report does with it: the files into a directory, the table to standard output.
final class Reports {
    private Reports() {}

    /// @return what the journal's run comes to
    static Comparison write(Path directory, JournalText journal, Set<ReportFormat> formats, CommandLine command) {
        Comparison comparison = Comparison.of(journal.record());
        ReportFiles.write(directory, comparison, journal.text(), formats)
                .forEach(file -> command.getErr().println("report: " + file));
        command.getOut()
                .print(TerminalTable.fit(TerminalTable.render(comparison, Terminal.ink()), System.out.charset()));
        command.getOut().flush();
        return comparison;
    }
}
