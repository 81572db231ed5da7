// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.ExactRun;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.Attestation;
import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.Declarations;
import io.bpfbench.reports.result.Place;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.ProbeWindow;
import io.bpfbench.reports.result.RunEvent;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.Contrast;
import io.bpfbench.reports.stats.Inference;
import io.bpfbench.reports.stats.Metric;
import io.bpfbench.reports.stats.Row;
import io.bpfbench.reports.stats.Verdict;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// One sentence for every kind of verdict. The lab's figures repeat exactly, the host's have noise.
class HeadlineTest {
    private static final RunRecord LAB = SyntheticRun.lab(6).record();
    private static final RunRecord HOST = SyntheticRun.host(6, 7).record();

    @Test
    void whatWasFoundComesFirst() {
        assertThat(headline(LAB))
                .isEqualTo("Against jit=1 harden=0, harden=2 costs 12 instructions an event more (+33.33 %, "
                        + "the same in every block), with CPU +0.2 points (constant) and latency p99 +504 "
                        + "instructions (constant); the interpreter costs 6.31 times as much (the same in "
                        + "every block; +191 instructions an event), with CPU +3.6 points (constant) and "
                        + "latency p99 +16,304 instructions (constant); harden=1 costs nothing measurable "
                        + "an event (the same in every block).");
    }

    @Test
    void noiseGivesIntervals() {
        assertThat(headline(HOST))
                .isEqualTo("Against jit=1 harden=0, harden=2 costs 12.4 ns an event more (+35 %, 95 % CI +31 "
                        + "to +39 %); the interpreter costs 6.4 times as much (95 % CI 6.2 to 6.6 times; "
                        + "+191.7 ns an event), with CPU +3.57 points (+3.44 to +3.70) and latency p99 "
                        + "+15.8 µs (+12.6 to +19.0); harden=1 is inconclusive (differences below 1.79 ns "
                        + "an event can go unseen).");
    }

    @Test
    void theExactLaneHasTheSameSentence() {
        assertThat(headline(ExactRun.record(6)))
                .isEqualTo("Against jit=1 harden=0, harden=2 costs 45.33 instructions an event more (+24.59 "
                        + "%, the same in every block); the interpreter costs 4.45 times as much (the same "
                        + "in every block; +635.67 instructions an event); harden=1 costs nothing "
                        + "measurable an event (the same in every block).");
    }

    @Test
    void whatCostsLessSaves() {
        RunRecord record = run(SyntheticRun.host(6, 7), SyntheticRun.HARDEN_2, SyntheticRun.JIT);
        assertThat(headline(record))
                .isEqualTo(
                        "Against jit=1 harden=2, harden=0 saves 12.4 ns an event (-26 %, 95 % CI -29 to" + " -23 %).");
    }

    @Test
    void equivalentNamesTheMarginThatWasDeclared() {
        RunRecord record =
                Altered.design(HOST, design -> design.withDeclared(new Declarations(0, Map.of("cost_per_event", 3.0))));
        assertThat(headline(record))
                .endsWith("; harden=1 is equivalent within the margin of 3.00 ns an event declared before the run.");
    }

    /// Two cells of the same code, and a third that costs as much: the first two are its noise floor. Nothing is found,
    /// and that is not called nothing.
    @Test
    void whatIsWithinTheNoiseNamesWhatCanGoUnseen() {
        Cell same = SyntheticRun.cell("jit", "1", "harden", "3");
        RunRecord record = run(SyntheticRun.host(6, 7), SyntheticRun.JIT, SyntheticRun.HARDEN_1, same);
        Inference inference = inference(record, same, Metric.COST_PER_EVENT);
        assertThat(inference.verdict()).isEqualTo(Verdict.WITHIN_NOISE);
        double unseen = Math.max(inference.detectable(), inference.floor().orElseThrow());
        assertThat(headline(record))
                .contains("harden=3 is within the noise floor (differences below " + Numbers.rough(unseen)
                        + " ns an event can go unseen); harden=1 is inconclusive (")
                .doesNotContain("nothing");
    }

    @Test
    void inconclusiveNamesWhatCanGoUnseen() {
        RunRecord record = run(SyntheticRun.host(2, 3), SyntheticRun.JIT, SyntheticRun.HARDEN_2);
        assertThat(headline(record))
                .isEqualTo("Against jit=1 harden=0, harden=2 is inconclusive (differences below 7.94 ns an"
                        + " event can go unseen).");
    }

