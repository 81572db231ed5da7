// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

/// How bytes get from a connection to its socket and back: as they are, or through TLS.
///
/// Results are those of [io.bpfbench.workloads.net.Sockets]: bytes, `NOTHING`, `END`, `FAILED`.
sealed interface Wire permits PlainWire, TlsWire {
    /// A new TCP connection has been made on `socket`: forgets everything about the one before.
    void attach(int socket);

    /// Does what can be done now to become ready for requests.
    ///
    /// @return positive when ready, `NOTHING` to wait for the other side, negative when it will not come to be
    int establish();

    /// Why [#establish] failed, in a few words.
    String failure();

    int read(byte[] into);

    int write(byte[] from, int offset, int length);

    /// The socket has room again: sends what was taken by [#write] and could not be sent then.
    ///
    /// @return negative when the connection has failed
    int flush();

    /// Whether a read that did not fill the array emptied the socket. If not, only `NOTHING` says that it is empty.
    boolean shortReadMeansEmpty();
}
