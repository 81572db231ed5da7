// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.net;

import java.net.InetSocketAddress;

/// The non-blocking TCP sockets of one thread, and the wait for any of them.
///
/// Readiness is reported *once* per change (edge-triggered): whoever is told that a socket is readable reads until a
/// read returns less than it asked for, and on [#ENDING] until [#read] says [#END] or [#FAILED]. Once a thread has
/// called [#adopt], all methods but [#wakeUp] belong to it.
public interface Sockets extends AutoCloseable {
    /// Nothing to read, or no room to write, at this moment.
    int NOTHING = 0;
    /// The other side has closed its direction in order.
    int END = -1;
    /// The connection is gone: reset, refused, timed out.
    int FAILED = -2;

    /// Readiness: something to read.
    int READABLE = 1;
    /// Readiness: room to write again, or a connect that has come to its end.
    int WRITABLE = 2;
    /// Readiness: the other side has closed or reset; read to the end.
    int ENDING = 4;

    /// Starts to connect; [#WRITABLE] or [#ENDING] tells of the end, [#connectError] of its success.
    ///
    /// @param tag returned by [#readyTag] with every readiness of this socket; not negative
    /// @return the socket, or [#FAILED] when the connection was refused at once
    /// @throws java.io.UncheckedIOException when the process may open no more sockets
    int connect(InetSocketAddress address, int tag);

    /// Why a connect that ended did not succeed, in a few words; empty when it did.
    String connectError(int socket);

    /// @return bytes read (> 0), [#NOTHING], [#END] or [#FAILED]
    int read(int socket, byte[] into, int offset, int length);

    /// @return bytes taken (> 0), [#NOTHING] or [#FAILED]
    int write(int socket, byte[] from, int offset, int length);

    /// Closes the socket; it is watched no longer.
    void close(int socket);

    /// Waits until a socket is ready, [#wakeUp] is called or the time is over, whichever is first.
    ///
    /// @param nanos how long at most; 0 or less looks without waiting
    /// @return how many sockets are ready
    int await(long nanos);

    /// The tag of the `index`-th ready socket of the last [#await].
    int readyTag(int index);

    /// The readiness of the `index`-th ready socket of the last [#await]: a sum of the constants here.
    int readiness(int index);

    /// Ends the current or the next [#await] early. Any thread may call it.
    void wakeUp();

    /// Processor time that the calling thread has used since it began, nanoseconds.
    long threadCpuNanos();

    /// The calling thread is the one that uses these sockets from now on. It gets timers as exact as the kernel can
    /// make them.
    void adopt();

    @Override
    void close();
}
