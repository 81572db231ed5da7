// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.micro;

import io.bpfbench.workloads.micro.LoadedProgram;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/// How often the kernel is to run a program in one call.
///
/// So often that the call itself, some thousand nanoseconds or instructions, hardly matters, and so few that on the
/// instruction
/// clock the timer's interrupt, which comes every four million, falls into one call of twenty at most.
final class Repeats {
    private static final long CALL_NANOS = 200_000;

    /// The ring buffer has room for what this many runs write.
    private static final int MOST = 4096;

    private static final int PROBED = 32;
    private static final int TRIES = 5;

    private final Path loader;
    private final OptionalInt asked;
    private final Map<String, Integer> chosen = new HashMap<>();

    /// @param asked what the user wants instead
    Repeats(Path loader, OptionalInt asked) {
        this.loader = loader;
        this.asked = asked;
    }

    /// A power of two, the same whenever the same program is run in the same cell. Loads the program under the settings
    /// in
    /// force and runs it a few times.
    ///
    /// @throws io.bpfbench.workloads.micro.MicroException when it cannot be loaded or run
    int of(String cell, String program) {
        return chosen.computeIfAbsent(cell + " " + program, ignored -> choose(program));
    }

    private int choose(String program) {
        try (LoadedProgram loaded = LoadedProgram.load(loader, program)) {
            LoadedProgram.TestRunCall once = loaded.repeated(1);
            LoadedProgram.TestRunCall often = loaded.repeated(1 + PROBED);
            long cost = Long.MAX_VALUE;
            for (int i = 0; i < TRIES; i++) {
                cost = Math.min(cost, Math.max(1, nanos(often) - nanos(once)));
            }
            return asked.orElse(Integer.highestOneBit(Math.clamp(CALL_NANOS * PROBED / cost, 1, MOST)));
        }
    }

    private static long nanos(LoadedProgram.TestRunCall call) {
        long begin = System.nanoTime();
        int ignored = call.run();
        return System.nanoTime() - begin;
    }
}
