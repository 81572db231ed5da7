// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.doctor;

/// What is known of the lab on this machine.
///
/// @param guests whether a guest of it runs
/// @param how what ran, where one did, or what is there to run one, as a part of a sentence
/// @param kvm whether guests run on the processor itself
/// @param itself whether this machine is a guest of the lab, which has none
public record LabState(Answer guests, String how, Answer kvm, boolean itself) {
    public LabState(Answer guests, String how, Answer kvm) {
        this(guests, how, kvm, false);
    }

    public static LabState ofGuest() {
        Answer none = new Answer.No("this machine is a guest of the lab");
        return new LabState(none, "", none, true);
    }
}
