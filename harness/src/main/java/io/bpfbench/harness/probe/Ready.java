// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.probe;

import io.bpfbench.reports.result.Program;
import java.util.List;

/// The probe is loaded and attached.
///
/// @param attach attach kind of all its programs; of an object of others each kind once, with `+` between them
/// @param attempts every kind that was tried, in order
/// @param programs the programs as the kernel describes them
/// @param warnings what it says of itself that makes its figures other than they would be elsewhere, a sentence each
public record Ready(String attach, List<Attempt> attempts, List<Program> programs, List<String> warnings) {
    public Ready {
        warnings = List.copyOf(warnings);
        attempts = List.copyOf(attempts);
        programs = List.copyOf(programs);
    }

    /// One attach kind that was tried; `error` is empty when it worked.
    public record Attempt(String attach, boolean ok, String error) {}
}
