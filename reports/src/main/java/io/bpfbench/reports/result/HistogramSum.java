// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.HdrHistogram.Histogram;

/// Adds up histograms by the thousand. HdrHistogram goes over every bucket of its range to decode one and again to add
/// it, and nearly all are empty; so the full ones are read off the packed form here, which takes a tenth of the time.
///
/// That form is HdrHistogram's V2 (`AbstractHistogram.encodeIntoByteBuffer`): a cookie, the length of what follows the
/// head, and the settings, 40 bytes in all; then a count for each bucket from 0 up, as zig-zag LEB128 of at most nine
/// bytes, where −n stands for n empty buckets. Around it the compressed form has a cookie, a length, and zlib.
public final class HistogramSum {
    private static final int COMPRESSED_HEAD = 8;
    private static final int HEAD = 40;
    private static final int SETTINGS = 8;
    private static final int LONGEST_COUNT = 9;

    private final Histogram first;
    private final byte[] settings;
    private final long[] counts;
    private byte[] unpacked = new byte[1 << 13];

    private HistogramSum(HistogramData shape) {
        first = shape.toHistogram();
        ByteBuffer plain = ByteBuffer.allocate(first.getNeededByteBufferCapacity());
        first.encodeIntoByteBuffer(plain);
        settings = Arrays.copyOfRange(plain.array(), SETTINGS, HEAD);
        counts = new long[(plain.capacity() - HEAD) / LONGEST_COUNT];
        first.setAutoResize(true);
    }

    /// All values of these histograms in the buckets of the first, which all of them have in a run; nothing of none.
    ///
    /// @throws JournalException when one is damaged
    public static Optional<Histogram> of(List<HistogramData> histograms) {
        if (histograms.isEmpty()) {
            return Optional.empty();
        }
        HistogramSum sum = new HistogramSum(histograms.getFirst());
        histograms.stream().skip(1).forEach(sum::add);
        return Optional.of(sum.histogram());
    }

    private void add(HistogramData histogram) {
        try {
            int length = unpack(Base64.getDecoder().decode(histogram.hdr()));
            if (Arrays.equals(unpacked, SETTINGS, HEAD, settings, 0, settings.length)) {
                addCounts(length);
            } else {
                first.add(histogram.toHistogram());
            }
        } catch (DataFormatException | RuntimeException damaged) {
            throw HistogramData.damaged(damaged);
        }
    }

    private int unpack(byte[] packed) throws DataFormatException {
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(packed, COMPRESSED_HEAD, packed.length - COMPRESSED_HEAD);
            int length = inflater.inflate(unpacked);
            while (!inflater.finished() && length == unpacked.length) {
                unpacked = Arrays.copyOf(unpacked, 2 * length);
                length += inflater.inflate(unpacked, length, length);
            }
            return length;
        }
    }

    private void addCounts(int end) {
        int bucket = 0;
        int at = HEAD;
        while (at < end) {
            long zigZag = 0;
            int shift = 0;
            byte part;
            do {
                part = unpacked[at++];
                zigZag |= (shift < 56 ? part & 0x7fL : part & 0xffL) << shift;
                shift += 7;
            } while (part < 0 && shift <= 56);
            long count = (zigZag >>> 1) ^ -(zigZag & 1);
            if (count < 0) {
                bucket += Math.toIntExact(-count);
            } else {
                counts[bucket++] += count;
            }
        }
        if (at > end) {
            throw new IllegalArgumentException("its last count is cut off");
        }
    }

    private Histogram histogram() {
        long value = 0;
        for (long count : counts) {
            if (count > 0) {
                first.recordValueWithCount(value, count);
            }
            value = first.nextNonEquivalentValue(value);
        }
        return first;
    }
}
