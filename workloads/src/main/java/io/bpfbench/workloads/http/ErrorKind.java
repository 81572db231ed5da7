// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

/// What can go wrong with a request or a connection.
public enum ErrorKind {
    /// A connection could not be made. Counts attempts, not requests.
    CONNECT("connect"),
    /// No complete response within the time limit.
    TIMEOUT("timeout"),
    /// The bytes that came back are no HTTP/1.1 response.
    MALFORMED("malformed"),
    /// The connection ended before the response was complete.
    CLOSED("closed"),
    /// A response with status 400 to 499. It counts as a response too.
    STATUS_4XX("status_4xx"),
    /// A response with status 500 to 599. It counts as a response too.
    STATUS_5XX("status_5xx");

    private final String label;

    ErrorKind(String label) {
        this.label = label;
    }

    /// The name in results.
    public String label() {
        return label;
    }
}
