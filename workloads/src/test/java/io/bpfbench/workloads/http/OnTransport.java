// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import static org.junit.jupiter.api.Assumptions.abort;

import io.bpfbench.workloads.net.Transport;

/// Starts loads on one transport, or skips the test where the kernel does not have it.
final class OnTransport {
    private OnTransport() {}

    static HttpLoad start(Transport transport, LoadSpec spec) {
        try {
            return HttpLoad.start(spec.withTransport(transport));
        } catch (UnsupportedOperationException notHere) {
            return abort(String.valueOf(notHere.getMessage()));
        }
    }
}
