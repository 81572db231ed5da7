// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import static io.bpfbench.reports.render.Golden.golden;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.ExactRun;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.Baseline;
import io.bpfbench.reports.result.Program;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.stats.Comparison;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TrialsCsvTest {
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?(E-?[0-9]+)?");

    @Test
    void theTrials() throws IOException {
        RunRecord record =
                Altered.without(SyntheticRun.host(2, 7).record(), 2, new Baseline(1), "the target said \"500\", twice");
        golden("host-trials.csv", TrialsCsv.render(Comparison.of(record)));
    }

    /// A trial may have all to show for itself and its cell nothing: no line says more than the report.
    @Test
    void aTrialOfAnUnverifiedCellIsNotAttested() {
        RunRecord record = SyntheticRun.host(2, 7).record();
        record = Altered.programs(
                record,
                1,
                SyntheticRun.JIT,
                p -> new Program(
                        p.name(),
                        p.copy(),
                        p.hook(),
                        p.attach(),
                        p.id(),
                        0,
                        p.xlatedBytes(),
                        p.loadNanos(),
                        p.verifierNanos()));
        Comparison comparison = Comparison.of(record);
        List<List<String>> lines = CsvLines.of(TrialsCsv.render(comparison));
        int attested = lines.getFirst().indexOf("attested");
        for (int i = 0; i < record.trials().size(); i++) {
            boolean jit = record.trials().get(i).arm().equals(SyntheticRun.JIT);
            assertThat(lines.get(i + 1).get(attested)).isEqualTo(jit ? "FALSE" : "TRUE");
            assertThat(lines.get(i + 1).get(attested + 1).startsWith("jit=1 is not in force"))
                    .isEqualTo(jit);
        }
    }

    /// What is void is what the comparison leaves out.
    @Test
    void aVoidTrialSaysOfWhatItIs() {
        assertThat(TrialsCsv.render(Comparison.of(late(2))))
                .containsOnlyOnce("void but for cost per event and load: it held 90,000 of 100,000 requests/s");
        assertThat(TrialsCsv.render(Comparison.of(late(1)))).doesNotContain("void");
    }

    private static RunRecord late(int blocks) {
        return Altered.rate(SyntheticRun.host(blocks, 7).record(), 1, SyntheticRun.JIT, 0.9);
    }

    /// Every line has as many fields as the header, and no text is a formula.
    @Test
    void aSpreadsheetTakesNoTextForAFormula() {
        RunRecord record =
                Altered.without(SyntheticRun.host(2, 7).record(), 2, new Baseline(1), "=HYPERLINK(\"http://x\")");
        record = Altered.mark(record, 1, SyntheticRun.JIT, "@SUM(1,2)\r\n+cmd", 3);
        List<List<String>> lines = CsvLines.of(TrialsCsv.render(Comparison.of(record)));
        assertThat(lines).hasSize(13);
        for (List<String> line : lines.subList(1, lines.size())) {
            assertThat(line).hasSameSizeAs(lines.getFirst());
            assertThat(line)
                    .noneMatch(field -> field.matches("(?s)[=+@\\t\\r-].*")
                            && !NUMBER.matcher(field).matches());
        }
        int busy = lines.getFirst().indexOf("busy_share");
        assertThat(lines.subList(1, 12)).allMatch(line -> line.get(busy).matches("0\\.[0-9]+"));
        assertThat(lines.getLast()).contains("failed: =HYPERLINK(\"http://x\")");
        assertThat(lines.getLast().get(busy)).isEqualTo("NA");
    }

    /// As `read.csv` has it: names that are names in R, one type a column, NA for what is missing, and no empty field,
    /// for R reads a column of nothing else as one of logical values.
    @Test
    void everyColumnHasOneTypeInR() {
        for (RunRecord record : List.of(
                Troubled.record(),
                ExactRun.record(2),
                SyntheticRun.stacked(2, 7, 1).record())) {
            List<List<String>> lines = CsvLines.of(TrialsCsv.render(Comparison.of(record)));
            assertThat(lines.getFirst())
                    .doesNotHaveDuplicates()
                    .allMatch(name -> name.matches("[a-z][a-z0-9_]*"))
                    .doesNotContain("if", "else", "repeat", "while", "function", "for", "next", "break", "in");
            for (int i = 0; i < lines.getFirst().size(); i++) {
                int column = i;
                Set<String> types = lines.stream()
                        .skip(1)
                        .map(line -> type(line.get(column)))
                        .filter(type -> !type.equals("NA"))
                        .collect(Collectors.toSet());
                assertThat(types).as(lines.getFirst().get(i)).hasSizeLessThan(2).doesNotContain("");
            }
        }
    }

    private static String type(String field) {
        return switch (field) {
            case "", "NA" -> field;
            case "TRUE", "FALSE" -> "logical";
            default -> NUMBER.matcher(field).matches() ? "numeric" : "character";
        };
    }

    /// Rows of several runs can be put together.
    @Test
    void everyLineNamesItsRun() {
        RunRecord record = Altered.without(SyntheticRun.host(2, 7).record(), 2, SyntheticRun.JIT, "refused");
        List<List<String>> lines = CsvLines.of(TrialsCsv.render(Comparison.of(record)));
        int where = lines.getFirst().indexOf("where");
        assertThat(lines.subList(1, lines.size()))
                .allMatch(line -> line.subList(where, line.size())
                        .equals(List.of("host", "wall", "6.18.0", "7", "bench run --matrix jit,harden")));
    }

    @Test
    void aRunThatNeverBeganHasAHeader() {
        RunRecord none = Altered.trials(SyntheticRun.lab(2).record(), List.of());
        String header = "block,position,arm,baseline_copy,jit,harden,status,where,clock,kernel,seed,command\r\n";
        assertThat(TrialsCsv.render(Comparison.of(none))).isEqualTo(header);
        RunRecord failed = Altered.without(none, 1, SyntheticRun.JIT, "refused");
        assertThat(TrialsCsv.render(Comparison.of(failed)))
                .isEqualTo(header + "1,1,cell,NA,1,0,failed: refused,lab,instructions,6.1.0-41-cloud-amd64,42,"
                        + "\"bench run --matrix jit,harden\"\r\n");
    }
}
