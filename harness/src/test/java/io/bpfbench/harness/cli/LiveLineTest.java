// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfbench.workloads.http.LoadWindow;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LiveLineTest {
    private static final String ANEW = "\r\u001b[K";

    private final StringWriter written = new StringWriter();

    @Test
    void withoutATerminalOnlyLinesAreWritten() {
        LiveLine line = line(OptionalInt.empty());
        line.show("10 %");
        line.say("a warning");
        line.show("20 %");
        line.clear();
        assertThat(written).hasToString("a warning\n");
    }

    @Test
    void aTerminalShowsTheLastTextBelowAllLines() {
        LiveLine line = line(OptionalInt.of(20));
        line.show("10 %");
        line.say("a warning");
        line.show("20 %");
        assertThat(screen()).containsExactly("a warning", "20 %");
        line.clear();
        assertThat(screen()).containsExactly("a warning", "");
        line.say("the end");
        assertThat(screen()).containsExactly("a warning", "the end", "");
        assertThat(line.told()).containsExactlyInAnyOrder("a warning", "the end");
    }

    /// A text that fills the last column would go on in the next line, which is not rewritten.
    @Test
    void nothingIsWiderThanTheTerminal() {
        LiveLine line = line(OptionalInt.of(20));
        line.show("a text of more than twenty columns");
        assertThat(screen()).containsExactly("a text of more than");
    }

    @Test
    void thoseWhoAskedForQuietReadNothingAndAreToldNothing() {
        LiveLine line = LiveLine.onErrors(new PrintWriter(written, true), true);
        line.say("a line");
        line.show("10 %");
        line.clear();
        assertThat(written.toString()).isEmpty();
        // The result leaves out what was told; they have read none of it.
        assertThat(line.told()).isEmpty();
    }

    @Test
    void signsThatALocaleLacksGiveWay() {
        LiveLine line =
                new LiveLine(new PrintWriter(written, true), OptionalInt.of(20), StandardCharsets.US_ASCII, false);
        line.say("p99 40 µs");
        line.show("41 µs");
        assertThat(screen()).containsExactly("p99 40 us", "41 us");
        // As the result has it, which is fitted when it is printed.
        assertThat(line.told()).containsExactly("p99 40 µs");
    }

    /// `bench load`: the rate and the 99th percentile, rewritten window by window, and gone when the result comes.
    @Test
    void aLoadShowsItsRateAndItsTail() {
        LiveLine line = line(OptionalInt.of(80));
        line.show(LoadCommand.live(window(99_876.4, 1_234_567, Map.of(), 0)));
        assertThat(screen()).containsExactly("  99,876 req/s   p99 1.23 ms   errors 0");
        line.show(LoadCommand.live(window(12.6, 20_000_000, Map.of("timeout", 3L, "connect", 1L), 5)));
        assertThat(screen()).containsExactly("  13 req/s   p99 20.00 ms   errors 9");
        line.clear();
        assertThat(screen()).containsExactly("");
    }

    private LiveLine line(OptionalInt columns) {
        return new LiveLine(new PrintWriter(written, true), columns);
    }

    /// What a terminal shows of it, line by line.
    private List<String> screen() {
        return Arrays.stream(written.toString().split("\n", -1))
                .map(line -> line.substring(line.lastIndexOf(ANEW) < 0 ? 0 : line.lastIndexOf(ANEW) + ANEW.length()))
                .toList();
    }

    private static LoadWindow window(double perSecond, long p99Nanos, Map<String, Long> errors, long omitted) {
        Histogram latency = new Histogram(3);
        latency.recordValueWithCount(p99Nanos / 10, 95);
        latency.recordValueWithCount(p99Nanos, 5);
        Histogram none = new Histogram(3);
        return new LoadWindow(
                1_000_000_000,
                OptionalDouble.empty(),
                perSecond,
                100,
                100,
                omitted,
                0,
                0,
                100,
                1_000,
                0,
                0,
                1,
                errors,
                List.of(0L, 0L, 100L, 0L, 0L, 0L),
                Map.of(),
                latency,
                none,
                none,
                List.of(0.5),
                List.of(perSecond),
                1_000);
    }
}
