// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfbench.reports.render.ReportException;
import io.bpfbench.reports.result.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What goes to standard output and what to standard error, for people and for scripts. `tests/host.sh` asks the
/// same of `bench run`.
class OutputTest {
    @TempDir
    private Path root = Path.of("");

    @Test
    void aReportSaysItsFilesAndPrintsTheVerdictLast() throws IOException {
        Outcome outcome = bench("report", run("run", 100));
        assertThat(outcome.code()).isEqualTo(ExitCode.DONE);
        assertThat(outcome.err().lines()).hasSize(5).allMatch(line -> line.startsWith("report: "));
        assertThat(outcome.out()).startsWith("Where       host").endsWith(".\n").doesNotContain("\u001b");
    }

    @Test
    void jsonIsTheSummaryAndNothingElse() throws IOException {
        Outcome outcome = bench("report", run("run", 100), "--json");
        assertThat(outcome.code()).isEqualTo(ExitCode.DONE);
        assertThat(outcome.out()).isEqualTo(Files.readString(root.resolve("run/summary.json")));
        assertThat(outcome.err()).isNotEmpty();
        assertThat(bench("report", root.resolve("run").toString(), "--json", "--quiet"))
                .isEqualTo(new Outcome(ExitCode.DONE, outcome.out(), ""));
    }

    @Test
    void quietIsTheResultAlone() throws IOException {
        Outcome loud = bench("report", run("run", 100));
        assertThat(bench("report", root.resolve("run").toString(), "-q"))
                .isEqualTo(new Outcome(ExitCode.DONE, loud.out(), ""));
    }

    @Test
    void reportsThatTakeTooMuchMemoryAreMadeByReport() {
        assertThatThrownBy(() -> Reports.afterRun(Path.of("bench-results/long"), () -> new long[Integer.MAX_VALUE]))
                .isInstanceOf(ReportException.class)
                .hasMessageMatching("the run's reports take more memory than the [0-9]+ MiB of a run; its journal is"
                        + " whole: make them with ./bench report bench-results/long");
    }

    /// A process of its own with a heap that the file does not fit into.
    @Test
    void aJournalThatDoesNotFitIntoMemoryIsOneSentence() throws IOException, InterruptedException {
        Path journal = Files.write(root.resolve("run.jsonl"), new byte[64 << 20]);
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "report",
                        journal.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).isEqualTo(ExitCode.FAILED);
        assertThat(said.lines().toList())
                .singleElement()
                .asString()
                .matches(
                        "bench: this takes more memory than the [0-9]+ MiB there are; nothing that was measured is lost:"
                                + " name shorter runs, or fewer at once");
    }

    @Test
    void jsonOfTwoRunsIsRefused() throws IOException {
        Outcome outcome = bench("report", run("a", 100), run("b", 100), "--json");
        assertThat(outcome)
                .isEqualTo(new Outcome(
                        ExitCode.USAGE, "", "bench: --json prints one run, not 2: name them one at a time\n"));
    }

    @Test
    void aComparisonIsPrintedAsJsonOrWrittenBesides() throws IOException {
        String base = run("base", 100);
        String changed = run("new", 140);
        Outcome printed = bench("compare", base, changed, "--json");
        assertThat(printed.code()).isEqualTo(ExitCode.REGRESSION);
        assertThat(JsonMapper.shared().readTree(printed.out()).get("schema").asString())
                .isEqualTo("bpfbench/compare/1");
        Path file = root.resolve("c.json");
        Outcome besides = bench("compare", base, changed, "--json-file", file.toString());
        assertThat(besides.out()).startsWith("Base ").contains("▲ regression");
        assertThat(Files.readString(file)).isEqualTo(printed.out());
        Files.delete(file);
        assertThat(bench("compare", "--json", "--json-file=" + file, base, changed))
                .isEqualTo(printed);
        assertThat(Files.readString(file)).isEqualTo(printed.out());
    }

    /// Whatever follows `--json`, it is never a file to write to.
    @Test
    void jsonTakesNoRunForItsFile() throws IOException {
        String base = run("base", 100);
        String changed = run("new", 140);
        assertThat(bench("compare", "--json", base, changed)).isEqualTo(bench("compare", base, changed, "--json"));
        Path journal = root.resolve("base/run.jsonl");
        String before = Files.readString(journal);
        Outcome three = bench("compare", "--json", journal.toString(), base, changed);
        assertThat(three.code()).isEqualTo(ExitCode.USAGE);
        assertThat(three.err().strip().lines()).hasSize(1);
        assertThat(journal).hasContent(before);
        assertThat(bench("compare", base, changed, "--json=" + journal).code()).isEqualTo(ExitCode.USAGE);
        assertThat(bench("compare", base, changed, "--json", "--format=md"))
                .isEqualTo(new Outcome(
                        ExitCode.USAGE,
                        "",
                        "bench: --json and --format md would both print: write the JSON with --json-file FILE\n"));
    }

    @Test
    void aQuietComparisonIsItsVerdict() throws IOException {
        Outcome outcome = bench("compare", run("base", 100), run("new", 140), "--quiet", "--gate=cost_per_event<=+5%");
        assertThat(outcome.code()).isEqualTo(ExitCode.REGRESSION);
        assertThat(outcome.out())
                .startsWith("Regression: Cost per event of jit=1 +40")
                .endsWith(").\n");
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void jsonIsTheSameWhereATerminalHasOnlyAscii() {
        String json = "{\"unit\":\"µs, 10⁹ – ▲\"}";
        String ascii = OutputOptions.ascii(json);
        assertThat(ascii).isEqualTo("{\"unit\":\"\\u00b5s, 10\\u2079 \\u2013 \\u25b2\"}");
        JsonNode same = JsonMapper.shared().readTree(ascii);
        assertThat(same).isEqualTo(JsonMapper.shared().readTree(json));
    }

    /// A bare machine has no locale but C, and what reads a pipe there still expects what stands in the files.
    @Test
    void aPipeHoldsWhatTheFilesHoldInEveryLocale() throws IOException {
        run("run", 100);
        byte[] json = piped("report", "run", "--json", "--quiet");
        assertThat(json).isEqualTo(Files.readAllBytes(root.resolve("run/summary.json")));
        assertThat(json).asString(StandardCharsets.UTF_8).contains("µ");
        run("new", 140);
        assertThat(piped("compare", "run", "new", "--format=md"))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(bench("compare", root.resolve("run") + "", root.resolve("new") + "", "--format=md")
                        .out());
    }

    /// What a process of its own prints in the C locale.
    private byte[] piped(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(root.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("LC_ALL", "C");
        try (InputStream out = builder.start().getInputStream()) {
            return out.readAllBytes();
        }
    }

    private String run(String name, long costNanos) throws IOException {
        Path directory = root.resolve(name);
        MadeUpRun.write(directory, Clock.WALL, costNanos);
        return directory.toString();
    }

    private record Outcome(int code, String out, String err) {}

    private Outcome bench(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(root, new PrintWriter(out, true), new PrintWriter(err, true), args);
        return new Outcome(code, out.toString(), err.toString());
    }
}
