// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.reports.render.ReportFiles;
import io.bpfbench.reports.render.ReportFormat;
import io.bpfbench.reports.render.SummaryJson;
import io.bpfbench.reports.render.TerminalTable;
import io.bpfbench.reports.result.JournalText;
import io.bpfbench.reports.stats.Comparison;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Set;

/// What every command that ends in a report does with it: the files into a directory, the result to standard output.
///
/// @param line where the files are named
record Reports(OutputOptions output, PrintWriter out, LiveLine line) {
    /// @return what the journal's run comes to
    Comparison write(Path directory, JournalText journal, Set<ReportFormat> formats) {
        Comparison comparison = Comparison.of(journal.record());
        ReportFiles.write(directory, comparison, journal.text(), formats).forEach(file -> line.say("report: " + file));
        if (output.json) {
            OutputOptions.printJson(out, SummaryJson.render(comparison));
        } else {
            Set<String> above = OutputOptions.above(line);
            OutputOptions.print(
                    out, (above.isEmpty() ? "" : "\n") + TerminalTable.render(comparison, Terminal.ink(), above));
        }
        return comparison;
    }
}
