// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/// What the client's own work costs for one request, in nanoseconds; the system calls around it cost thousands.
///
/// `mvn -pl workloads test-compile`, then run [#main] on the test class path.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class HotPathBenchmark {
    private static final int BATCH = 64;
    private static final String NGINX =
            "HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nDate: Thu, 01 Jan 2026 00:00:0%d GMT\r\n"
                    + "Content-Type: text/plain\r\nContent-Length: 64\r\nConnection: keep-alive\r\n\r\n"
                    + "x".repeat(64);
    private static final String CHUNKED =
            "HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nTransfer-Encoding: chunked\r\n\r\n" + "20\r\n" + "x".repeat(32)
                    + "\r\n20\r\n" + "x".repeat(32) + "\r\n0\r\n\r\n";

    private final byte[] same = bytes(NGINX.formatted(1).repeat(BATCH));
    private final byte[] changing = bytes((NGINX.formatted(1) + NGINX.formatted(2)).repeat(BATCH / 2));
    private final byte[] chunked = bytes(CHUNKED.repeat(BATCH));
    private final byte[] split = bytes(NGINX.formatted(1));
    private final MessageParser parser = MessageParser.ofResponses(false, new Head());
    private final NanoCounts counts = new NanoCounts();
    private final Histogram histogram = NanoCounts.emptyHistogram();
    private final Pacer pacer = new Pacer(0, 100_000, 0, 1, 100_000);
    private long now;
    private long nanos;

    /// Responses with the head of the one before: the usual case.
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int parseSameHead() throws MalformedMessageException {
        return parse(same);
    }

    /// Every head differs from the one before, as with a request id in each.
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int parseChangingHead() throws MalformedMessageException {
        return parse(changing);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int parseChunked() throws MalformedMessageException {
        return parse(chunked);
    }

    /// A response that comes in two reads, split within the head.
    @Benchmark
    public int parseSplitHead() throws MalformedMessageException {
        parser.parse(split, 0, 50);
        return parser.parse(split, 50, split.length);
    }

    /// One request's share of pacing: due times of those that one look finds due.
    @Benchmark
    @OperationsPerInvocation(10)
    public long pace() {
        now += 100_000;
        long sum = 0;
        while (pacer.nextDueNanos() < now) {
            sum += now - pacer.nextDueNanos();
            pacer.take();
        }
        pacer.looked(now);
        return sum;
    }

    @Benchmark
    public void recordInPlainArray() {
        nanos = (nanos + 7_919) & 0xfffff;
        counts.record(nanos);
    }

    @Benchmark
    public void recordInHdrHistogram() {
        nanos = (nanos + 7_919) & 0xfffff;
        histogram.recordValue(nanos);
    }

    private int parse(byte[] stream) throws MalformedMessageException {
        int at = 0;
        while (at < stream.length) {
            at = parser.parse(stream, at, stream.length);
        }
        return at;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /// @param args JMH's: a pattern of benchmark names, if any
    public static void main(String[] args) throws RunnerException {
        OptionsBuilder options = new OptionsBuilder();
        if (args.length == 0) {
            options.include(HotPathBenchmark.class.getSimpleName());
        } else {
            Arrays.stream(args).forEach(options::include);
        }
        new Runner(options.build()).run();
    }
}
