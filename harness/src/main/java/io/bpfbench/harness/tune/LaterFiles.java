// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.tune;

import io.bpfbench.harness.kernel.KernelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The files of `sysctl.d` that are read after ours and so have the last word at boot.
///
/// They are read in the order of their names, whatever directory each is in; of two with one name that in the directory
/// named first below counts (sysctl.d(5)). Debian's `99-sysctl.conf`, a link to `/etc/sysctl.conf`, is such a later
/// one.
final class LaterFiles {
    private static final List<String> DIRECTORIES =
            List.of("/etc/sysctl.d", "/run/sysctl.d", "/usr/local/lib/sysctl.d", "/usr/lib/sysctl.d", "/lib/sysctl.d");

    private final KernelFiles files;

    LaterFiles(KernelFiles files) {
        this.files = files;
    }

    /// What they set otherwise than the profile, a sentence each.
    List<String> against(Profile profile) {
        Map<String, String> byName = new TreeMap<>();
        for (String directory : DIRECTORIES) {
            names(directory).forEach(name -> byName.putIfAbsent(name, directory + "/" + name));
        }
        String ours = BootFile.NAME.substring(BootFile.NAME.lastIndexOf('/') + 1);
        return byName.values().stream()
                .filter(file -> file.substring(file.lastIndexOf('/') + 1).compareTo(ours) > 0)
                .flatMap(file -> SysctlText.values(files.text(file).orElse("")).entrySet().stream()
                        .filter(set -> profile.settings().containsKey(set.getKey())
                                && !set.getValue().equals(profile.settings().get(set.getKey())))
                        .map(set -> file + " is read after " + BootFile.NAME + " and sets "
                                + set.getKey().sysctl() + " = " + set.getValue()
                                + ": that will be in force after the next boot"))
                .toList();
    }

    private List<String> names(String directory) {
        try (Stream<Path> all = Files.list(files.path(directory))) {
            return all.map(path -> String.valueOf(path.getFileName()))
                    .filter(name -> name.endsWith(".conf"))
                    .sorted()
                    .toList();
        } catch (IOException absent) {
            return List.of();
        }
    }
}
