// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.tune;

import io.bpfbench.harness.kernel.KernelFiles;
import io.bpfbench.harness.kernel.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The files that give settings their values at boot; the last to name a setting has its say.
///
/// Those of `sysctl.d` are read in the order of their names, whatever directory each is in; of two with one name
/// that in the directory named first below counts (sysctl.d(5)). `/etc/sysctl.conf` is read last by `sysctl
/// --system`, which is how machines without systemd boot; systemd reads it only where a link of `sysctl.d` leads
/// there, such as Debian's `99-sysctl.conf`.
final class SysctlFiles {
    private static final List<String> DIRECTORIES =
            List.of("/etc/sysctl.d", "/run/sysctl.d", "/usr/local/lib/sysctl.d", "/usr/lib/sysctl.d", "/lib/sysctl.d");
    private static final String OURS = BootFile.NAME.substring(BootFile.NAME.lastIndexOf('/') + 1);

    private final KernelFiles files;

    SysctlFiles(KernelFiles files) {
        this.files = files;
    }

    /// What a file says of a setting.
    record Line(String file, String value) {}

    /// What is in force after a boot, for each setting that a file names.
    Map<Setting, Line> atBoot() {
        return lastWord(inOrder());
    }

    /// What is in force after a boot for each setting that a file read after ours names.
    Map<Setting, Line> afterOurs() {
        return lastWord(inOrder().stream()
                .filter(file -> file.equals("/etc/sysctl.conf") || name(file).compareTo(OURS) > 0)
                .toList());
    }

    private Map<Setting, Line> lastWord(List<String> inOrder) {
        Map<Setting, Line> last = new EnumMap<>(Setting.class);
        for (String file : inOrder) {
            SysctlText.values(files.text(file).orElse(""))
                    .forEach((setting, value) -> last.put(setting, new Line(file, value)));
        }
        return last;
    }

    private List<String> inOrder() {
        Map<String, String> byName = new TreeMap<>();
        for (String directory : DIRECTORIES) {
            names(directory).forEach(name -> byName.putIfAbsent(name, directory + "/" + name));
        }
        List<String> all = new ArrayList<>(byName.values());
        if (!Files.exists(files.path("/run/systemd/system"))) {
            all.add("/etc/sysctl.conf");
        }
        return all;
    }

    private static String name(String file) {
        return file.substring(file.lastIndexOf('/') + 1);
    }

    private List<String> names(String directory) {
        try (Stream<Path> all = Files.list(files.path(directory))) {
            return all.map(path -> String.valueOf(path.getFileName()))
                    .filter(name -> name.endsWith(".conf"))
                    .toList();
        } catch (IOException absent) {
            return List.of();
        }
    }
}
