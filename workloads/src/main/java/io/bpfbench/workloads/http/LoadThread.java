// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import io.bpfbench.workloads.net.EpollSockets;
import io.bpfbench.workloads.net.Sockets;
import java.net.InetSocketAddress;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/// One thread of a load: its share of the connections and of the schedule.
///
/// The loop waits for whatever comes first, a socket or the next look at the schedule. Everything that the loop
/// touches belongs to this thread alone; others only ask it to hand over its tally, or to stop.
final class LoadThread implements Runnable {
    private final Thread thread;
    private final Sockets sockets;
    private final LoadSpec spec;
    private final int index;
    private final CountDownLatch connected;
    private final Connection[] connections;
    private final Links links;
    private final Traffic traffic;

    private Tally tally = new Tally();
    private long cpuAtMark;

    private volatile boolean stopping;
    private volatile long beginNanos;
    private volatile boolean beginWanted;
    private volatile boolean tallyWanted;
    private final ArrayBlockingQueue<Tally> fresh = new ArrayBlockingQueue<>(1);
    private final ArrayBlockingQueue<Tally> full = new ArrayBlockingQueue<>(1);
    private final ArrayBlockingQueue<RuntimeException> failure = new ArrayBlockingQueue<>(1);

    /// @param connected counted down when every connection of this thread has been made or has failed once
    /// @throws java.io.UncheckedIOException when the process may open no more files
    LoadThread(LoadSpec spec, InetSocketAddress address, Repeated request, int index, CountDownLatch connected) {
        this.spec = spec;
        this.index = index;
        this.connected = connected;
        sockets = new EpollSockets();
        int share = spec.connections() / spec.threads() + (index < spec.connections() % spec.threads() ? 1 : 0);
        connections = connections(spec, share, sockets);
        links = new Links(sockets, address, connections, spec.timeout().toNanos(), tally, connected::countDown);
        traffic = new Traffic(spec, request, connections, links, pacer(0), tally);
        thread = Thread.ofPlatform().name("load-" + index).daemon().unstarted(this);
    }

    private static Connection[] connections(LoadSpec spec, int count, Sockets sockets) {
        Connection[] connections = new Connection[count];
        Head head = new Head();
        boolean toHead = spec.method().equals("HEAD");
        if (spec.secure()) {
            SSLContext context = TlsWire.context(spec.insecure());
            for (int i = 0; i < count; i++) {
                Wire wire = new TlsWire(sockets, context, spec);
                connections[i] = new Connection(i, wire, MessageParser.ofResponses(toHead, head));
            }
        } else {
            for (int i = 0; i < count; i++) {
                connections[i] = new Connection(i, new PlainWire(sockets), MessageParser.ofResponses(toHead, head));
            }
        }
        return connections;
    }

    Thread thread() {
        return thread;
    }

    void start() {
        thread.start();
    }

    /// Gives up what a thread holds that will not be started.
    void abandon() {
        sockets.close();
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
            sockets.adopt();
            links.connectAll(System.nanoTime());
            turnUntilStopped();
        } catch (RuntimeException thrown) {
            failure.add(thrown);
        } finally {
            connected.countDown();
            links.closeAll();
            sockets.close();
        }
    }

    /// As in [HttpTarget]: a loop that never ends is compiled late, and so is kept small.
    private void turnUntilStopped() {
        while (!stopping) {
            turn();
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
        traffic.look(now);
        if (now - links.patrolAtNanos() >= 0) {
            links.patrol(now);
        }
        int ready = sockets.await(traffic.lookAtNanos(links.patrolAtNanos()) - System.nanoTime());
        for (int i = 0; i < ready; i++) {
            traffic.ready(connections[sockets.readyTag(i)], sockets.readiness(i));
        }
        traffic.catchUp();
    }

    private void begin() {
        beginWanted = false;
        tally.beginNanos = beginNanos;
        cpuAtMark = sockets.threadCpuNanos();
        traffic.begin(pacer(beginNanos));
    }

    private Pacer pacer(long startNanos) {
        // A closed loop asks its pacer nothing.
        double rate = spec.ratePerSecond().orElse(1);
        return new Pacer(startNanos, rate, index, spec.threads(), spec.wakeUp().toNanos());
    }

    private void handOver() {
        tallyWanted = false;
        Tally done = tally;
        tally = fresh.remove();
        traffic.countIn(tally);
        links.countIn(tally);
        long now = System.nanoTime();
        long cpu = sockets.threadCpuNanos();
        done.endNanos = now;
        done.cpuNanos = cpu - cpuAtMark;
        done.behind = traffic.behind(now);
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
}
