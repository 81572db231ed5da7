// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.util.List;

/// A BPF object of the user's that was measured in place of the latency probe.
///
/// @param name the file's name, without its directory
/// @param sha256 of the file, 64 hexadecimal digits
/// @param programs those of its programs that were loaded, in the object's order
public record ProbedObject(String name, String sha256, List<Part> programs) {
    public ProbedObject {
        programs = List.copyOf(programs);
    }

    /// In a few words, enough to tell it from another of the same name: `my.bpf.o, sha256 1f0c2d3e4a5b…`.
    public String described() {
        return name + ", sha256 " + sha256.substring(0, Math.min(12, sha256.length())) + "…";
    }

    /// One program.
    ///
    /// @param section the section that it stands in, which says where it is attached: `kretprobe/tcp_v4_connect`
    /// @param hook what its figures go by, as in [Program#hook]
    public record Part(String name, String section, String hook) {}
}
