// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import java.util.Arrays;

/// What the head of one HTTP/1.x message says about the message's extent (RFC 9112 §6), and the bytes that said so.
///
/// A head that equals the last one byte for byte means the same, and most heads of a load do: [#matches] is the fast
/// way through both the client's and the server's parser. One object is parsed into again and again; nothing is
/// allocated after the first few heads.
final class Head {
    /// Heads beyond this are refused; the largest that common servers send is a fraction of it.
    static final int MAXIMUM_BYTES = 64 * 1024;

    private static final byte[] CONTENT_LENGTH = ascii("content-length");
    private static final byte[] TRANSFER_ENCODING = ascii("transfer-encoding");
    private static final byte[] CONNECTION = ascii("connection");
    private static final byte[] CHUNKED = ascii("chunked");
    private static final byte[] CLOSE = ascii("close");
    private static final byte[] KEEP_ALIVE = ascii("keep-alive");
    private static final byte[] HTTP_1 = ascii("HTTP/1.");
    private static final byte[] HEAD_METHOD = ascii("HEAD ");

    private byte[] bytes = new byte[256];
    private int size;

    /// Status code of a response, 0 for a request.
    int status;
    /// The request's method is HEAD.
    boolean headMethod;
    /// Bytes of the body, or -1 where no Content-Length is given.
    long contentLength;
    boolean chunked;
    /// The body has a transfer coding that does not end by itself.
    boolean unknownCoding;
    boolean keepAlive;

    private boolean sawClose;
    private boolean sawKeepAlive;

    /// Length of this head in bytes, the empty line included.
    int size() {
        return size;
    }

    /// Whether the message at `from` starts with just these bytes.
    boolean matches(byte[] message, int from, int to) {
        return size > 0 && to - from >= size && Arrays.equals(bytes, 0, size, message, from, from + size);
    }

    /// The position after the empty line that ends a head, or -1 when `to` comes first. Lines may end in a bare LF.
    ///
    /// @param from where to begin to look; up to 3 bytes before new ones when a head continues
    static int end(byte[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            if (b[i] == '\n') {
                if (i + 1 < to && b[i + 1] == '\n') {
                    return i + 2;
                }
                if (i + 2 < to && b[i + 1] == '\r' && b[i + 2] == '\n') {
                    return i + 3;
                }
            }
        }
        return -1;
    }

    /// Parses the response head that is exactly `from..to`.
    void parseResponse(byte[] b, int from, int to) throws MalformedMessageException {
        reset();
        int line = lineEnd(b, from, to);
        int text = trimCarriageReturn(b, from, line);
        // HTTP/1.x SP 3DIGIT [SP reason]
        if (text - from < 12
                || !startsWith(b, from, HTTP_1)
                || b[from + 8] != ' '
                || (text - from > 12 && b[from + 12] != ' ')) {
            throw new MalformedMessageException("not an HTTP/1.x status line", b, from, to);
        }
        int minor = digit(b[from + 7]);
        int hundreds = digit(b[from + 9]);
        int tens = digit(b[from + 10]);
        int ones = digit(b[from + 11]);
        if (minor < 0 || hundreds < 1 || tens < 0 || ones < 0) {
            throw new MalformedMessageException("not an HTTP/1.x status line", b, from, to);
        }
        status = hundreds * 100 + tens * 10 + ones;
        fields(b, line + 1, to);
        finish(minor, b, from, to);
    }

    /// Parses the request head that is exactly `from..to`.
    void parseRequest(byte[] b, int from, int to) throws MalformedMessageException {
        reset();
        int line = lineEnd(b, from, to);
        int text = trimCarriageReturn(b, from, line);
        int version = text - 8;
        // method SP target SP HTTP/1.x
        if (version < from + 4
                || b[from] <= ' '
                || b[version - 1] != ' '
                || !startsWith(b, version, HTTP_1)
                || digit(b[version + 7]) < 0) {
            throw new MalformedMessageException("not an HTTP/1.x request line", b, from, to);
        }
        headMethod = text - from > 5 && startsWith(b, from, HEAD_METHOD);
        fields(b, line + 1, to);
        finish(digit(b[version + 7]), b, from, to);
    }

    private void reset() {
        size = 0;
        status = 0;
        headMethod = false;
        contentLength = -1;
        chunked = false;
        unknownCoding = false;
        sawClose = false;
        sawKeepAlive = false;
    }

