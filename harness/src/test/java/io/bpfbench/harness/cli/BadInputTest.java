// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Journal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every command that reads a run, given what is none, and every command that writes, given no place to: one sentence
/// that names the file, exit code 1, nothing on standard output.
class BadInputTest {
    private static final String DATA = "<script type=\"application/gzip\" id=\"run.jsonl\">";

    @TempDir
    private Path root = Path.of("");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none                | there is no journal at",
                "empty directory     | there is no journal at",
                "directory as file   | cannot read",
                "empty file          | holds no complete line",
                "cut in its head     | holds no complete line",
                "foreign text        | is not a journal of bpfbench",
                "foreign JSON        | is not a journal of bpfbench",
                "foreign bytes       | is not a journal of bpfbench",
                "headless            | does not begin with run_started",
                "newer schema        | is of schema bpfbench/run/2, this bpfbench reads bpfbench/run/1",
                "newer schema, other fields | is of schema bpfbench/run/2, this bpfbench reads bpfbench/run/1",
                "damaged in a line   | line 3 of",
                "page without data   | is a page without a run in it",
                "page cut off        | the page is cut off",
                "page damaged        | the journal inside",
            })
    void whatIsNoRunIsRefused(String what, String sentence) throws IOException {
        Path good = MadeUpRun.write(root.resolve("good"), Clock.WALL, 100);
        Path bad = bad(what, Files.readString(good));
        for (List<String> command : List.of(
                List.of("report", bad.toString()),
                List.of("compare", bad.toString(), good.toString()),
                List.of("compare", good.toString(), bad.toString(), "--json"),
                List.of("calibrate", "--from", bad.toString()))) {
            refused(bench(command), sentence, bad.getFileName().toString());
        }
    }

    private Path bad(String what, String good) throws IOException {
        Path file = root.resolve("bad.jsonl");
        Path page = root.resolve("bad.html");
        return switch (what) {
            case "none" -> root.resolve("absent");
            case "empty directory" -> Files.createDirectory(root.resolve("empty"));
            case "directory as file" ->
                Files.createDirectories(root.resolve("bad.jsonl/run.jsonl"))
                        .resolve("..")
                        .normalize();
            case "empty file" -> Files.createFile(file);
            case "cut in its head" -> Files.writeString(file, good.substring(0, 100));
            case "foreign text" -> Files.writeString(file, "once upon a time\n");
            case "foreign JSON" -> Files.writeString(file, "{\"name\":\"x\",\"version\":\"1.0\"}\n[1,2]\n");
            case "foreign bytes" -> Files.write(file, new byte[] {0x1f, (byte) 0x8b, 0, (byte) 0xff, '\n', 0});
            case "headless" -> Files.writeString(file, good.substring(good.indexOf('\n') + 1));
            case "newer schema" -> Files.writeString(file, good.replace(Journal.SCHEMA, "bpfbench/run/2"));
            case "newer schema, other fields" ->
                Files.writeString(
                        file, "{\"type\":\"run_begun\",\"schema\":\"bpfbench/run/2\",\"new\":{\"a\":1}}\n" + good);
            case "damaged in a line" ->
                Files.writeString(file, good.replaceFirst("(?s)^([^\n]*\n[^\n]*\n).{50}", "$1"));
            case "page without data" -> Files.writeString(page, "<!DOCTYPE html><p>hello</p>");
            case "page cut off" -> Files.writeString(page, "<!DOCTYPE html>" + DATA + "\nH4sIAAAA");
            case "page damaged" -> Files.writeString(page, "<!DOCTYPE html>" + DATA + "\nH4sIAAAA\n</script>");
            default -> throw new IllegalArgumentException(what);
        };
    }

    /// A file stands where a directory should be made; and nobody can write in `/proc`.
    @ParameterizedTest
    @ValueSource(strings = {"file/below", "/proc/bpfbench"})
    void aPlaceThatCannotBeWrittenIsNamed(String place) throws IOException {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "there is no /proc");
        Path good = MadeUpRun.write(root.resolve("good"), Clock.WALL, 100);
        Files.createFile(root.resolve("file"));
        Path taken = root.resolve(place);
        refused(bench(List.of("report", good.toString(), "--output", taken.toString())), "cannot write", taken + "/");
        refused(
                bench(List.of("compare", good.toString(), good.toString(), "--json-file=" + taken.resolve("c.json"))),
                "cannot write",
                "name another file with --json-file");
    }

    @Test
    void aGateThatNamesNothingIsAMistakeBeforeAnyFileIsRead() {
        for (String gate : List.of("cost_per_event", "cost_per_event<=cheap", "<=+5%", "colour<=+5%")) {
            Outcome outcome = bench(List.of("compare", "absent", "absent", "--gate", gate));
            assertThat(outcome.code()).isEqualTo(ExitCode.USAGE);
            assertThat(outcome.err()).startsWith("bench: ").doesNotContain("absent", "\tat ");
            assertThat(outcome.err().strip().lines()).hasSize(1);
        }
    }

    private static void refused(Outcome outcome, String... words) {
        assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.err()).startsWith("bench: ").contains(words).doesNotContain("Exception:", "\tat ");
        assertThat(outcome.err().strip().lines()).hasSize(1);
        assertThat(outcome.out()).isEmpty();
    }

    private record Outcome(int code, String out, String err) {}

    private Outcome bench(List<String> args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(root, new PrintWriter(out, true), new PrintWriter(err, true), args.toArray(String[]::new));
        return new Outcome(code, out.toString(), err.toString());
    }
}
