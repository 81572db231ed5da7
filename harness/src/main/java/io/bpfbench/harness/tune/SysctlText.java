// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.tune;

import io.bpfbench.harness.kernel.Setting;
import java.util.EnumMap;
import java.util.Map;

/// What a file of `sysctl.d` sets, of the settings known here (sysctl.d(5): `NAME = VALUE`, `/` and `.` alike in
/// names, `#` and `;` begin comments, `-` before a name forgives errors; of two lines for a name the later
/// counts).
final class SysctlText {
    private SysctlText() {}

    static Map<Setting, String> values(String text) {
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        for (String line : text.lines().map(String::strip).toList()) {
            int equals = line.indexOf('=');
            if (line.startsWith("#") || line.startsWith(";") || equals < 0) {
                continue;
            }
            String name =
                    line.substring(0, equals).strip().replaceFirst("^-", "").replace('/', '.');
            Setting.ofSysctl(name)
                    .ifPresent(setting ->
                            values.put(setting, line.substring(equals + 1).strip()));
        }
        return values;
    }
}
