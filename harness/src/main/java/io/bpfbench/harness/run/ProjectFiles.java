// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.run;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Files of this build beside its jar: `probe-native/build` in the project's directory.
public final class ProjectFiles {
    private ProjectFiles() {}

    /// The `latency-probe` executable.
    ///
    /// @throws RunException when it is not built
    public static Path probe() {
        return built("latency-probe");
    }

    /// The `micro-programs` executable.
    ///
    /// @throws RunException when it is not built
    public static Path microPrograms() {
        return built("micro-programs");
    }

    /// The lab guest's `init`.
    ///
    /// @throws RunException when it is not built
    public static Path init() {
        return built("init");
    }

    private static Path built(String name) {
        Path file = project().resolve("probe-native/build").resolve(name);
        if (!Files.isExecutable(file)) {
            throw new RunException("there is no " + file + ": build it with ./bench or make -C probe-native");
        }
        return file;
    }

    /// The directory above the first parent of the classes that has `probe-native` in it.
    private static Path project() {
        try {
            Path classes = Path.of(ProjectFiles.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            for (Path path = classes; path != null; path = path.getParent()) {
                if (Files.isDirectory(path.resolve("probe-native"))) {
                    return path;
                }
            }
            throw new RunException("cannot find probe-native above " + classes + ": run bench from its checkout");
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
