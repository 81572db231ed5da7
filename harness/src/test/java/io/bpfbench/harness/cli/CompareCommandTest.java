// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.result.Clock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every exit code of `bench compare` and `bench report`, on runs whose truth is known.
class CompareCommandTest {
    private static final String COST = "--gate=cost_per_event<=+5%";

    @TempDir
    Path root;

    @Test
    void aRegressionIsExitCode3() throws IOException {
        Outcome outcome = compare(100, 140, COST);
        assertThat(outcome.code()).isEqualTo(ExitCode.REGRESSION);
        assertThat(outcome.out()).contains("▲ regression", "Regression: Cost per event of jit=1 +40");
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void whatIsKeptOrBetterIsExitCode0() throws IOException {
        assertThat(compare(100, 100, COST).code()).isEqualTo(ExitCode.DONE);
        assertThat(compare(100, 60, COST).out()).contains("▼ improved");
        assertThat(compare(100, 60, COST).code()).isEqualTo(ExitCode.DONE);
        assertThat(compare(100, 101, COST, "--equivalence=5%").code()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void whatCannotBeToldIsExitCode4UnlessAllowed() throws IOException {
        Outcome open = compare(100, 105, COST);
        assertThat(open.code()).isEqualTo(ExitCode.INCONCLUSIVE);
        assertThat(open.out()).contains("~ inconclusive", "sees ");
        assertThat(compare(100, 105, COST, "--allow-inconclusive").code()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void whatCannotBeComparedIsExitCode1AndOneSentence() throws IOException {
        Path base = MadeUpRun.write(root.resolve("wall"), Clock.WALL, 100);
        Path other = MadeUpRun.write(root.resolve("instructions"), Clock.INSTRUCTIONS, 100);
        Outcome outcome = bench("compare", base.toString(), other.toString());
        assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.err().strip().lines()).hasSize(1);
        assertThat(outcome.err()).contains("their clock differs: BASE has wall, NEW has instructions");
        Outcome missing = bench("compare", base.toString(), root.resolve("none").toString());
        assertThat(missing.code()).isEqualTo(ExitCode.FAILED);
        assertThat(missing.err()).contains("there is no journal at");
        Path page = Files.writeString(root.resolve("page.html"), "<!DOCTYPE html><p>hello");
        assertThat(bench("compare", base.toString(), page.toString()).err()).contains("is a page without a run in it");
        Outcome unwritable = bench(
                "compare",
                base.toString(),
                base.toString(),
                "--json-file",
                root.resolve("a/b.json").toString());
        assertThat(unwritable.code()).isEqualTo(ExitCode.FAILED);
        assertThat(unwritable.err()).contains("cannot write").doesNotContain("\tat ");
    }

    @Test
    void reportsAreReadBackFromPages() throws IOException {
        Path base = MadeUpRun.write(root.resolve("base"), Clock.WALL, 100);
        Path changed = MadeUpRun.write(root.resolve("new"), Clock.WALL, 140);
        assertThat(bench("report", base.toString(), changed.toString()).code()).isEqualTo(ExitCode.DONE);
        Path page = root.resolve("new/report.html");
        Outcome outcome = bench(
                "compare",
                root.resolve("base").toString(),
                page.toString(),
                "--format=md",
                "--json-file=" + root.resolve("c.json"));
        assertThat(outcome.code()).isEqualTo(ExitCode.REGRESSION);
        assertThat(outcome.out()).startsWith("### bpfbench: regression\n");
        assertThat(Files.readString(root.resolve("c.json"))).contains("bpfbench/compare/1");
        Outcome rebuilt = bench("report", page.toString(), "--format=md,csv", "--output=" + root.resolve("again"));
        assertThat(rebuilt.code()).isEqualTo(ExitCode.DONE);
        try (var files = Files.list(root.resolve("again"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("summary.md", "trials.csv");
        }
        assertThat(root.resolve("again/trials.csv")).hasSameBinaryContentAs(root.resolve("new/trials.csv"));
    }

    @Test
    void aLimitToWhatWasNotMeasuredIsExitCode1() throws IOException {
        for (String option : new String[] {"--gate=message_added<=+1", "--equivalence=message_added=1"}) {
            Outcome outcome = compare(100, 140, option);
            assertThat(outcome.code()).isEqualTo(ExitCode.FAILED);
            assertThat(outcome.err().strip().lines()).hasSize(1);
            assertThat(outcome.err())
                    .contains(option.substring(0, option.indexOf('=')) + " message_added: load http does not measure");
        }
    }

    @Test
    void aMarginOfItsOwnComesBeforeThatOfAll() throws IOException {
        Outcome outcome = compare(100, 100, COST, "--equivalence=5%", "--equivalence=cpu_overhead=0.5", "--format=md");
        assertThat(outcome.out()).contains("0.5", "5 %").doesNotContain("message\\_added");
    }

    private record Outcome(int code, String out, String err) {}

    private Outcome compare(long base, long changed, String... options) throws IOException {
        String[] args = new String[3 + options.length];
        args[0] = "compare";
        args[1] = MadeUpRun.write(root.resolve("base"), Clock.WALL, base).toString();
        args[2] = MadeUpRun.write(root.resolve("new"), Clock.WALL, changed).toString();
        System.arraycopy(options, 0, args, 3, options.length);
        return bench(args);
    }

    private Outcome bench(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(root, new PrintWriter(out, true), new PrintWriter(err, true), args);
        return new Outcome(code, out.toString(), err.toString());
    }
}
