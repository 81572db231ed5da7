// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.inspect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// The probe's send program for raw tracepoints as `program-reader load` showed it on Linux 6.18, under one level of
/// hardening and another.
final class SavedPrograms {
    private SavedPrograms() {}

    static LoadedProgram send(int harden) throws IOException {
        return ProgramReader.parse(line(harden));
    }

    static String line(int harden) throws IOException {
        try (InputStream in = SavedPrograms.class.getResourceAsStream("/programs/send-harden-" + harden + ".json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
