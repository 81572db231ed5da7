// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// The classes that this process runs, as jars for a guest: a guest runs the same code.
final class GuestJars {
    private GuestJars() {}

    /// The entries of this process's class path that exist: jars, and directories of classes when it runs out of a
    /// build. What a jar's manifest names (`Class-Path`) comes behind it.
    static List<Path> ofThisProcess() {
        return of(System.getProperty("java.class.path"));
    }

    static List<Path> of(String classPath) {
        SequencedSet<Path> entries = new LinkedHashSet<>();
        for (String entry : classPath.split(File.pathSeparator)) {
            if (!entry.isEmpty()) {
                add(Path.of(entry).toAbsolutePath().normalize(), entries);
            }
        }
        return List.copyOf(entries);
    }

    /// Copies jars and packs directories, numbered in the order of the class path. The same content gives the same
    /// bytes.
    static List<Path> gather(List<Path> classPath, Path into) throws IOException {
        Files.createDirectories(into);
        List<Path> jars = new ArrayList<>();
        for (Path entry : classPath) {
            boolean packed = Files.isDirectory(entry);
            Path jar = into.resolve("%02d-%s"
                    .formatted(
                            jars.size(),
                            packed ? "classes.jar" : entry.getFileName().toString()));
            if (packed) {
                pack(entry, jar);
            } else {
                Files.copy(entry, jar, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.setLastModifiedTime(jar, FileTime.from(GuestFile.MADE));
            jars.add(jar);
        }
        return jars;
    }

    /// Adds what the entries hold to a key.
    static void addTo(ContentKey key, List<Path> classPath) {
        for (Path entry : classPath) {
            if (Files.isDirectory(entry)) {
                for (Path file : files(entry)) {
                    key.text(entry.relativize(file).toString()).file(file);
                }
            } else {
                key.file(entry);
            }
        }
    }

    private static void add(Path entry, SequencedSet<Path> entries) {
        if (!Files.exists(entry) || !entries.add(entry) || Files.isDirectory(entry)) {
            return;
        }
        try (JarFile jar = new JarFile(entry.toFile())) {
            Manifest manifest = jar.getManifest();
            String further =
                    manifest == null ? null : manifest.getMainAttributes().getValue("Class-Path");
            if (further != null) {
                for (String reference : further.strip().split("\\s+")) {
                    URI target = entry.toUri().resolve(reference);
                    if ("file".equals(target.getScheme())) {
                        add(Path.of(target), entries);
                    }
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static void pack(Path directory, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Path file : files(directory)) {
                ZipEntry entry = new ZipEntry(directory.relativize(file).toString());
                entry.setTimeLocal(GuestFile.MADE.atZone(ZoneOffset.UTC).toLocalDateTime());
                zip.putNextEntry(entry);
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
    }

    private static List<Path> files(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
