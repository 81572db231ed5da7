// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import io.bpfbench.harness.run.RunException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds the system's libraries that programs need, all the way down, the loader among them.
///
/// It asks the system's own loader (`ldd`), whose search rules no copy of them would match.
final class SharedLibraries {
    // "	libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f…)" or "	/lib64/ld-linux-x86-64.so.2 (0x00007f…)"
    private static final Pattern FOUND = Pattern.compile("\\s+(?:\\S+ => )?(/\\S+) \\(0x[0-9a-f]+\\)");
    private static final Pattern MISSING = Pattern.compile("\\s+(\\S+) => not found");

    private SharedLibraries() {}

    /// The libraries that the binaries need and that do not stand below their own directory.
    ///
    /// @param binaries programs and libraries; static ones need nothing
    /// @param own directory of the binaries: what is found or looked for there is theirs
    /// @throws RunException when a library is missing or `ldd` is
    static SortedSet<Path> of(List<Path> binaries, Path own) {
        List<String> command = new ArrayList<>(List.of("ldd"));
        binaries.forEach(binary -> command.add(binary.toString()));
        // Its status tells of static binaries too, which are fine; what it finds missing stands in its output.
        return parse(Subprocess.run(own, Duration.ofSeconds(30), command).output(), binaries, own);
    }

    static SortedSet<Path> parse(String output, List<Path> binaries, Path own) {
        SortedSet<Path> libraries = new TreeSet<>();
        for (String line : output.lines().toList()) {
            Matcher found = FOUND.matcher(line);
            Matcher missing = MISSING.matcher(line);
            if (found.matches()) {
                Path library = Path.of(found.group(1));
                if (!library.startsWith(own)) {
                    libraries.add(library);
                }
            } else if (missing.matches() && !isOwn(missing.group(1), binaries)) {
                throw new RunException("a program that the guest needs wants the library " + missing.group(1)
                        + ", which is not on this machine: install the package that holds it");
            }
        }
        return libraries;
    }

    /// Libraries of one program that find each other when it loads them (libjvm.so) look missing on their own.
    private static boolean isOwn(String name, List<Path> binaries) {
        return binaries.stream()
                .anyMatch(binary -> binary.getFileName().toString().equals(name));
    }
}
