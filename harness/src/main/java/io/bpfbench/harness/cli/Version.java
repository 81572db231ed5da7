// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/// The version of this build, from the jar's manifest.
final class Version implements IVersionProvider {
    /// `unpackaged` when the classes do not come out of the jar.
    static String text() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("unpackaged");
    }

    @Override
    public String[] getVersion() {
        return new String[] {"bpfbench " + text()};
    }
}
