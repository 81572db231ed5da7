// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Command lines that make no sense: one sentence, before anything is loaded or asked of the kernel.
class InspectCommandTest {
    @TempDir
    private Path root = Path.of("");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--harden 0,5                      | takes levels of 0, 1, 2, such as 0,2, not '0,5'",
                "--harden two                      | takes levels of 0, 1, 2",
                "--list 12                         | leave ID, NAME and --harden out",
                "--list --harden 0,2               | leave ID, NAME and --harden out",
                "--stats 0                         | takes seconds from 0.001 to 3600, not 0",
                "--stats 5 --harden 0,2            | leave --harden out",
                "--object /nowhere.o               | goes with --harden",
                "--harden 0,2 --object /nowhere.o  | there is no object file /nowhere.o to read",
                "--where lab                       | add --harden 0,2",
                "--where moon --harden 0           | takes host, lab or auto, not 'moon'",
                "1 2                               | Unmatched argument",
                "0                                 | programs have numbers from 1 to 4294967295, not 0",
                "4294967296                        | programs have numbers from 1 to 4294967295, not 4294967296",
                "--stats 0.0001                    | takes seconds from 0.001 to 3600, not 1.0E-4",
                "--kernel /boot/vmlinuz            | it goes with --harden",
                "--kernel /k --harden 0 --where host | not with --where host",
            })
    void whatMakesNoSenseIsRefused(String arguments, String sentence) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
                Main.run(root, new PrintWriter(out), new PrintWriter(err, true), ("inspect " + arguments).split(" +"));
        assertThat(code).isEqualTo(ExitCode.USAGE);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains(sentence).hasLineCount(1);
    }
}
