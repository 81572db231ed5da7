// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.reports.render.TerminalTable;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;

/// Where a person reads how something goes: ordinary lines, and on a terminal one more below them that is written again
/// and again. Without a terminal that one is not written at all. Safe for several threads.
final class LiveLine {
    /// Back to the line's begin, and away with what stands there (ECMA-48 EL).
    private static final String ANEW = "\r\u001b[K";

    private final PrintWriter out;
    private final OptionalInt columns;
    private final Charset charset;
    private final boolean quiet;
    private final Set<String> told = new HashSet<>();
    private String shown = "";

    /// @param columns width of the terminal; empty where there is none
    LiveLine(PrintWriter out, OptionalInt columns) {
        this(out, columns, StandardCharsets.UTF_8, false);
    }

    /// @param charset what a reader of it has; other signs give way to plainer ones
    LiveLine(PrintWriter out, OptionalInt columns, Charset charset, boolean quiet) {
        this.out = out;
        this.columns = columns;
        this.charset = charset;
        this.quiet = quiet;
    }

    /// On standard error; nowhere, for those who asked for quiet, who thus are told nothing either.
    static LiveLine onErrors(PrintWriter err, boolean quiet) {
        return new LiveLine(err, quiet ? OptionalInt.empty() : Terminal.columns(), System.err.charset(), quiet);
    }

    /// Columns that [#show] may use; empty where it shows nothing. The last column stays free: a terminal may go on in
    /// the next line when it is filled.
    OptionalInt columns() {
        return columns.isPresent() ? OptionalInt.of(columns.getAsInt() - 1) : columns;
    }

    /// Prints a line for good.
    synchronized void say(String line) {
        if (quiet) {
            return;
        }
        if (!shown.isEmpty()) {
            out.print(ANEW);
        }
        out.println(TerminalTable.fit(line, charset));
        told.add(line);
        if (!shown.isEmpty()) {
            out.print(shown);
        }
        out.flush();
    }

    /// Puts a text in the place of what was shown before; nothing, where there is no terminal.
    synchronized void show(String text) {
        columns().ifPresent(width -> {
            String plain = TerminalTable.fit(text, charset);
            shown = plain.length() > width ? plain.substring(0, width) : plain;
            out.print(ANEW + shown);
            out.flush();
        });
    }

    /// Takes away what is shown.
    synchronized void clear() {
        if (!shown.isEmpty()) {
            shown = "";
            out.print(ANEW);
            out.flush();
        }
    }

    /// The lines said so far, which whoever reads along has seen.
    synchronized Set<String> told() {
        return Set.copyOf(told);
    }
}