    private void finish(int minorVersion, byte[] b, int from, int to) {
        keepAlive = !sawClose && (minorVersion >= 1 || sawKeepAlive);
        if (bytes.length < to - from) {
            bytes = new byte[to - from];
        }
        System.arraycopy(b, from, bytes, 0, to - from);
        size = to - from;
    }

    private void fields(byte[] b, int from, int to) throws MalformedMessageException {
        int start = from;
        while (start < to) {
            int line = lineEnd(b, start, to);
            int end = trimCarriageReturn(b, start, line);
            if (end == start) {
                return;
            }
            field(b, start, end);
            start = line + 1;
        }
    }

    private void field(byte[] b, int start, int end) throws MalformedMessageException {
        int colon = start;
        while (colon < end && b[colon] != ':') {
            if (b[colon] <= ' ' || b[colon] == 0x7f) {
                throw new MalformedMessageException("a header field without a proper name", b, start, end);
            }
            colon++;
        }
        if (colon == start || colon == end) {
            throw new MalformedMessageException("a header field without a proper name", b, start, end);
        }
        int from = colon + 1;
        int to = end;
        while (from < to && (b[from] == ' ' || b[from] == '\t')) {
            from++;
        }
        while (to > from && (b[to - 1] == ' ' || b[to - 1] == '\t')) {
            to--;
        }
        // The three fields that decide where the message ends differ in length, so most others stop here.
        switch (colon - start) {
            case 10 -> {
                if (equalsIgnoreCase(b, start, colon, CONNECTION)) {
                    sawClose |= hasToken(b, from, to, CLOSE);
                    sawKeepAlive |= hasToken(b, from, to, KEEP_ALIVE);
                }
            }
            case 14 -> {
                if (equalsIgnoreCase(b, start, colon, CONTENT_LENGTH)) {
                    long value = number(b, from, to);
                    if (value < 0 || (contentLength >= 0 && contentLength != value)) {
                        throw new MalformedMessageException("a Content-Length that is no single number", b, start, end);
                    }
                    contentLength = value;
                }
            }
            case 17 -> {
                if (equalsIgnoreCase(b, start, colon, TRANSFER_ENCODING)) {
                    int last = to;
                    while (last > from && b[last - 1] != ',' && b[last - 1] != ' ' && b[last - 1] != '\t') {
                        last--;
                    }
                    chunked = equalsIgnoreCase(b, last, to, CHUNKED);
                    unknownCoding = !chunked;
                }
            }
            default -> {}
        }
    }

    private static int lineEnd(byte[] b, int from, int to) throws MalformedMessageException {
        for (int i = from; i < to; i++) {
            if (b[i] == '\n') {
                return i;
            }
            if (b[i] == 0) {
                throw new MalformedMessageException("a zero byte in a head", b, from, to);
            }
        }
        throw new MalformedMessageException("a head line without end", b, from, to);
    }

    private static int trimCarriageReturn(byte[] b, int from, int lineFeed) {
        return lineFeed > from && b[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
    }

    private static long number(byte[] b, int from, int to) {
        if (from == to || to - from > 18) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = digit(b[i]);
            if (digit < 0) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private static boolean hasToken(byte[] b, int from, int to, byte[] token) {
        int start = from;
        for (int i = from; i <= to; i++) {
            if (i == to || b[i] == ',') {
                int first = start;
                int last = i;
                while (first < last && (b[first] == ' ' || b[first] == '\t')) {
                    first++;
                }
                while (last > first && (b[last - 1] == ' ' || b[last - 1] == '\t')) {
                    last--;
                }
                if (equalsIgnoreCase(b, first, last, token)) {
                    return true;
                }
                start = i + 1;
            }
        }
        return false;
    }

    private static boolean equalsIgnoreCase(byte[] b, int from, int to, byte[] lowerCase) {
        if (to - from != lowerCase.length) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            int c = b[from + i];
            if ((c >= 'A' && c <= 'Z' ? c | 0x20 : c) != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean startsWith(byte[] b, int from, byte[] prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if (b[from + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private static int digit(byte b) {
        return b >= '0' && b <= '9' ? b - '0' : -1;
    }

    private static byte[] ascii(String text) {
        byte[] bytes = new byte[text.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) text.charAt(i);
        }
        return bytes;
    }
}
