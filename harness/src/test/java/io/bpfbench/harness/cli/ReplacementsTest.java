// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.harness.matrix.Schedule;
import io.bpfbench.harness.matrix.Slot;
import io.bpfbench.harness.run.Replacements;
import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Journal;
import io.bpfbench.reports.result.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplacementsTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void aVoidBlockIsReplacedOnce() throws IOException {
        SavedRun run = new SavedRun(3);
        run.declare(5, Map.of());
        assertThat(next(run)).isEmpty();
        run.rate(2, SavedRun.JIT, 40_000);
        run.rate(2, SavedRun.INTERPRETER, 40_000);
        assertThat(next(run))
                .isEqualTo(Schedule.of(List.of(SavedRun.JIT, SavedRun.INTERPRETER), 4, 4, 5)
                        .slots())
                .extracting(Slot::block)
                .containsOnly(4);
        run.replacement(4);
        assertThat(next(run)).isEmpty();
        // A replacement can be void like any other.
        run.rate(4, SavedRun.JIT, 40_000);
        assertThat(next(run)).extracting(Slot::block).containsOnly(5);
        assertThat(Replacements.lastBlock(record(run))).isEqualTo(4);
    }

    @Test
    void noMoreThanWereDeclared() throws IOException {
        SavedRun run = new SavedRun(3);
        run.rate(40_000);
        assertThat(next(run)).isEmpty();
        run.declare(2, Map.of());
        assertThat(next(run)).extracting(Slot::block).containsOnly(4, 5);
        run.replacement(4);
        run.replacement(5);
        assertThat(next(run)).isEmpty();
        SavedRun smoke = new SavedRun(1);
        smoke.declare(2, Map.of());
        smoke.rate(40_000);
        assertThat(next(smoke)).isEmpty();
    }

    /// Another block would bring it no nearer to a proof.
    @Test
    void aCellThatIsNeverProvenUsesNoReplacement() throws IOException {
        SavedRun run = new SavedRun(2);
        run.declare(5, Map.of());
        run.changedMeanwhile(1, SavedRun.INTERPRETER);
        assertThat(next(run)).extracting(Slot::block).containsOnly(3);
        run.changedMeanwhile(2, SavedRun.INTERPRETER);
        assertThat(next(run)).isEmpty();
        run.rate(2, SavedRun.JIT, 40_000);
        assertThat(next(run)).extracting(Slot::block).containsOnly(3);
    }

    /// A resumed run finishes the replacement that was under way.
    @Test
    void aReplacementBegunIsFinished() throws IOException {
        SavedRun run = new SavedRun(2);
        run.declare(1, Map.of());
        run.rate(1, SavedRun.JIT, 40_000);
        run.replacement(3);
        run.drop(3, SavedRun.JIT);
        Resumption rest = Resumption.of(record(run));
        assertThat(rest.all()).hasSize(12);
        assertThat(rest.left()).extracting(Slot::block).containsOnly(3);
        // One that ended before its first replacement begins it.
        run.drop(3, SavedRun.INTERPRETER);
        run.drop(3, new Baseline(1));
        run.drop(3, new Baseline(2));
        assertThat(Resumption.of(record(run)).left())
                .hasSize(4)
                .extracting(Slot::block)
                .containsOnly(3);
    }

    private List<Slot> next(SavedRun run) throws IOException {
        return Replacements.next(record(run));
    }

    private RunRecord record(SavedRun run) throws IOException {
        return Journal.read(Files.writeString(directory.resolve("run.jsonl"), run.text()));
    }
}
