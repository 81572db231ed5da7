// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.MicroFigures;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// The files that a run's journal, or a micro run's, is made into.
public enum ReportFormat {
    JSON("json", "summary.json"),
    MARKDOWN("md", "summary.md"),
    CSV("csv", "trials.csv"),
    JMH("jmh", "jmh.json"),
    HTML("html", "report.html");

    private final String word;
    private final String file;

    ReportFormat(String word, String file) {
        this.word = word;
        this.file = file;
    }

    /// The format of a word such as `md`.
    public static Optional<ReportFormat> named(String word) {
        return Arrays.stream(values())
                .filter(format -> format.word.equals(word))
                .findFirst();
    }

    /// All words, for messages.
    public static String words() {
        return Arrays.stream(values()).map(format -> format.word).collect(Collectors.joining(", "));
    }

    /// The file's name in a run's directory.
    public String file() {
        return file;
    }

    /// The file's name in a micro run's directory. Such a run has scores and no trials.
    public String fileOfMicro() {
        return this == CSV ? "scores.csv" : file;
    }

    String render(Comparison comparison, byte[] journal) {
        return switch (this) {
            case JSON -> SummaryJson.render(comparison);
            case MARKDOWN -> SummaryMarkdown.render(comparison);
            case CSV -> TrialsCsv.render(comparison);
            case JMH -> JmhJson.render(comparison);
            case HTML -> HtmlReport.render(comparison, journal);
        };
    }

    /// The same of a micro run; empty where it has nothing for the file.
    String render(MicroFigures figures, byte[] journal) {
        return switch (this) {
            case JSON -> MicroJson.render(figures);
            case MARKDOWN -> MicroMarkdown.render(figures);
            case CSV -> MicroCsv.render(figures);
            case JMH -> figures.record().jmh();
            case HTML -> MicroHtml.render(figures, journal);
        };
    }
}
