// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.doctor;

import java.util.List;

/// Whether the lab can measure what this kernel cannot.
final class LabCheck {
    private static final String TRY = "./bench doctor --lab";

    private LabCheck() {}

    static Check of(LabState state) {
        List<Line> lines = state.itself()
                ? List.of(Line.good("lab", "guest", "This machine is a guest of the lab: it needs none of its own"))
                : List.of(guests(state), kvm(state.kvm()));
        return new Check(0, "the Lab", lines);
    }

    private static Line guests(LabState state) {
        String id = "lab";
        return switch (state.guests()) {
            case Answer.Yes() -> Line.good(id, "yes", "A guest runs: " + state.how());
            case Answer.No(String why) -> Line.note(id, "no", "No guest runs: " + why, "");
            case Answer.CannotTell(String why, boolean _) ->
                Line.unknown(id, "Guests: " + why + "; " + state.how(), "").mendedBy(TRY);
        };
    }

    private static Line kvm(Answer answer) {
        String id = "kvm";
        return switch (answer) {
            case Answer.Yes() -> Line.good(id, "yes", "KVM: yes: the lab's clock is the wall's");
            case Answer.No(String why) ->
                Line.note(id, "no", "KVM: no: " + why, "Guests run all the same, and count instructions.");
            case Answer.CannotTell(String why, boolean _) ->
                Line.unknown(id, "KVM: " + why, "").mendedBy(TRY);
        };
    }
}
