// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuestJarsTest {
    @TempDir
    Path directory;

    @Test
    void whatAManifestNamesComesBehindItsJar() throws IOException {
        Path library = jar("lib/library.jar", "");
        Path main = jar("main.jar", "lib/library.jar lib/gone.jar");
        assertThat(GuestJars.of(main + ":/nowhere.jar:" + directory.resolve("lib")))
                .containsExactly(main, library, directory.resolve("lib"));
    }

    @Test
    void jarsAndDirectoriesAreGatheredInOrder() throws IOException {
        Files.createDirectories(directory.resolve("classes/a"));
        Files.writeString(directory.resolve("classes/a/B.class"), "bytes");
        List<Path> classPath = List.of(directory.resolve("classes"), jar("z.jar", ""));
        List<Path> jars = GuestJars.gather(classPath, directory.resolve("one"));
        assertThat(jars.stream().map(jar -> jar.getFileName().toString()))
                .containsExactly("00-classes.jar", "01-z.jar");
        assertThat(Files.getLastModifiedTime(jars.getLast()).toInstant()).isEqualTo(GuestFile.MADE);
        try (JarFile packed = new JarFile(jars.getFirst().toFile())) {
            assertThat(packed.stream().map(ZipEntry::getName)).containsExactly("a/B.class");
        }
        List<Path> again = GuestJars.gather(classPath, directory.resolve("two"));
        assertThat(again.getFirst()).hasSameBinaryContentAs(jars.getFirst());
    }

    @Test
    void theKeyTellsOfEveryByteAndName() throws IOException {
        Path classes = Files.createDirectories(directory.resolve("classes"));
        Files.writeString(classes.resolve("A"), "1");
        String first = key(classes);
        assertThat(key(classes)).isEqualTo(first);
        Files.writeString(classes.resolve("A"), "2");
        assertThat(key(classes)).isNotEqualTo(first);
        Files.writeString(classes.resolve("A"), "1");
        Files.move(classes.resolve("A"), classes.resolve("B"));
        assertThat(key(classes)).isNotEqualTo(first);
    }

    private static String key(Path classes) {
        ContentKey key = new ContentKey();
        GuestJars.addTo(key, List.of(classes));
        return key.hex();
    }

    private Path jar(String name, String classPath) throws IOException {
        Path jar = directory.resolve(name);
        Files.createDirectories(jar.getParent());
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (!classPath.isEmpty()) {
            manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
        }
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream closed = new JarOutputStream(out, manifest)) {
            closed.flush();
        }
        return jar;
    }
}
