// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

import io.bpfbench.workloads.http.HttpTarget;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/// The service that the load asks: the user's own, or the embedded one for as long as the trials last.
///
/// @param uri what is asked for
/// @param embedded the server, when it is ours
public record Target(URI uri, Optional<HttpTarget> embedded) implements AutoCloseable {
    private static final int BODY_BYTES = 64;

    /// @param url the user's own service, or empty for the embedded one
    public static Target of(String url) {
        if (!url.isEmpty()) {
            return new Target(URI.create(url), Optional.empty());
        }
        HttpTarget embedded = HttpTarget.start(BODY_BYTES);
        return new Target(embedded.uri(), Optional.of(embedded));
    }

    /// The threads of this process that serve; none when the service is the user's.
    List<Thread> threads() {
        return embedded.map(HttpTarget::thread).stream().toList();
    }

    @Override
    public void close() {
        embedded.ifPresent(HttpTarget::close);
    }
}
