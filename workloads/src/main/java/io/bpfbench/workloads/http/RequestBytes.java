// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Writes the one request that a load sends.
final class RequestBytes {
    private RequestBytes() {}

    static Repeated of(LoadSpec spec) {
        String path = spec.uri().getRawPath();
        StringBuilder head = new StringBuilder(spec.method()).append(' ');
        head.append(path == null || path.isEmpty() ? "/" : path);
        if (spec.uri().getRawQuery() != null) {
            head.append('?').append(spec.uri().getRawQuery());
        }
        head.append(" HTTP/1.1\r\n");
        byte[] body = spec.body().getBytes(StandardCharsets.UTF_8);
        boolean host = false;
        boolean length = false;
        for (String header : spec.headers()) {
            String name = header.substring(0, header.indexOf(':')).toLowerCase(Locale.ROOT);
            host |= name.equals("host");
            length |= name.equals("content-length");
        }
        if (!host) {
            head.append("Host: ").append(spec.uri().getHost());
            if (spec.uri().getPort() >= 0) {
                head.append(':').append(spec.uri().getPort());
            }
            head.append("\r\n");
        }
        for (String header : spec.headers()) {
            head.append(header).append("\r\n");
        }
        if (!length && body.length > 0) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        return Repeated.of(head.append("\r\n").toString(), body, spec.pipeline());
    }
}
