// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.ExactRun;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.Attestation;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Place;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.Contrast;
import io.bpfbench.reports.stats.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds of the terminal's table whatever the run.
class TerminalTableTest {
    private static final RunEvent.Finding UNAVAILABLE =
            new RunEvent.Finding("jit=0", "unavailable", "BPF_JIT_ALWAYS_ON (the kernel has no interpreter)");

    private static final List<Comparison> RUNS = records().map(Comparison::of).toList();

    static List<Comparison> runs() {
        return RUNS;
    }

    /// Runs of both places, of one block to twenty, quiet and noisy, with few cells and many, whole and broken.
    private static Stream<RunRecord> records() {
        Stream<RunRecord> hosts = LongStream.rangeClosed(1, 12).mapToObj(seed -> {
            int blocks = List.of(1, 2, 3, 6, 6, 20).get((int) (seed % 6));
            double noise = List.of(0.3, 1.0, 8.0, 60.0).get((int) (seed % 4));
            return new SyntheticRun(Place.HOST, Clock.WALL, blocks, seed, noise).record();
        });
        Stream<RunRecord> labs = LongStream.rangeClosed(1, 6)
                .mapToObj(seed -> new SyntheticRun(Place.LAB, Clock.INSTRUCTIONS, 6, seed, seed % 3).record());
        RunRecord host = SyntheticRun.host(6, 7).record();
        return Stream.of(
                        hosts,
                        labs,
                        Stream.of(
                                ExactRun.record(6),
                                SyntheticRun.stacked(6, 7, 1).record(),
                                SyntheticRun.stacked(6, 8, 20).record(),
                                unavailable(),
                                Altered.trials(host, List.of()),
                                Altered.latency(host, 2, SyntheticRun.JIT, 1_000, 3_000_000_000L),
                                Altered.latency(
                                        SyntheticRun.lab(6).record(),
                                        3,
                                        SyntheticRun.HARDEN_2,
                                        1_000,
                                        900_000_000_000L)))
                .flatMap(runs -> runs);
    }

    @ParameterizedTest
    @MethodSource("runs")
    void noLineIsWiderThan80Columns(Comparison comparison) {
        String table = TerminalTable.render(comparison);
        assertThat(table.lines()).allMatch(line -> line.length() <= 80).noneMatch(line -> line.endsWith(" "));
        assertThat(TerminalTable.head(comparison.record().started())).allMatch(line -> line.length() <= 80);
    }

    @ParameterizedTest
    @MethodSource("runs")
    void coloursChangeNothingButColours(Comparison comparison) {
        String coloured = TerminalTable.render(comparison, Ink.ANSI, Set.of());
        assertThat(coloured).contains("\u001b[");
        assertThat(coloured.replaceAll("\u001b\\[[0-9]*m", "")).isEqualTo(TerminalTable.render(comparison));
        assertThat(TerminalTable.render(comparison)).doesNotContain("\u001b");
    }

    /// No sentence stands there twice, be it with other words around it.
    @ParameterizedTest
    @MethodSource("runs")
    void nothingIsToldTwice(Comparison comparison) {
        List<String> paragraphs = Arrays.stream(TerminalTable.render(comparison)
                        .replaceAll("\n +(?=[^ \n])(?![^\n]*  )", " ")
                        .split("\n", -1))
                .filter(line -> line.matches("(finding|warning|jit=).*: .*"))
                .toList();
        assertThat(paragraphs).doesNotHaveDuplicates();
        assertThat(paragraphs.stream()
                        .map(line -> line.replaceFirst("^(finding|warning): ", "")
                                .replaceFirst(" (is )?(unavailable|unverified)[^:]*: ", " not to be had: ")))
                .doesNotHaveDuplicates();
    }

