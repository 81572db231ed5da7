// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.net;

import java.util.Arrays;

/// One socket of [UringSockets]: what came for it and was not read yet, and what of the last message did not go.
final class UringSocket {
    static final byte[] NOTHING_UNSENT = new byte[0];
    /// Stands for every socket that is closed.
    static final UringSocket NONE = new UringSocket(-1, -1, -1);

    static {
        NONE.open = false;
    }

    final int number;
    final int tag;
    /// Tells this socket from earlier ones of the same number.
    final int generation;
    boolean open = true;
    /// Of what has come and was not announced yet.
    int readiness;
    /// What a read finds after the last chunk: nothing, for now or for ever.
    int ended = Sockets.NOTHING;
    byte[] unsent = NOTHING_UNSENT;
    /// The submission with which the last message went, and where it lay.
    long sentInBatch;
    int sentAt;
    int sentBytes;
    /// The last submission with anything of this socket.
    long queuedInBatch;

    /// Numbers of buffers that the kernel has filled, and how far, in the order they came.
    private int[] buffers = new int[2];
    private int[] bytes = new int[2];
    private int first;
    private int chunks;
    private int firstOffset;

    UringSocket(int number, int tag, int generation) {
        this.number = number;
        this.tag = tag;
        this.generation = generation;
    }

    long tagged(int kind) {
        return (long) generation << 32 | (long) number << UringSockets.KIND_BITS | kind;
    }

    void add(int buffer, int size) {
        if (chunks == buffers.length) {
            grow();
        }
        int at = (first + chunks) & (buffers.length - 1);
        buffers[at] = buffer;
        bytes[at] = size;
        chunks++;
    }

    int chunks() {
        return chunks;
    }

    int firstBuffer() {
        return buffers[first];
    }

    int firstOffset() {
        return firstOffset;
    }

    /// Bytes of the first buffer that have not been read.
    int firstBytes() {
        return bytes[first] - firstOffset;
    }

    /// Takes bytes from the first buffer.
    ///
    /// @return whether those were its last
    boolean consume(int size) {
        firstOffset += size;
        if (firstOffset < bytes[first]) {
            return false;
        }
        firstOffset = 0;
        first = (first + 1) & (buffers.length - 1);
        chunks--;
        return true;
    }

    private void grow() {
        int size = buffers.length;
        int[] oldBuffers = buffers;
        int[] oldBytes = bytes;
        buffers = Arrays.copyOf(oldBuffers, size * 2);
        bytes = Arrays.copyOf(oldBytes, size * 2);
        for (int i = 0; i < size; i++) {
            buffers[i] = oldBuffers[(first + i) & (size - 1)];
            bytes[i] = oldBytes[(first + i) & (size - 1)];
        }
        first = 0;
    }
}
