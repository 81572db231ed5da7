// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.micro;

import io.bpfbench.reports.result.MicroDesign;
import java.io.OutputStream;
import java.nio.file.Path;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/// What JMH is run with.
///
/// @param options as the user typed them
/// @param loader the `micro-programs` executable
/// @param work a directory for files between JVMs
/// @param words where JMH's own output goes
public record JmhSettings(CommandLineOptions options, MicroPreset preset, Path loader, Path work, OutputStream words) {
    JmhRun run(MicroDesign design) {
        return new JmhRun(options, preset, design.mode(), design.forked(), loader, work, words);
    }
}
