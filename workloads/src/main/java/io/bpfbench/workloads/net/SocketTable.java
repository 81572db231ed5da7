// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.net;

import java.util.Arrays;

/// The open sockets by number. The kernel gives the least free number, so an array is right.
final class SocketTable {
    private UringSocket[] sockets = new UringSocket[64];

    SocketTable() {
        Arrays.fill(sockets, UringSocket.NONE);
    }

    /// The socket of that number, or [UringSocket#NONE].
    UringSocket get(int number) {
        return number < sockets.length ? sockets[number] : UringSocket.NONE;
    }

    void put(UringSocket socket) {
        int before = sockets.length;
        if (socket.number >= before) {
            sockets = Arrays.copyOf(sockets, Math.max(socket.number + 1, before * 2));
            Arrays.fill(sockets, before, sockets.length, UringSocket.NONE);
        }
        sockets[socket.number] = socket;
    }

    void remove(int number) {
        sockets[number] = UringSocket.NONE;
    }
}
