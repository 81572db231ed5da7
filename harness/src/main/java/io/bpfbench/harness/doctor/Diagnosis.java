// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.doctor;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What was seen, judged. The same observations always give the same diagnosis.
///
/// As JSON it has the schema `bpfbench/doctor/1`.
///
/// @param kernel `uname -r`
/// @param checks the guide's six, in its order, then what it does not look at
@JsonPropertyOrder({"schema", "kernel", "outcome", "checks"})
public record Diagnosis(String kernel, List<Check> checks) {
    /// What it comes to.
    public enum Outcome {
        /// All is as it should be; there may be notes.
        GOOD,
        /// Something is to be mended.
        FINDINGS,
        /// Nothing is to be mended of what could be read, and not all of the six checks could be.
        NOT_ALL_READ
    }

    public Diagnosis {
        checks = List.copyOf(checks);
    }

    /// @param lab what is known of the lab
    public static Diagnosis of(Observations seen, LabState lab) {
        List<Check> checks = new ArrayList<>(SettingChecks.of(seen));
        checks.add(KernelCheck.of(seen));
        checks.add(BtfCheck.of(seen));
        checks.add(HookCheck.of(seen));
        checks.add(LabCheck.of(lab));
        return new Diagnosis(seen.release(), checks);
    }

    /// For programs.
    public String getSchema() {
        return "bpfbench/doctor/1";
    }

    public Outcome getOutcome() {
        if (!lines(Mark.FINDING).isEmpty()) {
            return Outcome.FINDINGS;
        }
        boolean unread = checks.stream()
                .filter(check -> check.number() > 0)
                .flatMap(check -> check.lines().stream())
                .anyMatch(line -> line.mark() == Mark.UNKNOWN);
        return unread ? Outcome.NOT_ALL_READ : Outcome.GOOD;
    }

    /// The lines with that mark, in order.
    public List<Line> lines(Mark mark) {
        return all().filter(line -> line.mark() == mark).toList();
    }

    private Stream<Line> all() {
        return checks.stream().flatMap(check -> check.lines().stream());
    }
}
