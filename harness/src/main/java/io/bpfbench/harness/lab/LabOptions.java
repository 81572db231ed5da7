// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import io.bpfbench.harness.probe.OwnObject;
import java.nio.file.Path;
import java.util.Optional;

/// What a lab is made from.
///
/// @param kernel a kernel image of the user's, or empty for the distribution's
/// @param cache where what takes time to make is kept
/// @param init the guest's first process, a static program
/// @param probe the `latency-probe` executable, static
/// @param object an object of the user's that plans measure in its place
/// @param javaHome the JDK that the guest's runtime is linked from
/// @param seed of all that is random in emulated guests
/// @param jobs guests that may run at once, at least 1; on the wall clock they would disturb each other and run one
/// after the other
public record LabOptions(
        Optional<Path> kernel,
        UserCache cache,
        Path init,
        Path probe,
        Optional<OwnObject> object,
        Path javaHome,
        long seed,
        int jobs) {
    public LabOptions {
        if (jobs < 1) {
            throw new IllegalArgumentException("at least one guest runs at a time, not " + jobs);
        }
    }

    /// The distribution's kernel, this user's cache and this process's own Java.
    public static LabOptions of(Path init, Path probe, long seed, int jobs) {
        return new LabOptions(
                Optional.empty(),
                UserCache.of(System.getenv(), Path.of(System.getProperty("user.home"))),
                init,
                probe,
                Optional.empty(),
                Path.of(System.getProperty("java.home")),
                seed,
                jobs);
    }

    public LabOptions withKernel(Path file) {
        return new LabOptions(Optional.of(file), cache, init, probe, object, javaHome, seed, jobs);
    }

    public LabOptions withObject(Optional<OwnObject> other) {
        return new LabOptions(kernel, cache, init, probe, other, javaHome, seed, jobs);
    }
}
