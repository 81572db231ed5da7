// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import io.bpfbench.workloads.net.Sockets;

/// The requests and responses of one load thread.
///
/// This is the hot path: nothing here allocates for a request.
final class Traffic {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Connection[] connections;
    private final Links links;
    private final Repeated request;
    private final boolean openLoop;
    private final int pipeline;
    private final long timeoutNanos;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    /// Open connections with room for a request.
    private final ConnectionQueue roomy;

    /// Due times of requests to send again.
    private final LongQueue again = new LongQueue();
    private Pacer pacer;
    private boolean begun;
    /// Requests are due that no connection has room for.
    private boolean blocked;
    /// After how many responses the server last closed on requests that were still to be answered.
    private long responsesPerConnection = Long.MAX_VALUE;

    private Tally tally;

    /// @param pacer replaced by the one given to [#begin]
    Traffic(LoadSpec spec, Repeated request, Connection[] connections, Links links, Pacer pacer, Tally tally) {
        this.connections = connections;
        this.links = links;
        this.request = request;
        this.openLoop = spec.ratePerSecond().isPresent();
        this.pipeline = spec.pipeline();
        this.timeoutNanos = spec.timeout().toNanos();
        this.roomy = new ConnectionQueue(connections);
        this.pacer = pacer;
        this.tally = tally;
    }

    void countIn(Tally newTally) {
        tally = newTally;
    }

    /// Starts to send.
    void begin(Pacer newPacer) {
        pacer = newPacer;
        begun = true;
        if (!openLoop) {
            for (Connection connection : connections) {
                opened(connection);
            }
        }
    }

    /// When [#sendDue] is to be called next, or `otherwise` if that is sooner.
    long lookAtNanos(long otherwise) {
        return begun && openLoop && pacer.lookAtNanos() - otherwise < 0 ? pacer.lookAtNanos() : otherwise;
    }

    /// Sends what is due, if it is time to look.
    void look(long now) {
        if (begun && openLoop && now - pacer.lookAtNanos() >= 0) {
            sendDue(now);
            pacer.looked(now);
        }
    }

    /// Sends what was due and had no room, if there is room now.
    void catchUp() {
        if (blocked && !roomy.isEmpty()) {
            sendDue(System.nanoTime());
        }
    }

    /// Requests that are due and not sent.
    long behind(long now) {
        return again.size() + (openLoop && begun ? pacer.behind(now) : 0);
    }

    /// The socket of a connection is ready.
    void ready(Connection connection, int readiness) {
        if (connection.state != Connection.State.OPEN) {
            if (!links.advance(connection)) {
                return;
            }
            opened(connection);
        } else if ((readiness & Sockets.WRITABLE) != 0) {
            connection.wire.flush();
            transmit(connection);
        }
        if (connection.state == Connection.State.OPEN && (readiness & (Sockets.READABLE | Sockets.ENDING)) != 0) {
            receive(connection, (readiness & Sockets.ENDING) != 0);
        }
    }

    private void opened(Connection connection) {
        if (openLoop) {
            offerRoomy(connection);
        } else if (begun && connection.state == Connection.State.OPEN) {
            fill(connection, room(connection), System.nanoTime());
        }
    }

    private void sendDue(long now) {
        if (pacer.nextDueNanos() - (now - timeoutNanos) < 0) {
            tally.omitted += pacer.skipBefore(now - timeoutNanos);
        }
        while (again.size() > 0 || pacer.nextDueNanos() - now <= 0) {
            if (roomy.isEmpty()) {
                blocked = true;
                return;
            }
            Connection connection = roomy.poll();
            int room = room(connection);
            if (room == 0) {
                continue;
            }
            long sent = System.nanoTime();
            int count = resend(connection, room, sent);
            while (count < room && pacer.nextDueNanos() - now <= 0) {
                long due = pacer.nextDueNanos();
                pacer.take();
                connection.push(due, sent);
                tally.lag.record(sent - due);
                tally.requests++;
                count++;
            }
            connection.unsentBytes += count * request.size;
            transmit(connection);
            offerRoomy(connection);
        }
        blocked = false;
    }

    /// Closed loop: sends `count` more requests.
    ///
    /// @param sent a moment not after this one: when the response was read that makes room for them
    private void fill(Connection connection, int count, long sent) {
        int pushed = resend(connection, count, sent);
        while (pushed < count) {
            connection.push(sent, sent);
            tally.requests++;
            pushed++;
        }
        connection.unsentBytes += count * request.size;
        transmit(connection);
    }

