// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import java.util.List;

/// Why a guest did not come to its own end.
///
/// @param reason half a sentence that goes on after "the guest …"
/// @param lastConsoleLines the end of what its console said; may be empty
record GuestFailure(Kind kind, String reason, List<String> lastConsoleLines) {
    enum Kind {
        /// QEMU could not start it or broke off.
        EMULATOR,
        /// No record within the limit.
        NO_HELLO,
        /// It said hello, then nothing for too long.
        SILENT,
        PANIC,
        OUT_OF_MEMORY,
        /// Its command ended with an error.
        COMMAND,
        /// We ended it.
        ENDED
    }

    GuestFailure {
        lastConsoleLines = List.copyOf(lastConsoleLines);
    }

    /// The reason, and the console's last words on lines of their own.
    String words() {
        return lastConsoleLines.isEmpty()
                ? reason
                : reason + "; its console's last words:\n" + String.join("\n", lastConsoleLines);
    }
}