    /// Each figure against the reference says by how many blocks and how likely by chance, and `~` is the verdict's.
    @ParameterizedTest
    @MethodSource("runs")
    void everyContrastHasItsChanceAndItsBlocks(Comparison comparison) {
        List<Row> rows = comparison.contrasts().stream()
                .map(Contrast::row)
                .filter(row -> row.metric().primary() && row.inference().isPresent())
                .toList();
        List<MatchResult> told = Pattern.compile("(~ |= |% )?\\((p[=<][0-9.]+|exact) n=([0-9]+)\\)")
                .matcher(TerminalTable.render(comparison))
                .results()
                .toList();
        assertThat(told).hasSameSizeAs(rows);
        assertThat(told.stream().map(match -> match.group(3)).sorted())
                .containsExactlyElementsOf(rows.stream()
                        .map(row -> Integer.toString(row.blocks()))
                        .sorted()
                        .toList());
        assertThat(told.stream().filter(match -> "~ ".equals(match.group(1))).count())
                .isEqualTo(rows.stream()
                        .filter(row -> Verdicts.mark(row.verdict()).equals("~"))
                        .count());
    }

    /// What stands above it on the screen is left out, and nothing else.
    @ParameterizedTest
    @MethodSource("runs")
    void whatWasToldBeforeIsLeftOut(Comparison comparison) {
        Set<String> told = new HashSet<>(TerminalTable.head(comparison.record().started()));
        RunRecord record = comparison.record();
        record.findings().forEach(finding -> told.addAll(TerminalTable.finding(record.started(), finding)));
        List<String> rest =
                TerminalTable.render(comparison, Ink.NONE, told).lines().toList();
        assertThat(rest).doesNotContainAnyElementsOf(told);
        List<String> both = new ArrayList<>(rest);
        both.addAll(told);
        assertThat(both).containsAll(TerminalTable.render(comparison).lines().toList());
    }

    @Test
    void aCellThatCannotBeHadIsToldOnce() {
        String table = TerminalTable.render(Comparison.of(unavailable())).replaceAll("\\s+", " ");
        assertThat(table)
                .containsOnlyOnce("BPF_JIT_ALWAYS_ON")
                .contains("finding: jit=0 unavailable: BPF_JIT_ALWAYS_ON");
        assertThat(TerminalContrasts.lines(Comparison.of(unavailable()), Ink.NONE))
                .noneMatch(line -> line.startsWith("jit=0"));
    }

    @Test
    void theReasonForThePlaceIsNoFindingBesides() {
        RunRecord record = SyntheticRun.lab(6).record();
        RunEvent.Finding known =
                new RunEvent.Finding("lab on the wall clock (KVM)", "unavailable", "there is no /dev/kvm");
        RunEvent.RunStarted at = record.started();
        RunEvent.RunStarted started = new RunEvent.RunStarted(
                at.schema(),
                at.version(),
                at.startedAt(),
                at.command(),
                at.place(),
                at.clock(),
                "in the lab, as asked; " + known,
                at.seed(),
                at.design(),
                at.environment());
        assertThat(TerminalTable.finding(started, known)).isEmpty();
        assertThat(TerminalTable.finding(at, known)).containsExactly("finding: " + known);
    }

    @Test
    void whatIsTrueOfSeveralBlocksIsToldOnce() {
        RunRecord record = SyntheticRun.host(6, 7).record();
        Attestation failed = new Attestation(Map.of(), Map.of(), List.of("s was to be 1 and read back as 0"));
        for (int block : new int[] {2, 3, 5}) {
            record = Altered.attestation(record, block, SyntheticRun.JIT, failed);
        }
        record = Altered.attestation(record, 3, SyntheticRun.HARDEN_1, failed);
        Comparison comparison = Comparison.of(record);
        assertThat(comparison.voids()).hasSize(4);
        assertThat(TerminalTable.render(comparison).replaceAll("\n +", " ").lines())
                .filteredOn(line -> line.contains("s was to be 1"))
                .containsExactly(
                        "warning: blocks 2, 3, 5: jit=1 harden=0 is void: s was to be 1 and read back as 0",
                        "warning: block 3, jit=1 harden=1 is void: s was to be 1 and read back as 0");
    }

    static RunRecord unavailable() {
        RunRecord record = SyntheticRun.host(6, 7).record();
        for (int block = 1; block <= 6; block++) {
            record = Altered.without(record, block, SyntheticRun.INTERPRETER, "");
        }
        return Altered.noted(record, UNAVAILABLE, "a line was left out");
    }
}
