// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.micro;

/// A program that cannot be loaded or run; the message is one sentence.
public final class MicroException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String sentence;

    public MicroException(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    @Override
    public String getMessage() {
        return sentence;
    }
}
