// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import io.bpfbench.reports.result.CommandText;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/// Makes the commands, handing each what it needs of the outside.
///
/// @param root where the kernel's files stand
/// @param args the command line as typed
record Factory(Path root, List<String> args) implements IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
        if (type == RunCommand.class) {
            return type.cast(new RunCommand(root, typed()));
        }
        if (type == CalibrateCommand.class) {
            return type.cast(new CalibrateCommand(root, typed()));
        }
        if (type == MicroCommand.class) {
            return type.cast(new MicroCommand(root, typed()));
        }
        if (type == TuneCommand.class) {
            return type.cast(new TuneCommand(root));
        }
        if (type == InspectCommand.class) {
            return type.cast(new InspectCommand(root));
        }
        if (type == LabCommand.class) {
            return type.cast(new LabCommand(root));
        }
        if (type == DoctorCommand.class) {
            return type.cast(new DoctorCommand(root));
        }
        return CommandLine.defaultFactory().create(type);
    }

    /// The command as it can be typed again.
    private String typed() {
        return ("bench " + CommandText.of(args)).strip();
    }
}