    private int resend(Connection connection, int most, long sent) {
        int count = 0;
        while (count < most && again.size() > 0) {
            connection.push(again.take(), sent);
            tally.resent++;
            count++;
        }
        return count;
    }

    private void transmit(Connection connection) {
        while (connection.unsentBytes > 0) {
            int bytes = Math.min(connection.unsentBytes, request.bytes.length - connection.unsentPhase);
            int taken = connection.wire.write(request.bytes, connection.unsentPhase, bytes);
            tally.writes++;
            if (taken <= 0) {
                // A connection that fails here is read to its end soon: its readiness says so.
                return;
            }
            connection.unsentBytes -= taken;
            connection.unsentPhase = connection.unsentBytes == 0 ? 0 : (connection.unsentPhase + taken) % request.size;
        }
    }

    private void receive(Connection connection, boolean toTheEnd) {
        boolean onlyNothingMeansEmpty = toTheEnd || !connection.wire.shortReadMeansEmpty();
        int bytes;
        do {
            bytes = connection.wire.read(buffer);
            if (bytes > 0) {
                tally.receivedBytes += bytes;
                if (!responses(connection, bytes, System.nanoTime())) {
                    return;
                }
            } else if (bytes < 0) {
                ended(connection);
                return;
            }
        } while (bytes == BUFFER_BYTES || (onlyNothingMeansEmpty && bytes > 0));
    }

    /// Takes the responses out of the buffer.
    ///
    /// @return whether the connection goes on
    private boolean responses(Connection connection, int bytes, long now) {
        int at = 0;
        int completed = 0;
        try {
            while (at < bytes) {
                if (connection.inFlight() == 0) {
                    throw new MalformedMessageException("bytes that answer no request", buffer, at, bytes);
                }
                at = connection.parser.parse(buffer, at, bytes);
                if (connection.parser.complete()) {
                    completed++;
                    responded(connection, now);
                    if (!connection.parser.keepAlive()) {
                        lastResponse(connection);
                        return false;
                    }
                }
            }
        } catch (MalformedMessageException malformed) {
            tally.example(ErrorKind.MALFORMED, String.valueOf(malformed.getMessage()));
            tally.error(ErrorKind.MALFORMED, 1);
            tally.error(ErrorKind.CLOSED, Math.max(0, connection.inFlight() - 1));
            links.replace(connection);
            return false;
        }
        if (completed > 0) {
            if (openLoop) {
                offerRoomy(connection);
            } else {
                fill(connection, room(connection), now);
            }
        }
        return true;
    }

    private void responded(Connection connection, long now) {
        tally.latency.record(now - connection.firstDueNanos());
        tally.uncorrected.record(now - connection.firstSentNanos());
        connection.pop();
        connection.responses++;
        tally.response(connection.parser.status());
    }

    /// The response just read was announced as the connection's last. Requests behind it in the pipeline were not
    /// looked at: they are sent again (RFC 9112 §9.3.2). This connection brought a response, so that cannot go on for
    /// ever.
    private void lastResponse(Connection connection) {
        if (connection.inFlight() > 0) {
            responsesPerConnection = connection.responses;
        }
        while (connection.inFlight() > 0) {
            again.add(connection.firstDueNanos());
            connection.pop();
        }
        blocked |= again.size() > 0;
        links.replace(connection);
    }

    /// The other side has closed or reset the connection.
    private void ended(Connection connection) {
        boolean orderly = connection.parser.end();
        if (connection.parser.complete() && connection.inFlight() > 0) {
            responded(connection, System.nanoTime());
            lastResponse(connection);
            return;
        }
        if (connection.inFlight() > 0 || !orderly) {
            tally.error(ErrorKind.CLOSED, Math.max(1, connection.inFlight()));
        }
        links.replace(connection);
    }

    /// How many more requests the connection may take now. Towards the number of responses after which the server was
    /// last seen to close, nothing is pipelined behind what may be the last: it would only have to be sent again.
    private int room(Connection connection) {
        if (connection.state != Connection.State.OPEN) {
            return 0;
        }
        long expected = responsesPerConnection - connection.responses - connection.inFlight();
        if (expected <= 0) {
            return connection.inFlight() == 0 ? 1 : 0;
        }
        return (int) Math.min(expected, Math.min(pipeline - connection.inFlight(), request.copies()));
    }

    private void offerRoomy(Connection connection) {
        if (room(connection) > 0) {
            roomy.offer(connection);
        }
    }
}
