// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.probe;

/// The probe could not be started, loaded or heard; the message is one sentence (with the verifier's last lines behind
/// it where the verifier refused a program).
public final class ProbeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ProbeException(String message) {
        super(message);
    }
}
