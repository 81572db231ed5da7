// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;

/// What load to put on one URL.
///
/// @param uri `http` or `https` URL that every request asks for
/// @param ratePerSecond open loop: requests due per second, over all threads, 0 < rate ≤ 10,000,000; empty: closed
///     loop, each connection sends its next request when a response is complete
/// @param connections TCP connections over all threads, 1 to 65,536
/// @param threads load threads, 1 to `connections`
/// @param pipeline requests that may be in flight on one connection, 1 to 4,096; in an open loop also how many
///     requests due at the same wake-up may share one write
/// @param wakeUp open loop: the least time between two looks at the schedule; requests that fall due in between are
///     sent together at the next look, so each waits less than this. The default suits a whole processor of one's
///     own; where instructions are counted, 1 ms lets 100 requests at 100,000 a second share a write
/// @param timeout a request unanswered for this long after it was sent is an error and its connection is replaced; a
///     request that could not even be sent this long after it was due is *omitted*
/// @param method request method, such as `GET`
/// @param headers header lines without line end, such as `Accept: */*`; `Host` and `Content-Length` are added where
///     not given
/// @param body request body, sent as UTF-8; may be empty
/// @param insecure `https`: believe any certificate
public record LoadSpec(
        URI uri,
        OptionalDouble ratePerSecond,
        int connections,
        int threads,
        int pipeline,
        Duration wakeUp,
        Duration timeout,
        String method,
        List<String> headers,
        String body,
        boolean insecure) {

    private static final Duration DEFAULT_WAKE_UP = Duration.ofNanos(100_000);
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);

    public LoadSpec {
        Objects.requireNonNull(uri, "uri");
        headers = List.copyOf(headers);
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if ((!scheme.equals("http") && !scheme.equals("https")) || uri.getHost() == null) {
            throw new IllegalArgumentException("not an http or https URL with a host: " + uri);
        }
        if (ratePerSecond.isPresent()) {
            double rate = ratePerSecond.getAsDouble();
            require(
                    rate > 0 && rate <= 10_000_000,
                    "rate must be more than 0 and at most 10,000,000 requests a second");
        }
        require(connections >= 1 && connections <= 65_536, "connections must be 1 to 65536");
        require(threads >= 1 && threads <= connections, "threads must be 1 to the number of connections");
        require(pipeline >= 1 && pipeline <= 4096, "pipeline must be 1 to 4096");
        require(wakeUp.toNanos() >= 1_000 && wakeUp.toMillis() <= 1_000, "wake-up must be 1 microsecond to 1 second");
        require(timeout.toMillis() >= 1 && timeout.toSeconds() <= 3_600, "timeout must be 1 millisecond to 1 hour");
        require(isToken(method), "not a request method: " + method);
        for (String header : headers) {
            int colon = header.indexOf(':');
            require(
                    colon > 0
                            && isToken(header.substring(0, colon))
                            && header.indexOf('\n') < 0
                            && header.indexOf('\r') < 0,
                    "not a header line (Name: value): " + header);
        }
    }

    /// As fast as it goes with 64 connections on one thread.
    public static LoadSpec closedLoop(URI uri) {
        return new LoadSpec(
                uri, OptionalDouble.empty(), 64, 1, 1, DEFAULT_WAKE_UP, DEFAULT_TIMEOUT, "GET", List.of(), "", false);
    }

    /// A constant rate over 64 connections on one thread; due requests share writes.
    public static LoadSpec openLoop(URI uri, double ratePerSecond) {
        return closedLoop(uri)
                .withRatePerSecond(OptionalDouble.of(ratePerSecond))
                .withPipeline(128);
    }

    public LoadSpec withRatePerSecond(OptionalDouble value) {
        return new LoadSpec(
                uri, value, connections, threads, pipeline, wakeUp, timeout, method, headers, body, insecure);
    }

    public LoadSpec withConnections(int value) {
        return new LoadSpec(
                uri, ratePerSecond, value, threads, pipeline, wakeUp, timeout, method, headers, body, insecure);
    }

    public LoadSpec withThreads(int value) {
        return new LoadSpec(
                uri, ratePerSecond, connections, value, pipeline, wakeUp, timeout, method, headers, body, insecure);
    }

    public LoadSpec withPipeline(int value) {
        return new LoadSpec(
                uri, ratePerSecond, connections, threads, value, wakeUp, timeout, method, headers, body, insecure);
    }

    public LoadSpec withWakeUp(Duration value) {
        return new LoadSpec(
                uri, ratePerSecond, connections, threads, pipeline, value, timeout, method, headers, body, insecure);
    }

    public LoadSpec withTimeout(Duration value) {
        return new LoadSpec(
                uri, ratePerSecond, connections, threads, pipeline, wakeUp, value, method, headers, body, insecure);
    }

    public LoadSpec withRequest(String newMethod, List<String> newHeaders, String newBody) {
        return new LoadSpec(
                uri,
                ratePerSecond,
                connections,
                threads,
                pipeline,
                wakeUp,
                timeout,
                newMethod,
                newHeaders,
                newBody,
                insecure);
    }

    public LoadSpec withInsecure(boolean value) {
        return new LoadSpec(
                uri, ratePerSecond, connections, threads, pipeline, wakeUp, timeout, method, headers, body, value);
    }

    boolean secure() {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    int port() {
        return uri.getPort() >= 0 ? uri.getPort() : secure() ? 443 : 80;
    }

    private static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7f || "()<>@,;:\\\"/[]?={}".indexOf(c) >= 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static void require(boolean right, String message) {
        if (!right) {
            throw new IllegalArgumentException(message);
        }
    }
}