    @Test
    void anUnverifiedCellIsSaidToBeOne() {
        RunRecord record = LAB;
        for (int block = 1; block <= 6; block++) {
            record = unproven(record, block, SyntheticRun.HARDEN_2);
        }
        assertThat(headline(record))
                .isEqualTo("Against jit=1 harden=0, the interpreter costs 6.31 times as much (the same in "
                        + "every block; +191 instructions an event), with CPU +3.6 points (constant) and "
                        + "latency p99 +16,304 instructions (constant); harden=1 costs nothing measurable "
                        + "an event (the same in every block); harden=2 is unverified.");
    }

    @Test
    void withoutItsReferenceNothingIsClaimed() {
        RunRecord record = LAB;
        for (int block = 1; block <= 6; block++) {
            record = unproven(record, block, SyntheticRun.JIT);
        }
        assertThat(headline(record))
                .isEqualTo("Nothing may be claimed: jit=1 harden=0, which all is set against, is unverified.");
    }

    @Test
    void aCellThatCouldNotBeHadIsUnavailable() {
        RunRecord record = LAB;
        for (int block = 1; block <= 6; block++) {
            record = Altered.without(record, block, SyntheticRun.INTERPRETER, "");
        }
        record = Altered.noted(record, new RunEvent.Finding("jit=0", "unavailable", "EINVAL"), "note");
        assertThat(headline(record))
                .isEqualTo("Against jit=1 harden=0, harden=2 costs 12 instructions an event more (+33.33 %, "
                        + "the same in every block), with CPU +0.2 points (constant) and latency p99 +504 "
                        + "instructions (constant); harden=1 costs nothing measurable an event (the same in "
                        + "every block); the interpreter is unavailable.");
    }

    @Test
    void ofOneBlockNothingIsClaimed() {
        assertThat(headline(SyntheticRun.lab(1).record()))
                .isEqualTo("One block shows that the chain works; nothing may be claimed from it.");
    }

    @Test
    void ofNoTrialNothingIsClaimed() {
        assertThat(headline(Altered.trials(LAB, List.of()))).startsWith("Nothing may be claimed");
    }

    @Test
    void aLoneCellIsSetAgainstEmptyPrograms() {
        assertThat(headline(run(SyntheticRun.host(6, 7), SyntheticRun.JIT)))
                .isEqualTo("Against empty programs, jit=1 harden=0 costs 35.83 ns an event (95 % CI +35.12 "
                        + "to +36.55); against no probe, jit=1 harden=0 costs 0.943 points of CPU (95 % CI "
                        + "+0.891 to +0.996), with latency p99 +5.5 µs (+4.1 to +6.9).");
    }

    /// The same program, and 12 points of the machine more: what an event costs is not all.
    @Test
    void whatOtherPrimaryMetricsFoundIsSaidToo() {
        RunRecord record = run(SyntheticRun.lab(6), SyntheticRun.JIT, SyntheticRun.HARDEN_1);
        for (int block = 1; block <= 6; block++) {
            record = Altered.busy(record, block, SyntheticRun.JIT, 0.43);
            record = Altered.busy(record, block, SyntheticRun.HARDEN_1, 0.55);
        }
        assertThat(headline(record))
                .isEqualTo("Against jit=1 harden=0, harden=1 costs 12 points of CPU more (the same in every block);"
                        + " harden=1 costs nothing measurable an event (the same in every block).");
    }

    @Test
    void aCellWithoutTheFirstMetricIsToldByTheNext() {
        RunRecord record = run(SyntheticRun.lab(6), SyntheticRun.JIT, SyntheticRun.HARDEN_1, SyntheticRun.HARDEN_2);
        for (int block = 1; block <= 6; block++) {
            ProbeWindow.Hook unfloored = new ProbeWindow.Hook("tcp_close", 500_000, 500_000, 40_000_000, 0, 1);
            record = Altered.extraHook(record, block, SyntheticRun.HARDEN_1, unfloored);
            record = Altered.busy(record, block, SyntheticRun.JIT, 0.43);
            record = Altered.busy(record, block, SyntheticRun.HARDEN_1, 0.51);
        }
        assertThat(headline(record))
                .contains("harden=2 costs 12 instructions an event more")
                .contains("harden=1 costs 8 points of CPU more (the same in every block)")
                .doesNotContain("without enough figures");
    }

    @Test
    void moreEffectsThanASentenceHoldsAreCounted() {
        Cell[] cells = IntStream.rangeClosed(2, 10)
                .mapToObj(level ->
                        level == 2 ? SyntheticRun.JIT : SyntheticRun.cell("jit", "0", "shade", Integer.toString(level)))
                .toArray(Cell[]::new);
        assertThat(headline(run(SyntheticRun.lab(6), cells)))
                .contains("shade=8 costs")
                .doesNotContain("shade=9 costs")
                .doesNotContain("CPU")
                .endsWith("; 18 further differences stand in the tables.");
    }

