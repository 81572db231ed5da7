// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.probe;

import io.bpfbench.reports.result.Cell;
import io.bpfbench.reports.stats.CompiledCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// The probe's programs as compiled in one way. `make -C probe-native` makes one object for each way that the installed
/// clang knows, and a text beside it, which says what clang had against the others.
///
/// @param opt level of optimisation, such as `O1`
/// @param mcpu BPF instruction set, such as `v1`
public record ProbeObject(String opt, String mcpu) {
    /// Of a cell that says how the probe is compiled; what it leaves out is as in the object inside the probe.
    public static Optional<ProbeObject> of(Cell cell) {
        Optional<String> opt = cell.value(CompiledCode.OPT);
        Optional<String> mcpu = cell.value(CompiledCode.MCPU);
        return opt.isPresent() || mcpu.isPresent()
                ? Optional.of(new ProbeObject(opt.orElse("O2"), mcpu.orElse("v3")))
                : Optional.empty();
    }

    /// The object's file.
    ///
    /// @param probe the `latency-probe` executable
    public Path beside(Path probe) {
        return file(probe, ".bpf.o");
    }

    /// Those of its files that are there: the object, what clang said, or both.
    public Stream<Path> files(Path probe) {
        return Stream.of(beside(probe), file(probe, ".txt")).filter(Files::exists);
    }

    /// Why there is no such object, one clause; empty when there is.
    public Optional<String> obstacle(Path probe) {
        if (Files.exists(beside(probe))) {
            return Optional.empty();
        }
        try {
            return Optional.of("the clang that built the probe does not compile it with -" + opt + " -mcpu=" + mcpu
                    + " (" + Files.readString(file(probe, ".txt")).strip() + ")");
        } catch (IOException missing) {
            return Optional.of("there is no " + beside(probe) + ": build it with ./bench or make -C probe-native");
        }
    }

    private Path file(Path probe, String end) {
        return probe.resolveSibling("objects").resolve("latency-" + opt + "-" + mcpu + end);
    }
}
