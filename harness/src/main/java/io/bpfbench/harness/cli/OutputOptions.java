// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.reports.render.TerminalTable;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/// What every command that ends in figures may be asked to print.
final class OutputOptions {
    @Option(
            names = {"-q", "--quiet"},
            description = "Only the result and errors: no environment beforehand, no progress, no names of files.")
    boolean quiet;

    @Option(names = "--json", description = "On standard output, JSON and nothing else.")
    boolean json;

    /// Where a person reads how it goes.
    LiveLine line(PrintWriter err) {
        return LiveLine.onErrors(err, quiet);
    }

    /// What stands above the result on the same screen: nothing, where the two are read apart.
    static Set<String> above(LiveLine line) {
        return Terminal.both() ? line.told() : Set.of();
    }

    /// Prints a text for people, in characters that their locale has.
    static void print(PrintWriter out, String text) {
        out.print(TerminalTable.fit(text, System.out.charset()));
        out.flush();
    }

    /// Prints JSON as it stands in files, or as the same JSON in ASCII on a terminal that has no more.
    static void printJson(PrintWriter out, String json) {
        out.print(Terminal.charset().newEncoder().canEncode(json) ? json : ascii(json));
        out.flush();
    }

    static String ascii(String json) {
        return json.chars()
                .mapToObj(c -> c < 128 ? Character.toString(c) : String.format(Locale.ROOT, "\\u%04x", c))
                .collect(Collectors.joining());
    }
}
