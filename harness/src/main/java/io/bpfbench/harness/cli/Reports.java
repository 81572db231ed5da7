// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.reports.render.MicroJson;
import io.bpfbench.reports.render.MicroTable;
import io.bpfbench.reports.render.ReportException;
import io.bpfbench.reports.render.ReportFiles;
import io.bpfbench.reports.render.ReportFormat;
import io.bpfbench.reports.render.SummaryJson;
import io.bpfbench.reports.render.TerminalTable;
import io.bpfbench.reports.result.JournalText;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.MicroFigures;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Supplier;

/// What every command that ends in a report does with it: the files into a directory, the result to standard output.
///
/// @param line where the files are named
record Reports(OutputOptions output, PrintWriter out, LiveLine line) {
    private static final long MEBIBYTE = 1 << 20;

    /// Does what the reports of a run just ended take, which may be more memory than is good beside a measurement.
    ///
    /// @param directory where its journal is
    static <T> T afterRun(Path directory, Supplier<T> work) {
        try {
            return work.get();
        } catch (OutOfMemoryError full) {
            throw new ReportException("the run's reports take more memory than the "
                    + Runtime.getRuntime().maxMemory() / MEBIBYTE
                    + " MiB of a run; its journal is whole: make them with ./bench report " + directory);
        }
    }

    /// The files and the tables of a micro run.
    void writeMicro(Path directory, JournalText journal, Set<ReportFormat> formats) {
        MicroFigures figures = MicroFigures.of(journal.micro());
        ReportFiles.write(directory, figures, journal.bytes(), formats).forEach(file -> line.say("report: " + file));
        if (output.json) {
            OutputOptions.printJson(out, MicroJson.render(figures));
        } else {
            OutputOptions.print(out, MicroTable.render(figures));
        }
    }

    /// @return what the journal's run comes to
    Comparison write(Path directory, JournalText journal, Set<ReportFormat> formats) {
        Comparison comparison = Comparison.of(journal.record());
        ReportFiles.write(directory, comparison, journal.bytes(), formats).forEach(file -> line.say("report: " + file));
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
