// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfbench.harness.run.RunException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class SharedLibrariesTest {
    private static final Path JRE = Path.of("/jre");
    private static final List<Path> BINARIES = List.of(JRE.resolve("bin/java"), JRE.resolve("lib/server/libjvm.so"));

    @Test
    void systemLibrariesAndTheLoaderAreFoundAndOwnOnesAreNot() {
        assertThat(SharedLibraries.parse("""
                        /jre/bin/java:
                        \tlinux-vdso.so.1 (0x00007f9e1ab0d000)
                        \tlibjli.so => /jre/lib/libjli.so (0x00007f9e1aae3000)
                        \tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f9e1a8f7000)
                        \t/lib64/ld-linux-x86-64.so.2 (0x00007f9e1ab0f000)
                        /jre/lib/libjava.so:
                        \tlibjvm.so => not found
                        \tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f8e7740d000)
                        """, BINARIES, JRE))
                .containsExactly(Path.of("/lib/x86_64-linux-gnu/libc.so.6"), Path.of("/lib64/ld-linux-x86-64.so.2"));
    }

    @Test
    void aMissingLibraryIsNamed() {
        assertThatThrownBy(() -> SharedLibraries.parse("\tlibz.so.1 => not found\n", BINARIES, JRE))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("libz.so.1");
    }

    @Test
    void aStaticProgramNeedsNothing() {
        assertThat(SharedLibraries.parse("\tnot a dynamic executable\n", BINARIES, JRE))
                .isEmpty();
    }

    @Test
    void thisMachinesShellNeedsItsLoader() {
        Assumptions.assumeTrue(Subprocess.find("ldd").isPresent(), "there is no ldd on this machine");
        assertThat(SharedLibraries.of(List.of(Path.of("/bin/sh")), Path.of("/tmp")))
                .allMatch(Files::isReadable)
                .anyMatch(library -> library.getFileName().toString().startsWith("ld-"));
    }
}
