// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.reports.render.ReportFiles;
import io.bpfbench.reports.render.ReportFormat;
import io.bpfbench.reports.render.TerminalTable;
import io.bpfbench.reports.result.JournalText;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.stats.Comparison;
import java.nio.file.Path;
import java.util.Set;
import picocli.CommandLine;

/// What every command that ends in a report does with it: the files into a directory, the table to standard output.
final class Reports {
    private Reports() {}

    /// @return the run that the journal tells of
    static RunRecord write(Path directory, JournalText journal, Set<ReportFormat> formats, CommandLine command) {
        RunRecord record = journal.record();
        Comparison comparison = Comparison.of(record);
        ReportFiles.write(directory, comparison, journal.text(), formats)
                .forEach(file -> command.getErr().println("report: " + file));
        command.getOut().print(TerminalTable.fit(TerminalTable.render(comparison), System.out.charset()));
        command.getOut().flush();
        return record;
    }
}
