// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.probe;

/// The probe could not be started, loaded or heard; the message is one sentence (with the verifier's last lines behind
/// it where the verifier refused a program).
public final class ProbeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String sentence;

    public ProbeException(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    @Override
    public String getMessage() {
        return sentence;
    }
}
