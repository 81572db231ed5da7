// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.stats.Comparison;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// All report files of a run, each written beside its place and moved there whole: a reader never sees half a file.
public final class ReportFiles {
    private ReportFiles() {}

    /// Compares a run's cells and writes `summary.json`, `summary.md`, `trials.csv`, `jmh.json` and `report.html`
    /// into a directory, which is made if it is not there.
    ///
    /// @return the files, in that order
    /// @throws io.bpfbench.reports.stats.ComparisonException when the record contradicts itself
    /// @throws ReportException when a file cannot be written
    public static List<Path> write(Path dir, RunRecord record) {
        return write(dir, Comparison.of(record));
    }

    /// Writes the same files from a comparison at hand.
    ///
    /// @throws ReportException when a file cannot be written
    public static List<Path> write(Path dir, Comparison comparison) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("summary.json", SummaryJson.render(comparison));
        texts.put("summary.md", SummaryMarkdown.render(comparison));
        texts.put("trials.csv", TrialsCsv.render(comparison));
        texts.put("jmh.json", JmhJson.render(comparison));
        texts.put("report.html", HtmlReport.render(comparison));
        return texts.entrySet().stream()
                .map(text -> write(dir, text.getKey(), text.getValue()))
                .toList();
    }

    private static Path write(Path dir, String name, String text) {
        Path target = dir.resolve(name);
        Path partial = dir.resolve("." + name + ".partial");
        try {
            Files.createDirectories(dir);
            Files.writeString(partial, text, StandardCharsets.UTF_8);
            return Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException refused) {
            remove(partial);
            throw new ReportException(
                    "cannot write " + target + " (" + refused.getClass().getSimpleName() + ": " + refused.getMessage()
                            + "): free the place or name another directory with --output");
        }
    }

    private static void remove(Path partial) {
        try {
            Files.deleteIfExists(partial);
        } catch (IOException alsoRefused) {
            // What stopped the writing stops this too, and is about to be said.
            return;
        }
    }
}
