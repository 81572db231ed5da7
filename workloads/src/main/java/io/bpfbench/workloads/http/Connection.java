// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

/// One connection of a load thread: its socket, what is in flight on it, and how far its streams are.
final class Connection {
    enum State {
        /// Waits for its time to connect again.
        DOWN,
        CONNECTING,
        /// The socket is connected; TLS is being negotiated.
        ESTABLISHING,
        OPEN
    }

    final int tag;
    final Wire wire;
    final MessageParser parser;
    State state = State.DOWN;
    int socket;
    /// While down: when to connect; while connecting: when that began.
    long sinceNanos;
    /// Before the next attempt after one that brought no response; 0 after one that did.
    long backoffNanos;
    /// Responses on the present connection.
    long responses;
    boolean everOpen;
    /// Stands in the thread's queue of connections with room.
    boolean queued;

    /// Bytes of requests in flight that the kernel has not taken yet, and where in the request the next of them lies.
    int unsentBytes;
    int unsentPhase;

    private long[] dueNanos = new long[4];
    private long[] sentNanos = new long[4];
    private int first;
    private int inFlight;

    Connection(int tag, Wire wire, MessageParser parser) {
        this.tag = tag;
        this.wire = wire;
        this.parser = parser;
    }

    int inFlight() {
        return inFlight;
    }

    /// Adds a request at the end of those in flight.
    void push(long due, long sent) {
        if (inFlight == dueNanos.length) {
            grow();
        }
        int at = (first + inFlight) & (dueNanos.length - 1);
        dueNanos[at] = due;
        sentNanos[at] = sent;
        inFlight++;
    }

    /// When the oldest request in flight was due.
    long firstDueNanos() {
        return dueNanos[first];
    }

    /// When the oldest request in flight was sent.
    long firstSentNanos() {
        return sentNanos[first];
    }

    /// Takes the oldest request from those in flight.
    void pop() {
        first = (first + 1) & (dueNanos.length - 1);
        inFlight--;
    }

    /// Forgets what was in flight and half sent.
    void clear() {
        inFlight = 0;
        unsentBytes = 0;
        unsentPhase = 0;
        responses = 0;
        parser.reset();
    }

    /// Doubles the space, so that a connection costs what it uses, not what the pipeline allows.
    private void grow() {
        int size = dueNanos.length;
        long[] due = new long[size * 2];
        long[] sent = new long[size * 2];
        for (int i = 0; i < inFlight; i++) {
            due[i] = dueNanos[(first + i) & (size - 1)];
            sent[i] = sentNanos[(first + i) & (size - 1)];
        }
        dueNanos = due;
        sentNanos = sent;
        first = 0;
    }
}
