// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

/// One connection of [HttpTarget]: what is still to be sent on it is a stretch of a response's repetition, never a
/// copy.
final class TargetClient {
    final int tag;
    final MessageParser parser;
    final LongQueue later = new LongQueue();
    int socket;
    boolean open;
    /// No request is taken after this one; close when all is sent.
    boolean last;
    int kind;
    long unsent;
    int phase;

    TargetClient(int tag, MessageParser parser) {
        this.tag = tag;
        this.parser = parser;
    }

    void begin(int newSocket) {
        socket = newSocket;
        open = true;
        last = false;
        unsent = 0;
        phase = 0;
        later.clear();
        parser.reset();
    }

    void add(int newKind, long bytes) {
        if (bytes == 0) {
            return;
        }
        if (unsent == 0) {
            kind = newKind;
            phase = 0;
            unsent = bytes;
        } else if (newKind == kind && later.size() == 0) {
            unsent += bytes;
        } else {
            later.add(bytes << 3 | newKind);
        }
    }

    void sent(int bytes, int period) {
        unsent -= bytes;
        phase = (phase + bytes) % period;
        if (unsent == 0 && later.size() > 0) {
            long next = later.take();
            kind = (int) (next & 7);
            unsent = next >>> 3;
            phase = 0;
        }
    }
}
