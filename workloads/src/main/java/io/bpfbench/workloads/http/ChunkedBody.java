// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

/// Finds the end of a body in chunks, and of the trailer behind it (RFC 9112 §7.1), however it was split on the way.
final class ChunkedBody {
    private static final int SIZE = 0;
    private static final int SIZE_LF = 1;
    private static final int EXTENSION = 2;
    private static final int DATA = 3;
    private static final int END_CR = 4;
    private static final int END_LF = 5;
    private static final int TRAILER_START = 6;
    private static final int TRAILER_LINE = 7;
    private static final int TRAILER_LF = 8;

    private static final int MAXIMUM_DIGITS = 15;

    private int state = SIZE;
    /// Bytes left of the chunk.
    private long remaining;
    private int digits;
    private int extensionBytes;
    private boolean complete;

    /// Begins a new body.
    void begin() {
        complete = false;
        beginChunk();
    }

    /// Whether the last step was the body's last.
    boolean complete() {
        return complete;
    }

    /// Reads on, one step: some bytes of a chunk, or one byte of what is around it.
    ///
    /// @return the position after the last byte used, at least one further on
    int parse(byte[] b, int from, int to) throws MalformedMessageException {
        if (state == DATA) {
            int used = (int) Math.min(remaining, to - from);
            remaining -= used;
            if (remaining == 0) {
                state = END_CR;
            }
            return from + used;
        }
        byte c = b[from];
        switch (state) {
            case SIZE -> chunkSize(c, b, from, to);
            case SIZE_LF -> {
                expect(c == '\n', b, from, to);
                state = remaining == 0 ? TRAILER_START : DATA;
            }
            case EXTENSION -> {
                if (c == '\n') {
                    state = remaining == 0 ? TRAILER_START : DATA;
                }
                limit(b, from, to);
            }
            case END_CR -> {
                expect(c == '\r' || c == '\n', b, from, to);
                if (c == '\n') {
                    beginChunk();
                } else {
                    state = END_LF;
                }
            }
            case END_LF -> {
                expect(c == '\n', b, from, to);
                beginChunk();
            }
            case TRAILER_START -> {
                if (c == '\n') {
                    finish();
                } else {
                    state = c == '\r' ? TRAILER_LF : TRAILER_LINE;
                }
                limit(b, from, to);
            }
            case TRAILER_LINE -> {
                if (c == '\n') {
                    state = TRAILER_START;
                }
                limit(b, from, to);
            }
            case TRAILER_LF -> {
                expect(c == '\n', b, from, to);
                finish();
            }
            default -> throw new IllegalStateException("state " + state);
        }
        return from + 1;
    }

    private void chunkSize(byte c, byte[] b, int from, int to) throws MalformedMessageException {
        int digit = Character.digit(c & 0xff, 16);
        if (digit >= 0) {
            expect(digits++ < MAXIMUM_DIGITS, b, from, to);
            remaining = remaining << 4 | digit;
            return;
        }
        expect(digits > 0, b, from, to);
        switch (c) {
            case '\n' -> state = remaining == 0 ? TRAILER_START : DATA;
            case '\r' -> state = SIZE_LF;
            case ';', ' ', '\t' -> state = EXTENSION;
            default -> expect(false, b, from, to);
        }
    }

    private void finish() {
        complete = true;
    }

    private void limit(byte[] b, int from, int to) throws MalformedMessageException {
        if (++extensionBytes > Head.MAXIMUM_BYTES) {
            throw new MalformedMessageException("a chunk extension or trailer larger than 64 KiB", b, from, to);
        }
    }

    private static void expect(boolean right, byte[] b, int from, int to) throws MalformedMessageException {
        if (!right) {
            throw new MalformedMessageException("a malformed chunk", b, from, to);
        }
    }

    private void beginChunk() {
        state = SIZE;
        remaining = 0;
        digits = 0;
        extensionBytes = 0;
    }
}
