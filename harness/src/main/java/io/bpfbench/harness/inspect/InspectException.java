// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.inspect;

/// There is no such program, or more than one; the message is one sentence.
public final class InspectException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InspectException(String sentence) {
        super(sentence);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
