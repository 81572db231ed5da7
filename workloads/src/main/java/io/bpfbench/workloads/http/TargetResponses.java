// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import java.util.Arrays;

/// What [HttpTarget] answers with: one response of each kind, the kind being its index.
final class TargetResponses {
    static final int FULL = 0;
    static final int HEAD_ONLY = 1;
    /// Added to FULL or HEAD_ONLY: the connection's last response, which says so.
    static final int LAST = 2;
    static final int BAD = 4;
    private static final int KINDS = 5;

    private TargetResponses() {}

    static Repeated[] of(int bodyBytes) {
        String server = "Server: bpfbench\r\nContent-Type: text/plain\r\nContent-Length: " + bodyBytes + "\r\n";
        String close = "Connection: close\r\n";
        byte[] body = new byte[bodyBytes];
        Arrays.fill(body, (byte) 'x');
        Repeated[] responses = new Repeated[KINDS];
        responses[FULL] = Repeated.of("HTTP/1.1 200 OK\r\n" + server + "\r\n", body, 1024);
        responses[HEAD_ONLY] = Repeated.of("HTTP/1.1 200 OK\r\n" + server + "\r\n", new byte[0], 1024);
        responses[FULL + LAST] = Repeated.of("HTTP/1.1 200 OK\r\n" + server + close + "\r\n", body, 1);
        responses[HEAD_ONLY + LAST] = Repeated.of("HTTP/1.1 200 OK\r\n" + server + close + "\r\n", new byte[0], 1);
        responses[BAD] =
                Repeated.of("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n" + close + "\r\n", new byte[0], 1);
        return responses;
    }
}
