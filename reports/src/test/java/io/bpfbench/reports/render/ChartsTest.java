// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.Clock;
import io.bpfbench.reports.result.CpuFigures;
import io.bpfbench.reports.result.ProbeFigures;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.result.Stage;
import io.bpfbench.reports.result.StageCpu;
import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.Contrast;
import io.bpfbench.reports.stats.CostPart;
import io.bpfbench.reports.stats.Metric;
import io.bpfbench.reports.stats.Row;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/// That charts draw what the figures are.
class ChartsTest {
    private static final RunRecord HOST = SyntheticRun.host(6, 7).record();

    /// The floor is drawn in each row that has one: a band from end to end.
    @Test
    void theForestShowsTheNoiseFloor() {
        List<Row> rows = Comparison.of(HOST).contrasts().stream()
                .map(Contrast::row)
                .filter(row -> row.metric() == Metric.CPU_OVERHEAD)
                .toList();
        XYChart chart = EffectCharts.forest(rows, Metric.CPU_OVERHEAD, Clock.WALL);
        assertThat(rows).hasSize(3);
        for (int place = 0; place < 3; place++) {
            double floor = rows.get(place).inference().orElseThrow().floor().orElseThrow();
            double height = 3 - place;
            XYSeries band = chart.getSeries("floor " + height);
            assertThat(band.getXData()).containsExactly(-floor, floor);
            assertThat(band.getYData()).containsExactly(height, height);
        }
        assertThat(HtmlReport.render(Comparison.of(HOST), new byte[0])).contains("var(--band)");
        assertThat(HtmlReport.render(Comparison.of(SyntheticRun.lab(6).record()), new byte[0]))
                .doesNotContain("var(--band)");
    }

    /// XChart takes 20 characters beside an axis. What a label loses then, its dimension's name says best.
    @ParameterizedTest
    @CsvSource({
        "jit=1 harden=0, jit=1 harden=0",
        "jit=1 harden=0 kallsyms=1, jit1 harden0 ksyms1",
        "jit=1 harden=2 attach=raw_tp, jit1 harden2 raw_tp",
        "jit=1 harden=2 stack=16, jit1 harden2 stack16",
        "jit=0 opt=Os mcpu=v3, jit=0 opt=Os mcpu=v3",
        "jit=1 harden=2 kallsyms=1 attach=fentry, j1 h2 k1 fentry",
    })
    void aLongNameIsShortenedAndNotCut(String name, String shortened) {
        assertThat(Charts.shortened(name)).isEqualTo(shortened);
    }

    /// The page's sections are made on every core.
    @Test
    void aChartIsTheSameWhateverIsDrawnBesideIt() {
        Comparison comparison = Comparison.of(HOST);
        assertThat(IntStream.range(0, 40)
                        .parallel()
                        .mapToObj(ignored -> Svg.of(
                                TrialCharts.order(comparison, Metric.CPU_OVERHEAD)
                                        .orElseThrow(),
                                "order",
                                "trials"))
                        .distinct())
                .hasSize(1);
    }

    /// A slow load voids latencies and not what one run of a program costs; from one block nothing is claimed.
    @Test
    void aTrialIsMarkedWhereItDoesNotCount() {
        RunRecord late = Altered.rate(HOST, 3, SyntheticRun.JIT, 0.9);
        assertThat(marked(late, Metric.CPU_OVERHEAD)).hasSize(1);
        assertThat(marked(late, Metric.COST_PER_EVENT)).isEmpty();
        RunRecord smoke = Altered.rate(SyntheticRun.host(1, 7).record(), 1, SyntheticRun.JIT, 0.9);
        assertThat(marked(smoke, Metric.CPU_OVERHEAD)).isEmpty();
        assertThat(HtmlReport.render(Comparison.of(late), new byte[0]))
                .contains("<td>void but for cost per event and load: it held 90,000");
        assertThat(HtmlReport.render(Comparison.of(smoke), new byte[0])).doesNotContain("<td>void");
    }

    private static List<String> marked(RunRecord record, Metric metric) {
        return TrialCharts.order(Comparison.of(record), metric).orElseThrow().getSeriesCollection().stream()
                .map(XYSeries::getName)
                .filter(name -> name.startsWith("void"))
                .toList();
    }

    /// Ten thousand points would be a black chart on a page of many megabytes. A void trial is one of few.
    @Test
    void ofVeryManyTrialsAFewAreShown() {
        assertThat(TrialCharts.few(places(36))).hasSize(36);
        assertThat(TrialCharts.few(places(10_000)))
                .hasSize(500)
                .startsWith(0, 20)
                .endsWith(9_980);
        RunRecord record = SyntheticRun.host(100, 7).record();
        RunRecord late = Altered.rate(record, 50, SyntheticRun.HARDEN_1, 0.9);
        Comparison comparison = Comparison.of(late);
        assertThat(TrialCharts.shown(comparison)).hasSize(301).contains(295).isSorted();
        assertThat(marked(late, Metric.CPU_OVERHEAD)).containsExactly("void 295");
    }

    private static List<Integer> places(int number) {
        return IntStream.range(0, number).boxed().toList();
    }

    /// Dispatch and body of a cell are its cost, whatever noise makes of one of them.
    @Test
    void aBarsMarkIsTheSumOfItsParts() {
        RunRecord record = HOST;
        for (int block = 1; block <= 6; block++) {
            record = Altered.probe(record, block, SyntheticRun.JIT, ChartsTest::busierWhenEmpty);
        }
        Comparison comparison = Comparison.of(record);
        List<CostPart.Kind> kinds = PartTable.stacked(comparison);
        double dispatch = size(comparison, kinds.get(0));
        double body = size(comparison, kinds.get(1));
        assertThat(body).isNegative();
        XYChart chart = PartCharts.stacked(comparison, kinds, "points").orElseThrow();
        assertThat(chart.getSeries("sum 0").getXData()).containsExactly(dispatch + body, dispatch + body);
        assertThat(chart.getSeries(kinds.get(1).label()).getXData()).containsExactly(0, body);
        assertThat(HtmlReport.render(Comparison.of(record), new byte[0])).contains(PartCharts.MARK);
    }

    private static double size(Comparison comparison, CostPart.Kind kind) {
        return comparison.part(SyntheticRun.JIT, kind).orElseThrow().estimate().value();
    }

    private static ProbeFigures busierWhenEmpty(ProbeFigures p) {
        List<StageCpu> stages = p.stages().stream()
                .map(stage -> stage.stage() == Stage.EMPTY
                        ? new StageCpu(
                                Stage.EMPTY,
                                new CpuFigures(1_000_000_000, List.of(new CpuFigures.Share(0, 0.6, 0, 0, 0)), 0, 0),
                                1)
                        : stage)
                .toList();
        return new ProbeFigures(
                p.attach(), p.programs(), p.floorPrograms(), p.measured(), p.attributed(), p.floor(), stages);
    }
}
