// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import io.bpfbench.workloads.net.Sockets;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// A wire through the JDK's own TLS.
///
/// Each connection keeps two buffers of one TLS record (16 KiB and a little) for what is encrypted and not yet whole
/// or not yet sent. The handshake's arithmetic is done on the load thread: it is part of what the load costs.
final class TlsWire implements Wire {
    private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);

    private final Sockets sockets;
    private final SSLContext context;
    private final LoadSpec spec;
    private final byte[] incomingBytes;
    private final byte[] outgoingBytes;
    /// Encrypted bytes that came and were not decrypted yet.
    private final ByteBuffer incoming;
    /// Encrypted bytes that were not sent yet.
    private final ByteBuffer outgoing;

    private SSLEngine engine;
    private int socket;
    private boolean begun;
    private ByteBuffer plainIn = NO_BYTES;
    private ByteBuffer plainOut = NO_BYTES;
    private String failure = "";

    TlsWire(Sockets sockets, SSLContext context, LoadSpec spec) {
        this.sockets = sockets;
        this.context = context;
        this.spec = spec;
        engine = engine();
        int record = engine.getSession().getPacketBufferSize();
        incomingBytes = new byte[record];
        outgoingBytes = new byte[record];
        incoming = ByteBuffer.wrap(incomingBytes).limit(0);
        outgoing = ByteBuffer.wrap(outgoingBytes).limit(0);
    }

    /// @param insecure believe any certificate
    static SSLContext context(boolean insecure) {
        try {
            if (!insecure) {
                return SSLContext.getDefault();
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[0], new TrustManager[] {new TrustAnyone()}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no TLS: " + e.getMessage(), e);
        }
    }

    @Override
    public void attach(int newSocket) {
        socket = newSocket;
        engine = engine();
        begun = false;
        incoming.position(0).limit(0);
        outgoing.position(0).limit(0);
        failure = "";
    }

    @Override
    public int establish() {
        try {
            if (!begun) {
                begun = true;
                engine.beginHandshake();
            }
            int result = handshake();
            if (result < 0 && failure.isEmpty()) {
                failure = "TLS: the connection ended in the handshake";
            }
            return result;
        } catch (SSLException refused) {
            failure = "TLS: " + refused.getMessage();
            flush(); // the alert that says why
            return Sockets.FAILED;
        }
    }

    @Override
    public String failure() {
        return failure;
    }

    @Override
    public int read(byte[] into) {
        if (!sameArray(plainIn, into)) {
            plainIn = ByteBuffer.wrap(into);
        }
        plainIn.clear();
        try {
            while (true) {
                SSLEngineResult result = engine.unwrap(incoming, plainIn);
                if (plainIn.position() > 0) {
                    return plainIn.position();
                }
                if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                    return Sockets.END;
                }
                if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
                    int received = receive();
                    if (received <= 0) {
                        return received;
                    }
                } else {
                    // A message of the protocol's own, such as a new session ticket or a key update.
                    int handled = handshake();
                    if (handled < 0) {
                        return handled;
                    }
                }
            }
        } catch (SSLException broken) {
            failure = "TLS: " + broken.getMessage();
            return Sockets.FAILED;
        }
    }

    @Override
    public int write(byte[] from, int offset, int length) {
        if (flush() < 0) {
            return Sockets.FAILED;
        }
        if (outgoing.hasRemaining()) {
            return Sockets.NOTHING;
        }
        if (!sameArray(plainOut, from)) {
            plainOut = ByteBuffer.wrap(from);
        }
        plainOut.clear().position(offset).limit(offset + length);
        try {
            encrypt(plainOut);
        } catch (SSLException broken) {
            failure = "TLS: " + broken.getMessage();
            return Sockets.FAILED;
        }
        return flush() < 0 ? Sockets.FAILED : plainOut.position() - offset;
    }

    @Override
    public int flush() {
        while (outgoing.hasRemaining()) {
            int taken = sockets.write(socket, outgoingBytes, outgoing.position(), outgoing.remaining());
            if (taken <= 0) {
                return taken;
            }
            outgoing.position(outgoing.position() + taken);
        }
        return 1;
    }

    @Override
    public boolean shortReadMeansEmpty() {
        return false;
    }

    private int handshake() throws SSLException {
        while (true) {
            int flushed = flush();
            if (flushed < 0) {
                return flushed;
            }
            switch (engine.getHandshakeStatus()) {
                case NOT_HANDSHAKING, FINISHED -> {
                    return 1;
                }
                case NEED_TASK -> {
                    for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                        task.run();
                    }
                }
                case NEED_WRAP -> {
                    if (outgoing.hasRemaining()) {
                        return Sockets.NOTHING;
                    }
                    encrypt(NO_BYTES);
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    SSLEngineResult result = engine.unwrap(incoming, NO_BYTES);
                    if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                        return Sockets.END;
                    }
                    if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
                        int received = receive();
                        if (received <= 0) {
                            return received;
                        }
                    }
                }
            }
        }
    }

    private void encrypt(ByteBuffer plain) throws SSLException {
        outgoing.clear();
        try {
            engine.wrap(plain, outgoing);
        } finally {
            outgoing.flip();
        }
    }

    private int receive() {
        incoming.compact();
        int received = sockets.read(socket, incomingBytes, incoming.position(), incoming.remaining());
        incoming.position(incoming.position() + Math.max(0, received)).flip();
        return received;
    }

    private SSLEngine engine() {
        SSLEngine created = context.createSSLEngine(spec.uri().getHost(), spec.port());
        created.setUseClientMode(true);
        if (!spec.insecure()) {
            SSLParameters parameters = created.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            created.setSSLParameters(parameters);
        }
        return created;
    }

    @SuppressWarnings({"ReferenceEquality", "ByteBufferBackingArray"
    }) // the same array, so that its buffer can be used again
    private static boolean sameArray(ByteBuffer buffer, byte[] array) {
        return buffer.array() == array;
    }

    /// Believes every certificate; extended, because the JDK adds its own checks around a plain one.
    private static final class TrustAnyone extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket peer) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket peer) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine peer) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine peer) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
