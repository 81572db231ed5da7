// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import io.bpfbench.workloads.net.Sockets;
import java.net.InetSocketAddress;

/// Keeps the connections of one load thread up: connects, connects again, and gives up what takes too long.
///
/// A connection that brought a response is replaced at once when it ends. One that did not waits first, twice as long
/// after each such attempt: a target that is down or closes on sight is not hammered.
final class Links {
    private static final long FIRST_BACKOFF_NANOS = 10_000_000;
    private static final long LONGEST_BACKOFF_NANOS = 1_000_000_000;
    private static final long SHORTEST_PATROL_NANOS = 1_000_000;
    private static final long LONGEST_PATROL_NANOS = 100_000_000;

    private final Sockets sockets;
    private final InetSocketAddress address;
    private final Connection[] connections;
    private final long timeoutNanos;
    private final Runnable allAttempted;
    private int firstAttempts;
    private int down;
    private long patrolAtNanos;
    private Tally tally;

    /// @param allAttempted told once every connection has been made or has failed once
    Links(
            Sockets sockets,
            InetSocketAddress address,
            Connection[] connections,
            long timeoutNanos,
            Tally tally,
            Runnable allAttempted) {
        this.sockets = sockets;
        this.address = address;
        this.connections = connections;
        this.timeoutNanos = timeoutNanos;
        this.tally = tally;
        this.allAttempted = allAttempted;
        this.firstAttempts = connections.length;
    }

    void countIn(Tally newTally) {
        tally = newTally;
    }

    void connectAll(long now) {
        patrolAtNanos = now;
        for (Connection connection : connections) {
            connect(connection, now);
        }
    }

    /// When [#patrol] is to be called next.
    long patrolAtNanos() {
        return patrolAtNanos;
    }

    /// Looks at all connections for what took too long, and connects again what is down.
    void patrol(long now) {
        for (Connection connection : connections) {
            switch (connection.state) {
                case DOWN -> {
                    if (now - connection.sinceNanos >= 0) {
                        down--;
                        connect(connection, now);
                    }
                }
                case CONNECTING, ESTABLISHING -> {
                    if (now - connection.sinceNanos > timeoutNanos) {
                        sockets.close(connection.socket);
                        connectFailed(connection, now, "no connection within the time limit");
                    }
                }
                case OPEN -> {
                    if (connection.inFlight() > 0 && now - connection.firstSentNanos() > timeoutNanos) {
                        timedOut(connection, now);
                    }
                }
            }
        }
        patrolAtNanos = now
                + (down > 0
                        ? FIRST_BACKOFF_NANOS
                        : Math.clamp(timeoutNanos / 8, SHORTEST_PATROL_NANOS, LONGEST_PATROL_NANOS));
    }

    /// Moves a connection that is being made a step on; its socket is ready for one.
    ///
    /// @return whether it has just become open
    boolean advance(Connection connection) {
        if (connection.state == Connection.State.CONNECTING) {
            String error = sockets.connectError(connection.socket);
            if (!error.isEmpty()) {
                sockets.close(connection.socket);
                connectFailed(connection, System.nanoTime(), error);
                return false;
            }
            connection.wire.attach(connection.socket);
            connection.state = Connection.State.ESTABLISHING;
        }
        int established = connection.wire.establish();
        if (established < 0) {
            sockets.close(connection.socket);
            connectFailed(connection, System.nanoTime(), connection.wire.failure());
        }
        if (established <= 0) {
            return false;
        }
        connection.state = Connection.State.OPEN;
        connection.clear();
        if (connection.everOpen) {
            tally.reconnects++;
        }
        connection.everOpen = true;
        attempted();
        return true;
    }

    /// Closes an open connection and sees to its replacement. What was in flight on it is forgotten.
    void replace(Connection connection) {
        sockets.close(connection.socket);
        long now = System.nanoTime();
        if (connection.responses > 0) {
            connection.backoffNanos = 0;
            connection.clear();
            connect(connection, now);
        } else {
            goDown(connection, now);
        }
    }

    void closeAll() {
        for (Connection connection : connections) {
            if (connection.state != Connection.State.DOWN) {
                sockets.close(connection.socket);
                connection.state = Connection.State.DOWN;
            }
        }
    }

    private void connect(Connection connection, long now) {
        connection.state = Connection.State.CONNECTING;
        connection.sinceNanos = now;
        int socket = sockets.connect(address, connection.tag);
        if (socket < 0) {
            connectFailed(connection, now, "connection refused at once");
        } else {
            connection.socket = socket;
        }
    }

    private void connectFailed(Connection connection, long now, String why) {
        tally.error(ErrorKind.CONNECT, 1);
        tally.example(ErrorKind.CONNECT, why);
        goDown(connection, now);
        attempted();
    }

    private void attempted() {
        if (firstAttempts > 0 && --firstAttempts == 0) {
            allAttempted.run();
        }
    }

    private void goDown(Connection connection, long now) {
        connection.clear();
        connection.backoffNanos = Math.clamp(connection.backoffNanos * 2, FIRST_BACKOFF_NANOS, LONGEST_BACKOFF_NANOS);
        connection.sinceNanos = now + connection.backoffNanos;
        connection.state = Connection.State.DOWN;
        down++;
        if (patrolAtNanos - (now + FIRST_BACKOFF_NANOS) > 0) {
            patrolAtNanos = now + FIRST_BACKOFF_NANOS;
        }
    }

    private void timedOut(Connection connection, long now) {
        while (connection.inFlight() > 0 && now - connection.firstSentNanos() > timeoutNanos) {
            tally.error(ErrorKind.TIMEOUT, 1);
            connection.pop();
        }
        // Those sent later go down with the connection.
        tally.error(ErrorKind.CLOSED, connection.inFlight());
        replace(connection);
    }
}
