// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.trial;

/// A trial that gave no figures; the message is one sentence that says why.
public final class TrialException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String sentence;

    public TrialException(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    @Override
    public String getMessage() {
        return sentence;
    }
}
