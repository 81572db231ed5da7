// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/// A latency histogram as it is kept in the journal: the usual percentiles to read, and the whole histogram
/// (HdrHistogram's compressed V2 form, base64) to merge and redraw.
///
/// @param count recorded values; when 0 all figures are 0
/// @param meanNanos arithmetic mean
/// @param p50Nanos median, as the largest value equivalent to it in the histogram (HdrHistogram's convention)
/// @param p90Nanos 90th percentile
/// @param p99Nanos 99th percentile
/// @param p999Nanos 99.9th percentile
/// @param maxNanos largest value
/// @param hdr base64 of the compressed histogram
public record HistogramData(
        long count,
        double meanNanos,
        long p50Nanos,
        long p90Nanos,
        long p99Nanos,
        long p999Nanos,
        long maxNanos,
        String hdr) {

    public static HistogramData of(Histogram histogram) {
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        byte[] bytes = new byte[length];
        buffer.get(0, bytes);
        return new HistogramData(
                histogram.getTotalCount(),
                histogram.getMean(),
                histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(90),
                histogram.getValueAtPercentile(99),
                histogram.getValueAtPercentile(99.9),
                histogram.getMaxValue(),
                Base64.getEncoder().encodeToString(bytes));
    }

    /// The histogram itself.
    ///
    /// @throws JournalException when `hdr` is damaged
    public Histogram toHistogram() {
        try {
            return Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(hdr)), 0);
        } catch (DataFormatException | RuntimeException damaged) {
            throw damaged(damaged);
        }
    }

    static JournalException damaged(Exception why) {
        return new JournalException("a latency histogram in the journal is damaged (" + why.getMessage()
                + "): run the benchmark again, or remove that trial's line");
    }
}
