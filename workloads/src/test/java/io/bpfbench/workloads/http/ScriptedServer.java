// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/// A real server that misbehaves on purpose: one thread a connection, and a script that answers each request.
final class ScriptedServer implements AutoCloseable {
    /// Answers one request.
    interface Script {
        /// @param request 1 for the first request of all, and so on
        /// @return whether the connection stays open
        boolean answer(int request, OutputStream out) throws IOException, InterruptedException;
    }

    private final ServerSocket listener;
    private final AtomicInteger requests = new AtomicInteger();
    private final Script script;

    private ServerSocket listen() {
        try {
            return new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    ScriptedServer(Script script) {
        this.script = script;
        listener = listen();
        Thread.ofPlatform().daemon().start(this::acceptAll);
    }

    /// The same text in answer to every request.
    static ScriptedServer answering(String response) {
        byte[] bytes = response.getBytes(StandardCharsets.ISO_8859_1);
        return new ScriptedServer((request, out) -> {
            out.write(bytes);
            return true;
        });
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/");
    }

    int port() {
        return listener.getLocalPort();
    }

    int requests() {
        return requests.get();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> converse(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void converse(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            int ends = 0;
            for (int c = in.read(); c >= 0; c = in.read()) {
                ends = c == '\n' ? ends + 1 : c == '\r' ? ends : 0;
                if (ends == 2) {
                    ends = 0;
                    if (!script.answer(requests.incrementAndGet(), out)) {
                        return;
                    }
                }
            }
        } catch (IOException | InterruptedException gone) {
            // The client went away, which is its right.
        }
    }
}
