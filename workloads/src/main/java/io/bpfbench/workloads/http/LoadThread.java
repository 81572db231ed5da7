// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import io.bpfbench.workloads.net.EpollSockets;
import io.bpfbench.workloads.net.Sockets;
import java.net.InetSocketAddress;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// One thread of a load: its share of the connections and of the schedule.
///
/// The loop waits for whatever comes first, a socket or the next look at the schedule. Everything that the loop touches
/// belongs to this thread alone; others only ask it to hand over its tally, or to stop.
final class LoadThread implements Runnable {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final long FIRST_BACKOFF_NANOS = 10_000_000;
    private static final long LONGEST_BACKOFF_NANOS = 1_000_000_000;

    private final Thread thread;
    private final Sockets sockets = new EpollSockets();
    private final LoadSpec spec;
    private final InetSocketAddress address;
    private final Repeated request;
    private final int index;
    private final CountDownLatch connected;
    private final Connection[] connections;
    private final boolean openLoop;
    private final int pipeline;
    private final long timeoutNanos;
    private final byte[] buffer = new byte[BUFFER_BYTES];

    /// Connections with room for a request, first come first served, each at most once.
    private final int[] roomy;
    private int roomyFirst;
    private int roomyCount;
    /// Due times of requests to send again.
    private final LongQueue again = new LongQueue();
    private Pacer pacer;
    /// Requests are due that no connection has room for.
    private boolean blocked;
    private int connecting;
    private int down;
    private boolean begun;
    private long housekeepingNanos;

    private Tally tally = new Tally();
    private long cpuAtMark;

    private volatile boolean stopping;
    private volatile long beginNanos;
    private volatile boolean beginWanted;
    private volatile boolean tallyWanted;
    private final ArrayBlockingQueue<Tally> fresh = new ArrayBlockingQueue<>(1);
    private final ArrayBlockingQueue<Tally> full = new ArrayBlockingQueue<>(1);
    private final ArrayBlockingQueue<RuntimeException> failure = new ArrayBlockingQueue<>(1);

    LoadThread(LoadSpec spec, InetSocketAddress address, Repeated request, int index, CountDownLatch connected) {
        this.spec = spec;
        this.address = address;
        this.request = request;
        this.index = index;
        this.connected = connected;
        int share = spec.connections() / spec.threads() + (index < spec.connections() % spec.threads() ? 1 : 0);
        connections = new Connection[share];
        roomy = new int[share];
        Head head = new Head();
        boolean toHead = spec.method().equals("HEAD");
        for (int i = 0; i < share; i++) {
            connections[i] = new Connection(i, MessageParser.ofResponses(toHead, head));
        }
        openLoop = spec.ratePerSecond().isPresent();
        pipeline = spec.pipeline();
        timeoutNanos = spec.timeout().toNanos();
        pacer = pacer(0);
        thread = Thread.ofPlatform().name("load-" + index).daemon().unstarted(this);
    }

    void start() {
        thread.start();
    }

    /// Starts the schedule.
    void begin(long nanos) {
        beginNanos = nanos;
        beginWanted = true;
        sockets.wakeUp();
    }

    void stop() {
        stopping = true;
        sockets.wakeUp();
    }

    void join() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Asks for the tally of the window that ends now; an empty one takes its place.
    void requestTally(Tally empty) {
        fresh.add(empty);
        tallyWanted = true;
        sockets.wakeUp();
    }

