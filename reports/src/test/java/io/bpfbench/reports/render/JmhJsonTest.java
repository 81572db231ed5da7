// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import static io.bpfbench.reports.render.Golden.golden;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.bpfbench.reports.Altered;
import io.bpfbench.reports.ExactRun;
import io.bpfbench.reports.SyntheticRun;
import io.bpfbench.reports.result.RunRecord;
import io.bpfbench.reports.stats.Comparison;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `jmh.json` against what JMH itself writes of the same figures, and against what its readers look for.
class JmhJsonTest {
    private static final RunRecord HOST = SyntheticRun.host(6, 7).record();

    @Test
    void theResultsInJmhsShape() throws IOException {
        golden(
                "host-jmh.json",
                JmhJson.render(Comparison.of(SyntheticRun.host(2, 7).record())));
    }

    /// Names and types; values as well, but for the interval: JMH's is one of 99.9 %.
    @Test
    void jmhItselfWritesTheSame() {
        assertSameAsJmh(HOST);
        assertSameAsJmh(ExactRun.record(3));
    }

    /// JMH too writes the text "NaN" where there is no interval.
    @Test
    void jmhItselfWritesTheSameOfOneBlock() {
        JsonNode results = assertSameAsJmh(SyntheticRun.host(1, 7).record());
        assertThat(results.get(0).at("/primaryMetric/scoreError").asString()).isEqualTo("NaN");
    }

    private static JsonNode assertSameAsJmh(RunRecord record) {
        JsonNode ours = ours(record);
        JsonNode jmhs = JsonMapper.shared().readTree(JmhItself.render(ours));
        assertThat(ours).isNotEmpty().hasSameSizeAs(jmhs);
        for (int i = 0; i < ours.size(); i++) {
            assertSame(ours.get(i), jmhs.get(i), "");
        }
        return ours;
    }

    private static void assertSame(JsonNode ours, JsonNode jmhs, String path) {
        assertThat(ours.getNodeType()).as(path).isEqualTo(jmhs.getNodeType());
        if (ours.isObject()) {
            assertThat(ours.propertyNames()).as(path).containsExactlyInAnyOrderElementsOf(jmhs.propertyNames());
            ours.propertyNames().forEach(name -> assertSame(ours.get(name), jmhs.get(name), path + "/" + name));
        } else if (ours.isArray()) {
            assertThat(ours).as(path).hasSameSizeAs(jmhs);
            for (int i = 0; i < ours.size(); i++) {
                assertSame(ours.get(i), jmhs.get(i), path + "/" + i);
            }
        } else if (ours.isNumber() && !path.matches("/primaryMetric/score(Error|Confidence).*")) {
            assertThat(ours.asDouble()).as(path).isCloseTo(jmhs.asDouble(), within(1e-12 * Math.abs(jmhs.asDouble())));
        } else if (!ours.isNumber()) {
            assertThat(ours).as(path).isEqualTo(jmhs);
        }
    }

    /// github-action-benchmark (extractJmhResult in src/extract.ts) takes the name, in later versions with the
    /// parameters as JSON behind it, score, unit and three counts, and tells benchmarks apart by that name alone.
    @Test
    void theBenchmarkActionFindsWhatItLooksFor() {
        List<String> names = new ArrayList<>();
        for (JsonNode result : ours(HOST)) {
            names.add(result.get("benchmark").asString());
            assertThat(result.at("/primaryMetric/score").isNumber()).isTrue();
            assertThat(result.at("/primaryMetric/scoreUnit").asString()).isNotBlank();
            for (String count : List.of("measurementIterations", "forks", "threads")) {
                assertThat(result.get(count).isIntegralNumber()).isTrue();
            }
        }
        assertThat(names).hasSize(24).doesNotHaveDuplicates().contains("io.bpfbench.cost_per_event.jit_1_harden_2");
    }

    /// The visualizer (functions/parse.js) takes what stands before the last dot for a class and draws one chart for
    /// each, on one scale; it splits "METHOD NAME=VALUE …" at blanks and signs to have the parameters back.
    @Test
    void theVisualizerDrawsOneChartForEachMetric() {
        Pattern plain = Pattern.compile("[^ =]+");
        for (JsonNode result : ours(HOST)) {
            assertThat(result.get("benchmark").asString()).matches("io\\.bpfbench\\.[a-z0-9_]+\\.[A-Za-z0-9_]+");
            assertThat(result.get("params"))
                    .isNotEmpty()
                    .allMatch(value -> plain.matcher(value.asString()).matches());
            assertThat(result.get("mode").asString()).isIn("avgt", "thrpt");
        }
        assertThat(StreamSupport.stream(ours(HOST).spliterator(), false)
                        .filter(result -> result.get("benchmark").asString().contains(".cost_per_event."))
                        .map(result -> result.get("mode").asString()
                                + result.at("/primaryMetric/scoreUnit").asString())
                        .distinct())
                .containsExactly("avgtns/op");
    }

    @Test
    void aRunThatNeverBeganHasNoResults() {
        assertThat(JmhJson.render(Comparison.of(Altered.trials(HOST, List.of()))))
                .isEqualTo("[ ]\n");
    }

    private static JsonNode ours(RunRecord record) {
        return JsonMapper.shared().readTree(JmhJson.render(Comparison.of(record)));
    }
}
