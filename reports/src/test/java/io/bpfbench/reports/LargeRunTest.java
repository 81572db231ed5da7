// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeRunTest {
    @TempDir
    Path dir;

    /// In a process of its own, with the heap that `bench report` has.
    @Test
    void tenThousandTrialsAreReportedIn512Mib() throws IOException, InterruptedException {
        Path journal = dir.resolve("run.jsonl");
        LargeRun.write(journal);
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeRun.class.getName(),
                        journal.toString(),
                        dir.resolve("reports").toString())
                .inheritIO()
                .start();
        assertThat(child.waitFor()).isZero();
        assertThat(dir.resolve("reports/report.html"))
                .content()
                .contains("too long to be carried")
                .containsOnlyOnce("6,622 more in trials.csv")
                .containsOnlyOnce("9,954 more in summary.json");
        assertThat(Files.size(dir.resolve("reports/report.html"))).isLessThan(2_000_000);
        assertThat(Files.size(dir.resolve("reports/summary.md"))).isLessThan(65_000);
    }
}
