// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

/// Finds the ends of the messages in one connection's stream of bytes, however they were split on the way (RFC 9112
/// §6–7).
///
/// The bytes lie in a buffer that all connections of a thread share; only a head that is split is kept here until it
/// is whole. Bodies are skipped, not kept: their length has no limit. Nothing is allocated per message.
final class MessageParser {
    private static final int HEAD = 0;
    private static final int LENGTH = 1;
    private static final int UNTIL_CLOSE = 2;
    private static final int CHUNKED = 3;

    private final boolean responses;
    private final boolean bodiless;
    private final Head head;
    private byte[] partial = new byte[0];
    private int partialSize;
    private int state = HEAD;
    /// Bytes left of the body.
    private long remaining;
    private final ChunkedBody chunks = new ChunkedBody();
    private boolean complete;

    private int status;
    private boolean keepAlive;
    private boolean headMethod;

    private MessageParser(boolean responses, boolean bodiless, Head head) {
        this.responses = responses;
        this.bodiless = bodiless;
        this.head = head;
    }

    /// A parser of responses.
    ///
    /// @param toHeadRequests the requests are HEAD, so no response has a body
    /// @param head the last head seen, shared by the connections of one thread
    static MessageParser ofResponses(boolean toHeadRequests, Head head) {
        return new MessageParser(true, toHeadRequests, head);
    }

    /// A parser of requests.
    static MessageParser ofRequests(Head head) {
        return new MessageParser(false, false, head);
    }

    /// Reads on until a message is complete or the bytes are used up.
    ///
    /// @return the position after the last byte used: `to`, or the end of a message when [#complete] says so
    /// @throws MalformedMessageException when this is no HTTP; the connection can only be closed then
    int parse(byte[] b, int from, int to) throws MalformedMessageException {
        complete = false;
        int at = from;
        while (at < to && !complete) {
            at = state == HEAD ? head(b, at, to) : state <= UNTIL_CLOSE ? plainBody(at, to) : chunkedBody(b, at, to);
        }
        return at;
    }

    /// Whether the last [#parse] or [#end] ended with the end of a message.
    boolean complete() {
        return complete;
    }

    /// The stream has ended: completes a message whose body lasts until the close.
    ///
    /// @return whether the stream ended where it may, at the end of a message
    boolean end() {
        complete = state == UNTIL_CLOSE;
        boolean orderly = complete || (state == HEAD && partialSize == 0);
        reset();
        return orderly;
    }

    /// Whether a message has begun and not ended.
    boolean inMessage() {
        return state != HEAD || partialSize > 0;
    }

    /// Forgets everything, for a new connection.
    void reset() {
        state = HEAD;
        partialSize = 0;
    }

    /// Status of the last response.
    int status() {
        return status;
    }

    /// Whether the connection stays open after the last message.
    boolean keepAlive() {
        return keepAlive;
    }

    /// Whether the last request was HEAD.
    boolean headMethod() {
        return headMethod;
    }

    private int head(byte[] b, int from, int to) throws MalformedMessageException {
        if (partialSize == 0) {
            if (head.matches(b, from, to)) {
                headKnown();
                return from + head.size();
            }
            int end = Head.end(b, from, to);
            if (end >= 0) {
                headFound(b, from, end);
                return end;
            }
            return from + keep(b, from, to);
        }
        int searchFrom = Math.max(0, partialSize - 2);
        int before = partialSize;
        int kept = keep(b, from, to);
        int end = Head.end(partial, searchFrom, partialSize);
        if (end < 0) {
            return from + kept;
        }
        partialSize = 0;
        headFound(partial, 0, end);
        return from + end - before;
    }

    private int keep(byte[] b, int from, int to) throws MalformedMessageException {
        int kept = Math.min(to - from, Head.MAXIMUM_BYTES - partialSize);
        if (kept == 0) {
            throw new MalformedMessageException("a head larger than 64 KiB", partial, 0, partialSize);
        }
        int size = partialSize + kept;
        if (partial.length < size) {
            byte[] larger = new byte[Math.max(512, Integer.highestOneBit(size) << 1)];
            System.arraycopy(partial, 0, larger, 0, partialSize);
            partial = larger;
        }
        System.arraycopy(b, from, partial, partialSize, kept);
        partialSize = size;
        // A head that begins unlike HTTP will not get better: say so now instead of waiting for its end.
        for (int i = 0; responses && i < Math.min(size, 5); i++) {
            if (partial[i] != "HTTP/".charAt(i)) {
                throw new MalformedMessageException("not an HTTP/1.x status line", partial, 0, size);
            }
        }
        return kept;
    }

    private void headFound(byte[] b, int from, int end) throws MalformedMessageException {
        if (responses) {
            head.parseResponse(b, from, end);
        } else {
            head.parseRequest(b, from, end);
        }
        headKnown();
    }

    /// Decides from the head how the body ends, in the order of RFC 9112 §6.3.
    private void headKnown() {
        keepAlive = head.keepAlive;
        headMethod = head.headMethod;
        if (responses) {
            int code = head.status;
            if (code < 200 && code != 101) {
                return; // an interim response: the real one follows
            }
            status = code;
            if (bodiless || code == 204 || code == 304) {
                complete = true;
                return;
            }
        }
        if (head.chunked) {
            // Both framings at once is how requests are smuggled: believe the chunks, trust the connection no further.
            keepAlive &= head.contentLength < 0;
            chunks.begin();
            state = CHUNKED;
        } else if (head.contentLength > 0 && !head.unknownCoding) {
            remaining = head.contentLength;
            state = LENGTH;
        } else if ((head.contentLength == 0 && !head.unknownCoding) || !responses) {
            complete = true;
        } else {
            keepAlive = false;
            state = UNTIL_CLOSE;
        }
    }

    private int plainBody(int from, int to) {
        if (state == UNTIL_CLOSE) {
            return to;
        }
        int used = (int) Math.min(remaining, to - from);
        remaining -= used;
        if (remaining == 0) {
            state = HEAD;
            complete = true;
        }
        return from + used;
    }

    private int chunkedBody(byte[] b, int from, int to) throws MalformedMessageException {
        int at = chunks.parse(b, from, to);
        if (chunks.complete()) {
            state = HEAD;
            complete = true;
        }
        return at;
    }
}
