// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.kernel;

/// A setting could not be read or written; [#refusal()] says which and why. A finding, not an accident: the cell
/// that asked for it is reported as unavailable with the reason.
public final class SettingRefusedException extends KernelException {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    public SettingRefusedException(Refusal refusal) {
        super(refusal.sentence());
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }
}
