// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import io.bpfbench.workloads.net.Sockets;

/// A wire without encryption.
final class PlainWire implements Wire {
    private final Sockets sockets;
    private int socket;

    PlainWire(Sockets sockets) {
        this.sockets = sockets;
    }

    @Override
    public void attach(int newSocket) {
        socket = newSocket;
    }

    @Override
    public int establish() {
        return 1;
    }

    @Override
    public String failure() {
        return "";
    }

    @Override
    public int read(byte[] into) {
        return sockets.read(socket, into, 0, into.length);
    }

    @Override
    public int write(byte[] from, int offset, int length) {
        return sockets.write(socket, from, offset, length);
    }

    @Override
    public int flush() {
        return Sockets.NOTHING;
    }

    @Override
    public boolean shortReadMeansEmpty() {
        return true;
    }
}
