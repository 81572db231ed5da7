// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.kernel;

import java.nio.file.Files;
import java.util.Optional;

/// One process of one boot: numbers of processes are used again, so the start time stands beside it.
///
/// @param pid its number
/// @param startTicks field 22 of `/proc/PID/stat`, in clock ticks since boot; 0 when it cannot be told
/// @param bootId `/proc/sys/kernel/random/boot_id`; empty when it cannot be told
record ProcessIdentity(long pid, long startTicks, String bootId) {
    static ProcessIdentity own(KernelFiles files) {
        long pid = ProcessHandle.current().pid();
        return new ProcessIdentity(pid, startTicks(files, pid).orElse(0L), bootId(files));
    }

    static String bootId(KernelFiles files) {
        return files.text("/proc/sys/kernel/random/boot_id").orElse("");
    }

    /// Whether that very process still lives. A zombie counts as dead: it restores nothing any more.
    boolean lives(KernelFiles files) {
        if (!bootId.equals(bootId(files)) || !Files.exists(files.path("/proc/" + pid))) {
            return false;
        }
        Optional<StatLine> now = StatLine.of(files, pid);
        return now.isEmpty()
                || (!now.get().dead() && (startTicks == 0 || now.get().startTicks() == startTicks));
    }

    private static Optional<Long> startTicks(KernelFiles files, long pid) {
        return StatLine.of(files, pid).map(StatLine::startTicks);
    }

    /// The fields of `/proc/PID/stat` used here. The second field is the command in parentheses and may itself hold
    /// spaces and parentheses, so counting starts behind the last `)`.
    private record StatLine(String state, long startTicks) {
        static Optional<StatLine> of(KernelFiles files, long pid) {
            return files.text("/proc/" + pid + "/stat").flatMap(text -> {
                String[] fields =
                        text.substring(text.lastIndexOf(')') + 1).strip().split(" ");
                return fields.length < 20
                        ? Optional.empty()
                        : Optional.of(new StatLine(fields[0], Long.parseLong(fields[19])));
            });
        }

        boolean dead() {
            return state.equals("Z") || state.equals("X");
        }
    }
}
