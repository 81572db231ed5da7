// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import io.bpfbench.workloads.net.EpollSockets;
import io.bpfbench.workloads.net.Sockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;

/// A small HTTP/1.1 server on one thread: answers every well-formed request with 200 and the same body.
///
/// It keeps connections open, answers pipelined requests of one read in one write, and stops reading from a client
/// that does not read. There is no access log, no date and no routing: what it costs is what HTTP over TCP costs.
public final class HttpTarget implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int MAXIMUM_BODY_BYTES = 64 << 20;
    private static final int LISTENER = Integer.MAX_VALUE;

    private final EpollSockets sockets = new EpollSockets();
    private final int listener;
    private final URI uri;
    private final Thread thread;
    private final Repeated[] responses;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final Head head = new Head();
    private final ArrayBlockingQueue<RuntimeException> failure = new ArrayBlockingQueue<>(1);
    private TargetClient[] clients = new TargetClient[64];
    private int[] free = new int[64];
    private int freeCount;
    private long served;
    private volatile boolean stopping;
    private volatile long servedRequests;

    private HttpTarget(InetSocketAddress address, int bodyBytes) {
        responses = TargetResponses.of(bodyBytes);
        try {
            listener = sockets.listen(address, LISTENER);
        } catch (RuntimeException failed) {
            sockets.close();
            throw failed;
        }
        String host = address.getAddress().getHostAddress();
        uri = URI.create(
                "http://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + sockets.port(listener) + "/");
        addClients(0);
        thread = Thread.ofPlatform().name("target").daemon().unstarted(this::serve);
    }

    /// The thread that serves, for its CPU time.
    public Thread thread() {
        return thread;
    }

    /// Serves on a free port of the loopback interface.
    ///
    /// @param bodyBytes length of each response's body, 0 to 64 MiB
    public static HttpTarget start(int bodyBytes) {
        return start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), bodyBytes);
    }

    /// Serves on the address, port 0 for a free one.
    ///
    /// @param bodyBytes length of each response's body, 0 to 64 MiB
    /// @throws java.io.UncheckedIOException when the address cannot be listened on
    public static HttpTarget start(InetSocketAddress address, int bodyBytes) {
        if (bodyBytes < 0 || bodyBytes > MAXIMUM_BODY_BYTES) {
            throw new IllegalArgumentException("a body must be 0 bytes to 64 MiB long");
        }
        HttpTarget target = new HttpTarget(address, bodyBytes);
        target.thread.start();
        return target;
    }

    /// Serves in a process of its own until standard input ends, that is until the parent goes away. Prints the URI.
    ///
    /// @param args port (default 0, a free one) and body length (default 64)
    public static void main(String[] args) throws IOException {
        int port = args.length > 0 ? Integer.parseInt(args[0]) : 0;
        int bodyBytes = args.length > 1 ? Integer.parseInt(args[1]) : 64;
        try (HttpTarget target = start(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), bodyBytes)) {
            System.out.println(target.uri());
            while (System.in.read() >= 0) {
                // Only the end of the input means something.
            }
        }
    }

    /// Where the target answers.
    public URI uri() {
        return uri;
    }

    /// Requests answered so far; exact once the target is closed, behind by the current batch before.
    public long servedRequests() {
        return servedRequests;
    }

    /// Closes all connections and ends the thread.
    @Override
    public void close() {
        stopping = true;
        sockets.wakeUp();
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
        RuntimeException thrown = failure.peek();
        if (thrown != null) {
            throw thrown;
        }
    }

    private void serve() {
        try {
            turnUntilStopped();
        } catch (RuntimeException thrown) {
            failure.add(thrown);
        } finally {
            for (TargetClient client : clients) {
                if (client.open) {
                    sockets.close(client.socket);
                }
            }
            sockets.close(listener);
            sockets.close();
        }
    }

    /// Kept small, and a turn called instead of written out. A method that is called often is compiled soon; a loop
    /// that never ends only after 60,000 rounds, and with all that stands around it. That would be in the middle of a
    /// measurement, and take a guest's only CPU for millions of instructions.
    private void turnUntilStopped() {
        while (!stopping) {
            turn();
        }
    }

    private void turn() {
        int ready = sockets.await(Long.MAX_VALUE);
        for (int i = 0; i < ready; i++) {
            int tag = sockets.readyTag(i);
            if (tag == LISTENER) {
                acceptAll();
            } else if (clients[tag].open) {
                serve(clients[tag], sockets.readiness(i));
            }
        }
        servedRequests = served;
    }

    private void acceptAll() {
        int socket;
        while ((socket = sockets.accept(listener)) >= 0) {
            if (freeCount == 0) {
                grow();
            }
            int tag = free[--freeCount];
            clients[tag].begin(socket);
            sockets.watch(socket, tag);
        }
    }

    private void serve(TargetClient client, int readiness) {
        if (!transmit(client)) {
            return;
        }
        boolean toTheEnd = (readiness & Sockets.ENDING) != 0;
        int bytes;
        do {
            bytes = sockets.read(client.socket, buffer, 0, BUFFER_BYTES);
            if (bytes < 0) {
                close(client);
                return;
            }
            // A client that does not read is not read from: its next readiness, WRITABLE, comes back here.
            if (bytes > 0 && !answer(client, bytes)) {
                return;
            }
        } while (bytes == BUFFER_BYTES || (toTheEnd && bytes > 0));
    }

    /// Answers the requests in the buffer.
    ///
    /// @return whether to go on reading
    private boolean answer(TargetClient client, int bytes) {
        int at = 0;
        long full = 0;
        try {
            while (at < bytes && !client.last) {
                at = client.parser.parse(buffer, at, bytes);
                if (client.parser.complete()) {
                    served++;
                    client.last = !client.parser.keepAlive();
                    if (client.parser.headMethod() || client.last) {
                        client.add(TargetResponses.FULL, full * responses[TargetResponses.FULL].size);
                        full = 0;
                        int kind = (client.parser.headMethod() ? TargetResponses.HEAD_ONLY : TargetResponses.FULL)
                                + (client.last ? TargetResponses.LAST : 0);
                        client.add(kind, responses[kind].size);
                    } else {
                        full++;
                    }
                }
            }
        } catch (MalformedMessageException malformed) {
            client.last = true;
            client.add(TargetResponses.FULL, full * responses[TargetResponses.FULL].size);
            full = 0;
            client.add(TargetResponses.BAD, responses[TargetResponses.BAD].size);
        }
        client.add(TargetResponses.FULL, full * responses[TargetResponses.FULL].size);
        return transmit(client);
    }

    /// Sends what is to be sent.
    ///
    /// @return whether all of it has gone and the connection goes on
    private boolean transmit(TargetClient client) {
        while (client.unsent > 0) {
            Repeated response = responses[client.kind];
            int chunk = (int) Math.min(client.unsent, response.bytes.length - client.phase);
            int taken = sockets.write(client.socket, response.bytes, client.phase, chunk);
            if (taken == Sockets.FAILED) {
                close(client);
            }
            if (taken <= 0) {
                return false;
            }
            client.sent(taken, response.size);
        }
        if (client.last) {
            close(client);
            return false;
        }
        return true;
    }

    private void close(TargetClient client) {
        sockets.close(client.socket);
        client.open = false;
        free[freeCount++] = client.tag;
    }

    private void grow() {
        int before = clients.length;
        clients = Arrays.copyOf(clients, before * 2);
        free = Arrays.copyOf(free, before * 2);
        addClients(before);
    }

    private void addClients(int from) {
        for (int tag = clients.length - 1; tag >= from; tag--) {
            clients[tag] = new TargetClient(tag, MessageParser.ofRequests(head));
            free[freeCount++] = tag;
        }
    }
}
