// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.JournalException;
import io.bpfbench.reports.result.JournalText;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.stats.Comparison;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A run's files come from its journal alone, and the journal comes back out of `report.html`.
class RebuiltReportTest {
    private static final String JOURNAL =
            SyntheticRun.journal(SyntheticRun.host(6, 7).record());

    @TempDir
    Path dir;

    @Test
    void theJournalComesBackOutOfThePageAsItWas() throws IOException {
        Path journal = Files.writeString(dir.resolve("run.jsonl"), JOURNAL);
        rebuild(journal, dir.resolve("first"));
        Path page = dir.resolve("first/report.html");
        assertThat(JournalText.read(page).bytes())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(JOURNAL);
        assertThat(JournalText.read(dir).bytes())
                .isEqualTo(JournalText.read(journal).bytes());
        rebuild(page, dir.resolve("second"));
        assertSame(dir.resolve("first"), dir.resolve("second"));
    }

    /// A process of its own, since the order of Java's small maps changes from process to process; another
    /// language, time zone and encoding beside.
    @Test
    void anotherProcessElsewhereWritesTheSameBytes() throws IOException, InterruptedException {
        Path journal = Files.writeString(dir.resolve("run.jsonl"), JOURNAL + "{\"type\":\"warn");
        rebuild(journal, dir.resolve("here"));
        for (String there : List.of("first", "second")) {
            Process child = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Duser.language=ar",
                            "-Duser.country=EG",
                            "-Duser.timezone=Pacific/Auckland",
                            "-Dfile.encoding=ISO-8859-1",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            RebuiltReportTest.class.getName(),
                            journal.toString(),
                            dir.resolve(there).toString())
                    .inheritIO()
                    .start();
            assertThat(child.waitFor()).isZero();
            assertSame(dir.resolve("here"), dir.resolve(there));
        }
    }

    public static void main(String[] args) {
        rebuild(Path.of(args[0]), Path.of(args[1]));
    }

    @Test
    void whatCarriesNoRunIsRefusedInOneSentence() throws IOException {
        assertRefused("<!DOCTYPE html>\n<p>hello</p>\n", "is a page without a run in it");
        String page = page(JOURNAL.getBytes(StandardCharsets.UTF_8));
        int data = page.indexOf("<script");
        assertRefused(page.substring(0, data + 2_000), "the page is cut off");
        assertRefused(page.substring(0, data + 2_000) + "</script>", "is damaged");
        assertRefused(page.replace("id=\"run.jsonl\">\n", "id=\"run.jsonl\">\nAAAA"), "is damaged");
        assertRefused(page("once upon a time\n".getBytes(StandardCharsets.UTF_8)), "is not a journal of bpfbench");
        assertThatThrownBy(() -> JournalText.read(dir.resolve("absent.html"))).hasMessageContaining("no journal at");
    }

    private void assertRefused(String text, String sentence) throws IOException {
        Path file = Files.writeString(dir.resolve("given.html"), text);
        assertThatThrownBy(() -> JournalText.read(file).record())
                .isInstanceOf(JournalException.class)
                .hasMessageContaining(sentence)
                .hasMessageContaining("given.html");
    }

    /// The page stays one that can be attached anywhere, whatever the journal is.
    @Test
    void aJournalThatIsTooLongStaysOutside() throws IOException {
        byte[] noise = new byte[2_000_000];
        new Random(1).nextBytes(noise);
        String page = page(noise);
        assertThat(page.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(2_000_000);
        assertThat(page)
                .contains("too long to be carried in this file (2.00 MB)")
                .doesNotContain("<script");
        assertRefused(page, "was too long to be carried in it: name the run.jsonl that it was made from");
    }

    /// A page is as large as its bytes, and not every character is one of them.
    @Test
    void aPageOfForeignCharactersIsNoLarger() throws IOException {
        RunRecord record = SyntheticRun.host(6, 7).record();
        RunRecord foreign = Altered.noted(record, new RunEvent.Finding("x", "found", "−".repeat(300_000)), "");
        byte[] noise = new byte[900_000];
        new Random(1).nextBytes(noise);
        String page = HtmlReport.render(Comparison.of(foreign), noise);
        assertThat(page.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(2_000_000);
        assertThat(page).doesNotContain("<script");
    }

    private static String page(byte[] journal) {
        return HtmlReport.render(Comparison.of(SyntheticRun.host(6, 7).record()), journal);
    }

    private static void rebuild(Path journal, Path to) {
        JournalText text = JournalText.read(journal);
        ReportFiles.write(to, Comparison.of(text.record()), text.bytes(), EnumSet.allOf(ReportFormat.class));
    }

    private static void assertSame(Path first, Path second) {
        for (ReportFormat format : ReportFormat.values()) {
            assertThat(second.resolve(format.file())).hasSameBinaryContentAs(first.resolve(format.file()));
        }
    }
}