    Tally takeTally() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    Tally taken = full.poll(100, TimeUnit.MILLISECONDS);
                    if (taken != null) {
                        return taken;
                    }
                    if (!thread.isAlive()) {
                        rethrow();
                        throw new IllegalStateException("the load has been closed");
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Throws what ended this thread early, if anything did.
    void rethrow() {
        RuntimeException thrown = failure.peek();
        if (thrown != null) {
            throw thrown;
        }
    }

    @Override
    public void run() {
        try {
            sockets.exactTimers();
            long now = System.nanoTime();
            housekeepingNanos = now;
            connecting = connections.length;
            for (Connection connection : connections) {
                connect(connection, now);
            }
            while (!stopping) {
                turn();
            }
        } catch (RuntimeException thrown) {
            failure.add(thrown);
        } finally {
            connected.countDown();
            for (Connection connection : connections) {
                if (connection.state != Connection.State.DOWN) {
                    sockets.close(connection.socket);
                }
            }
            sockets.close();
        }
    }

    private void turn() {
        if (beginWanted) {
            begin();
        }
        if (tallyWanted) {
            handOver();
        }
        long now = System.nanoTime();
        if (begun && openLoop && now - pacer.lookAtNanos() >= 0) {
            sendDue(now);
            pacer.looked(now);
            now = System.nanoTime();
        }
        if (now - housekeepingNanos >= 0) {
            keepHouse(now);
        }
        long until = begun && openLoop && pacer.lookAtNanos() - housekeepingNanos < 0
                ? pacer.lookAtNanos()
                : housekeepingNanos;
        int ready = sockets.await(until - now);
        for (int i = 0; i < ready; i++) {
            ready(connections[sockets.readyTag(i)], sockets.readiness(i));
        }
        if (blocked && roomyCount > 0) {
            sendDue(System.nanoTime());
        }
    }

    private void begin() {
        beginWanted = false;
        begun = true;
        pacer = pacer(beginNanos);
        tally.clear();
        tally.beginNanos = beginNanos;
        cpuAtMark = sockets.threadCpuNanos();
        if (!openLoop) {
            for (Connection connection : connections) {
                if (connection.state == Connection.State.OPEN) {
                    fill(connection, pipeline);
                }
            }
        }
    }

    private Pacer pacer(long startNanos) {
        return new Pacer(
                startNanos,
                spec.ratePerSecond().orElse(1),
                index,
                spec.threads(),
                spec.wakeUp().toNanos());
    }

    private void handOver() {
        tallyWanted = false;
        Tally done = tally;
        tally = fresh.remove();
        long now = System.nanoTime();
        long cpu = sockets.threadCpuNanos();
        done.endNanos = now;
        done.cpuNanos = cpu - cpuAtMark;
        done.behind = openLoop && begun ? pacer.behind(now) + again.size() : again.size();
        done.inFlight = 0;
        done.openConnections = 0;
        for (Connection connection : connections) {
            done.inFlight += connection.inFlight();
            done.openConnections += connection.state == Connection.State.OPEN ? 1 : 0;
        }
        tally.beginNanos = now;
        cpuAtMark = cpu;
        full.add(done);
    }

    private void sendDue(long now) {
        if (pacer.nextDueNanos() - (now - timeoutNanos) < 0) {
            tally.omitted += pacer.skipBefore(now - timeoutNanos);
        }
        while (again.size() > 0 || pacer.nextDueNanos() - now <= 0) {
            if (roomyCount == 0) {
                blocked = true;
                return;
            }
            Connection connection = pollRoomy();
            int room = room(connection);
            if (room == 0) {
                continue;
            }
            long sent = System.nanoTime();
            int count = 0;
            while (count < room && again.size() > 0) {
                connection.push(again.take(), sent);
                tally.resent++;
                count++;
            }
            while (count < room && pacer.nextDueNanos() - now <= 0) {
                long due = pacer.nextDueNanos();
                pacer.take();
                connection.push(due, sent);
                Tally.record(tally.lag, sent - due);
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
    private void fill(Connection connection, int count) {
        long sent = System.nanoTime();
        for (int i = 0; i < count; i++) {
            if (again.size() > 0) {
                connection.push(again.take(), sent);
                tally.resent++;
            } else {
                connection.push(sent, sent);
                tally.requests++;
            }
        }
        connection.unsentBytes += count * request.size;
        transmit(connection);
    }

    private void transmit(Connection connection) {
        while (connection.unsentBytes > 0) {
            int bytes = Math.min(connection.unsentBytes, request.bytes.length - connection.unsentPhase);
            int taken = sockets.write(connection.socket, request.bytes, connection.unsentPhase, bytes);
            tally.writes++;
            if (taken <= 0) {
                // A connection that fails here is read to its end soon: its readiness says so.
                return;
            }
            connection.unsentBytes -= taken;
            connection.unsentPhase = connection.unsentBytes == 0 ? 0 : (connection.unsentPhase + taken) % request.size;
        }
    }

    private void ready(Connection connection, int readiness) {
        if (connection.state == Connection.State.CONNECTING) {
            connectEnded(connection);
        }
        if (connection.state != Connection.State.OPEN) {
            return;
        }
        if ((readiness & Sockets.WRITABLE) != 0 && connection.unsentBytes > 0) {
            transmit(connection);
        }
        if ((readiness & (Sockets.READABLE | Sockets.ENDING)) != 0) {
            receive(connection, (readiness & Sockets.ENDING) != 0);
        }
    }

    private void receive(Connection connection, boolean toTheEnd) {
        int socket = connection.socket;
        int bytes;
        do {
            bytes = sockets.read(socket, buffer, 0, BUFFER_BYTES);
            if (bytes > 0) {
                tally.receivedBytes += bytes;
                if (!responses(connection, bytes, System.nanoTime())) {
                    return;
                }
            } else if (bytes < 0) {
                ended(connection);
                return;
            }
        } while (bytes == BUFFER_BYTES || (toTheEnd && bytes > 0));
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
            if (tally.firstMalformed.isEmpty()) {
                tally.firstMalformed = String.valueOf(malformed.getMessage());
            }
            tally.error(ErrorKind.MALFORMED, 1);
            if (connection.inFlight() > 1) {
                tally.error(ErrorKind.CLOSED, connection.inFlight() - 1);
            }
            disconnect(connection);
            return false;
        }
        if (completed > 0 && begun) {
            if (openLoop) {
                offerRoomy(connection);
            } else {
                fill(connection, completed);
            }
        }
        return connection.state == Connection.State.OPEN;
    }

    private void responded(Connection connection, long now) {
        Tally.record(tally.latency, now - connection.firstDueNanos());
        Tally.record(tally.uncorrected, now - connection.firstSentNanos());
        connection.pop();
        connection.responses++;
        tally.responses++;
        int status = connection.parser.status();
        int statusClass = status / 100;
        tally.statusClasses[statusClass <= 5 ? statusClass : 0]++;
        if (status >= 400) {
            tally.error(statusClass == 5 ? ErrorKind.STATUS_5XX : ErrorKind.STATUS_4XX, status < 600 ? 1 : 0);
        }
    }

    /// The response just read was announced as the connection's last. Requests behind it in the pipeline were not
    /// looked at: they
    /// are sent again (RFC 9112 §9.3.2). This connection brought a response, so that cannot go on for ever.
    private void lastResponse(Connection connection) {
        while (connection.inFlight() > 0) {
            again.add(connection.firstDueNanos());
            connection.pop();
        }
        blocked = openLoop && again.size() > 0;
        disconnect(connection);
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
        disconnect(connection);
    }

    private void connect(Connection connection, long now) {
        connection.sinceNanos = now;
        int socket = sockets.connect(address, connection.tag);
        if (socket < 0) {
            connection.state = Connection.State.CONNECTING;
            connectFailed(connection, now);
            return;
        }
        connection.socket = socket;
        connection.state = Connection.State.CONNECTING;
    }

    private void connectEnded(Connection connection) {
        if (!sockets.connected(connection.socket)) {
            sockets.close(connection.socket);
            connectFailed(connection, System.nanoTime());
            return;
        }
        connection.state = Connection.State.OPEN;
        connection.clear();
        if (connection.everOpen) {
            tally.reconnects++;
        }
        connection.everOpen = true;
        attempted();
        if (openLoop) {
            offerRoomy(connection);
        } else if (begun) {
            fill(connection, pipeline);
        }
    }

    private void connectFailed(Connection connection, long now) {
        tally.error(ErrorKind.CONNECT, 1);
        goDown(connection, now);
        attempted();
    }

    /// Counts down the first attempts; the load begins when all of them have ended.
    private void attempted() {
        if (connecting > 0 && --connecting == 0) {
            connected.countDown();
        }
    }

    private void disconnect(Connection connection) {
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

    private void goDown(Connection connection, long now) {
        connection.clear();
        connection.backoffNanos = Math.clamp(connection.backoffNanos * 2, FIRST_BACKOFF_NANOS, LONGEST_BACKOFF_NANOS);
        connection.sinceNanos = now + connection.backoffNanos;
        connection.state = Connection.State.DOWN;
        down++;
        housekeepingNanos = Math.min(housekeepingNanos, now + FIRST_BACKOFF_NANOS);
    }

    /// Looks for what took too long, and connects again what is down.
    private void keepHouse(long now) {
        for (Connection connection : connections) {
            switch (connection.state) {
                case DOWN -> {
                    if (now - connection.sinceNanos >= 0) {
                        down--;
                        connect(connection, now);
                    }
                }
                case CONNECTING -> {
                    if (now - connection.sinceNanos > timeoutNanos) {
                        sockets.close(connection.socket);
                        connectFailed(connection, now);
                    }
                }
                case OPEN -> {
                    if (connection.inFlight() > 0 && now - connection.firstSentNanos() > timeoutNanos) {
                        timedOut(connection, now);
                    }
                }
            }
        }
        housekeepingNanos =
                now + (down > 0 ? FIRST_BACKOFF_NANOS : Math.clamp(timeoutNanos / 8, 1_000_000, 100_000_000));
    }

    private void timedOut(Connection connection, long now) {
        while (connection.inFlight() > 0 && now - connection.firstSentNanos() > timeoutNanos) {
            tally.error(ErrorKind.TIMEOUT, 1);
            connection.pop();
        }
        // Those sent later go down with the connection.
        tally.error(ErrorKind.CLOSED, connection.inFlight());
        disconnect(connection);
    }

    private int room(Connection connection) {
        return connection.state == Connection.State.OPEN
                ? Math.min(pipeline - connection.inFlight(), request.copies())
                : 0;
    }

    private void offerRoomy(Connection connection) {
        if (!connection.queued && room(connection) > 0) {
            int at = roomyFirst + roomyCount;
            roomy[at < roomy.length ? at : at - roomy.length] = connection.tag;
            roomyCount++;
            connection.queued = true;
        }
    }

    private Connection pollRoomy() {
        Connection connection = connections[roomy[roomyFirst]];
        roomyFirst = roomyFirst + 1 == roomy.length ? 0 : roomyFirst + 1;
        roomyCount--;
        connection.queued = false;
        return connection;
    }
}
