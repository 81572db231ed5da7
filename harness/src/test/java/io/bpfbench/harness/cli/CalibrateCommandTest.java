// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.result.Clock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrateCommandTest {
    @TempDir
    private Path root = Path.of("");

    /// An earlier run's six blocks make comparisons as it was cut then, or none.
    @Test
    void anEarlierRunIsCutIntoEqualComparisons() throws IOException {
        Path journal = MadeUpRun.write(root.resolve("run"), Clock.WALL, 40);
        Files.writeString(journal, Files.readString(journal).replace("\"jit\"", "\"copy\""));
        // One cell has none to be compared with, which the sentence names the comparison's blocks for.
        assertThat(calibrate(journal, "--aa", "2")).contains("no comparison of 3 blocks");
        assertThat(calibrate(journal, "--aa", "2", "--blocks", "3")).contains("no comparison of 3 blocks");
        assertThat(calibrate(journal, "--aa", "4")).contains("6 blocks do not make 4 comparisons");
        assertThat(calibrate(journal, "--aa", "6")).contains("6 blocks do not make 6 comparisons");
        assertThat(calibrate(journal, "--aa", "2", "--blocks", "2")).contains("make 2 comparisons of 3 blocks each");
    }

    /// The sample of a calibration that passed, as it was, with another truth beside it, and cut down to its first
    /// block.
    @Test
    void everyOutcomeHasItsExitCode() throws IOException {
        String passed = Files.readString(Path.of("../docs/samples/host-calibration/run.jsonl"));
        assertThat(judge(passed)).isEqualTo(ExitCode.DONE);
        String twiceAsLong = Pattern.compile("(\"chain\":\\{\"runs\":)([0-9]+)")
                .matcher(passed)
                .replaceAll(chain -> chain.group(1) + 2 * Long.parseLong(chain.group(2)));
        assertThat(judge(twiceAsLong)).isEqualTo(ExitCode.FAILED);
        String firstBlock = passed.lines()
                .filter(line -> !line.matches(".*\"block\":([2-9]|[0-9]{2}),.*"))
                .collect(Collectors.joining("\n", "", "\n"));
        assertThat(judge(firstBlock)).isEqualTo(ExitCode.INCONCLUSIVE);
    }

    private int judge(String journal) throws IOException {
        Path file = Files.writeString(root.resolve("calibration.jsonl"), journal);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(
                root,
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                "calibrate",
                "--from",
                file.toString(),
                "--json");
        assertThat(err.toString()).isEmpty();
        assertThat(out.toString()).startsWith("{");
        return code;
    }

    private String calibrate(Path journal, String... more) {
        String[] args = new String[more.length + 3];
        args[0] = "calibrate";
        args[1] = "--from";
        args[2] = journal.toString();
        System.arraycopy(more, 0, args, 3, more.length);
        StringWriter err = new StringWriter();
        int code = Main.run(root, new PrintWriter(new StringWriter(), true), new PrintWriter(err, true), args);
        assertThat(code).isIn(ExitCode.FAILED, ExitCode.USAGE);
        assertThat(err.toString().strip().lines()).hasSize(1);
        return err.toString();
    }
}
