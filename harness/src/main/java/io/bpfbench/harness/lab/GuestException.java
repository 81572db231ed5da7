// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

/// A guest did not come to its own end.
final class GuestException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient GuestFailure failure;

    GuestException(GuestFailure failure) {
        super("the guest " + failure.reason());
        this.failure = failure;
    }

    GuestFailure failure() {
        return failure;
    }
}
