// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// Where a program stands that is called by a name, as a shell finds it.
public final class ProgramFile {
    private ProgramFile() {}

    /// @param name with a slash in it a path, else looked for in the directories of `PATH`
    /// @return an absolute path, links not followed: what a program does may depend on its name
    /// @throws RunException when there is none, or it cannot be executed
    public static String find(String name) {
        if (name.contains("/")) {
            Path path = Path.of(name).toAbsolutePath();
            if (!Files.isRegularFile(path)) {
                throw new RunException("there is no program " + path);
            }
            if (!Files.isExecutable(path)) {
                throw new RunException(path + " is no program: nobody may execute it (chmod +x " + path + ")");
            }
            return path.toString();
        }
        return inPath(name)
                .orElseThrow(() -> new RunException("there is no program '" + name
                        + "' in the directories of PATH: name it by its path, or install the package that holds it"));
    }

    private static Optional<String> inPath(String name) {
        String directories = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        return Arrays.stream(directories.split(":"))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, name).toAbsolutePath())
                .filter(path -> Files.isRegularFile(path) && Files.isExecutable(path))
                .map(Path::toString)
                .findFirst();
    }
}