    /// 12 more on 100, on 110 and on 120: the difference repeats, its share of the whole does not.
    @Test
    void theSameInEveryBlockIsSaidOnlyOfWhatIs() {
        RunRecord record = events(List.of(100, 110, 120, 100, 110, 120), List.of(112, 122, 132, 112, 122, 132));
        assertThat(inference(record, SyntheticRun.HARDEN_2, Metric.COST_PER_EVENT)
                        .percent()
                        .orElseThrow()
                        .value())
                .isBetween(10.9, 11.0);
        assertThat(headline(record))
                .startsWith("Against jit=1 harden=0, harden=2 costs 12 instructions an event more (+11.0 %, 95 % CI +")
                .contains(" %), with CPU ");
        // Ten times what the reference costs, which is another in each block.
        assertThat(headline(events(List.of(10, 11, 12, 10, 11, 12), List.of(100, 110, 120, 100, 110, 120))))
                .startsWith("Against jit=1 harden=0, harden=2 costs 99")
                .contains(" instructions an event more (95 % CI +9")
                .doesNotContain("times");
    }

    /// The one block in which it is cheaper is the one in which there is little to save: the ratio's interval holds 1.
    @Test
    void theIntervalIsOfWhatTheVerdictIsOf() {
        RunRecord record =
                events(List.of(10, 1_000, 1_000, 1_000, 1_000, 1_000), List.of(8, 1_050, 1_050, 1_050, 1_050, 1_051));
        Inference inference = inference(record, SyntheticRun.HARDEN_2, Metric.COST_PER_EVENT);
        assertThat(inference.verdict()).isEqualTo(Verdict.HIGHER);
        assertThat(inference.percent().orElseThrow().ci95().contains(0)).isTrue();
        assertThat(headline(record))
                .startsWith(
                        "Against jit=1 harden=0, harden=2 costs 42 instructions an event more (95 % CI +19 to +64)");
    }

    /// Of three blocks that agree, one in four would by chance; without noise there is no least difference to be seen.
    @Test
    void whatRepeatsInTooFewBlocksIsInconclusive() {
        SyntheticRun still = new SyntheticRun(Place.HOST, Clock.WALL, 3, 7, 0);
        assertThat(headline(run(still, SyntheticRun.JIT, SyntheticRun.HARDEN_2)))
                .isEqualTo(
                        "Against jit=1 harden=0, harden=2 is inconclusive (+12 ns an event in every block, and too few"
                                + " blocks to rule out chance).");
    }

    /// A run of two cells whose events cost so many instructions, block by block.
    private static RunRecord events(List<Integer> reference, List<Integer> hardened) {
        RunRecord record = run(SyntheticRun.lab(reference.size()), SyntheticRun.JIT, SyntheticRun.HARDEN_2);
        for (int block = 1; block <= reference.size(); block++) {
            record = costing(record, block, SyntheticRun.JIT, reference.get(block - 1));
            record = costing(record, block, SyntheticRun.HARDEN_2, hardened.get(block - 1));
        }
        return record;
    }

    private static RunRecord costing(RunRecord record, int block, Cell cell, int instructions) {
        return Altered.probe(record, block, cell, probe -> {
            List<ProbeWindow.Hook> hooks = probe.floor().hooks().stream()
                    .map(hook -> new ProbeWindow.Hook(
                            hook.hook(),
                            hook.events(),
                            hook.runCount(),
                            hook.runTimeNanos() + instructions * hook.runCount(),
                            hook.recursionMisses(),
                            hook.copiesRun()))
                    .toList();
            return new ProbeFigures(
                    probe.attach(),
                    probe.programs(),
                    probe.floorPrograms(),
                    probe.measured(),
                    new ProbeWindow(
                            probe.attributed().elapsedNanos(),
                            hooks,
                            probe.attributed().latency(),
                            probe.attributed().lost()),
                    probe.floor(),
                    probe.stages());
        });
    }

    private static Inference inference(RunRecord record, Cell cell, Metric metric) {
        return Comparison.of(record).contrasts().stream()
                .map(Contrast::row)
                .filter(row -> row.cell().equals(cell) && row.metric() == metric)
                .findFirst()
                .flatMap(Row::inference)
                .orElseThrow();
    }

    static String headline(RunRecord record) {
        return Verdicts.headline(Comparison.of(record));
    }

    private static RunRecord run(SyntheticRun like, Cell... cells) {
        Place place = like.place();
        Clock clock = like.clock();
        return new SyntheticRun(place, clock, like.blocks(), like.seed(), like.noise(), List.of(cells)).record();
    }

    static RunRecord unproven(RunRecord record, int block, Cell cell) {
        return Altered.attestation(
                record, block, cell, new Attestation(Map.of("bpf_jit_harden", "2"), Map.of(), List.of()));
    }
}
