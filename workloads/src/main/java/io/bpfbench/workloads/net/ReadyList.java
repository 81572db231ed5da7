// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.net;

import java.util.Arrays;

/// The sockets that the last wait found ready, and apart from them those that have become so since.
final class ReadyList {
    private UringSocket[] current = new UringSocket[64];
    /// What the current ones are ready for; theirs to collect anew since.
    private int[] readiness = new int[64];

    private int count;
    private UringSocket[] next = new UringSocket[64];
    private int nextCount;

    ReadyList() {
        Arrays.fill(current, UringSocket.NONE);
        Arrays.fill(next, UringSocket.NONE);
    }

    /// Nothing has become ready since the last turn.
    boolean isEmpty() {
        return nextCount == 0;
    }

    /// @param mask one or more of the constants of [Sockets]
    void announce(UringSocket socket, int mask) {
        if (socket.readiness == 0) {
            if (nextCount == next.length) {
                next = Arrays.copyOf(next, nextCount * 2);
            }
            next[nextCount++] = socket;
        }
        socket.readiness |= mask;
    }

    /// Makes those that have become ready the current ones, but for what was closed in the meantime.
    ///
    /// @return how many
    int turn() {
        if (current.length < nextCount) {
            current = new UringSocket[next.length];
            readiness = new int[next.length];
        }
        count = 0;
        for (int i = 0; i < nextCount; i++) {
            UringSocket socket = next[i];
            if (socket.open) {
                current[count] = socket;
                readiness[count] = socket.readiness;
                count++;
            }
            socket.readiness = 0;
        }
        nextCount = 0;
        return count;
    }

    UringSocket socket(int index) {
        return current[index];
    }

    int readiness(int index) {
        return readiness[index];
    }
}
