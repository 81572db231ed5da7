// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import io.bpfbench.harness.run.RunException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The Java of a guest: a runtime linked from this JDK with the few modules that a trial needs, this process's classes
/// as jars, and an archive of loaded and linked classes from a rehearsal on this machine ([Rehearsal]).
///
/// @param home the linked runtime
/// @param jars the class path, in order
/// @param archive what `-XX:AOTCache` takes
record GuestRuntime(Path home, List<Path> jars, Path archive) {
    private static final String HOME_IN_GUEST = "/bench/jre";
    private static final String JARS_IN_GUEST = "/bench/lib";
    private static final String ARCHIVE = "bench.aot";
    private static final String ARCHIVE_IN_GUEST = "/bench/" + ARCHIVE;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /// Beside java.base: CPU time of threads, and what Jackson's data binding touches.
    private static final List<String> MODULES =
            List.of("java.base", "java.logging", "java.management", "java.xml", "jdk.unsupported");

    /// The archive fits only a JVM with these same options.
    ///
    /// - One processor wants the collector without threads, which leaves the guest idle when it is idle.
    /// - The quick compiler only: at 100,000 requests a second a guest's processor is 70 % busy after four seconds
    ///   of its time, and stays so. With the optimising one it ends at 51 %, but is still on the way there after
    /// twenty.
    /// - Without AVX the archive runs on every processor: one that was made with AVX kills the JVM on a processor
    ///   that lacks it. An emulator gains nothing by AVX.
    /// - What the JVM itself has to say goes to the console, never among the records.
    private static final List<String> OPTIONS = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xms128m",
            "-Xmx256m",
            "-XX:UseAVX=0",
            "-XX:-UsePerfData",
            "-XX:+DisplayVMOutputToStderr",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED");

    /// Takes the runtime from the cache, or makes it in some ten seconds.
    ///
    /// @param javaHome the JDK to link from
    /// @param classPath the classes to take along
    /// @throws RunException when there is no `jlink` or it fails
    static GuestRuntime prepare(UserCache cache, Path javaHome, List<Path> classPath) {
        String java = javaKey(javaHome);
        Path home =
                cache.entry("jre", java, directory -> link(javaHome, directory)).resolve("home");
        ContentKey key = new ContentKey().text(java).text(String.join(" ", OPTIONS));
        GuestJars.addTo(key, classPath);
        Path classes = cache.entry("classes", key.hex(), directory -> {
            List<Path> jars = GuestJars.gather(classPath, directory.resolve("lib"));
            rehearse(home, jars, directory);
        });
        return new GuestRuntime(home, jarsIn(classes.resolve("lib")), classes.resolve(ARCHIVE));
    }

    /// What a guest needs of all this, libraries of this system included.
    List<GuestFile> files() {
        List<GuestFile> files = new ArrayList<>(GuestFile.tree(home, HOME_IN_GUEST));
        for (Path library : SharedLibraries.of(binaries(), home)) {
            files.add(GuestFile.copy(library, library.toString()));
        }
        for (Path jar : jars) {
            files.add(GuestFile.copy(jar, JARS_IN_GUEST + "/" + jar.getFileName()));
        }
        files.add(GuestFile.copy(archive, ARCHIVE_IN_GUEST));
        return files;
    }

    /// The command line, in the guest, of a main class.
    List<String> command(String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(HOME_IN_GUEST + "/bin/java"));
        command.addAll(OPTIONS);
        command.add("-XX:AOTCache=" + ARCHIVE_IN_GUEST);
        command.addAll(classPath(jars.stream()
                .map(jar -> JARS_IN_GUEST + "/" + jar.getFileName())
                .toList()));
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }

    private static List<String> classPath(List<String> jars) {
        return List.of("-cp", String.join(":", jars));
    }

    private static String javaKey(Path javaHome) {
        Path release = javaHome.resolve("release");
        ContentKey key = new ContentKey().text(String.join(",", MODULES)).text(javaHome.toString());
        return Files.isReadable(release) ? key.file(release).hex() : key.hex();
    }

    private static void link(Path javaHome, Path directory) {
        Path into = directory.resolve("home");
        Path jlink = javaHome.resolve("bin/jlink");
        if (!Files.isExecutable(jlink)) {
            throw new RunException("there is no jlink in " + javaHome
                    + " to link the guest's Java with: set JAVA_HOME to a whole JDK of version 25 or newer");
        }
        Subprocess linked = Subprocess.run(
                directory,
                PATIENCE,
                List.of(
                        jlink.toString(),
                        "--add-modules",
                        String.join(",", MODULES),
                        "--strip-debug",
                        "--no-man-pages",
                        "--no-header-files",
                        "--output",
                        into.toString()));
        if (!linked.succeeded()) {
            throw new RunException("jlink cannot link the guest's Java (" + linked.lastWords()
                    + "): set JAVA_HOME to another JDK of version 25 or newer");
        }
        setTimes(into);
    }

    /// Runs what a guest will run, as far as it can be run here, and keeps what the JVM has learnt.
    private static void rehearse(Path home, List<Path> jars, Path directory) throws IOException {
        Path archive = directory.resolve(ARCHIVE);
        List<String> command = new ArrayList<>(List.of(home.resolve("bin/java").toString()));
        command.addAll(OPTIONS);
        command.add("-XX:AOTCacheOutput=" + archive);
        command.addAll(classPath(jars.stream().map(Path::toString).toList()));
        command.add(Rehearsal.class.getName());
        Path place = directory.resolve("rehearsal");
        Files.createDirectories(place);
        command.add(place.toString());
        Subprocess rehearsed = Subprocess.run(directory, PATIENCE, command);
        UserCache.delete(place);
        if (!rehearsed.succeeded() || !Files.exists(archive)) {
            throw new RunException("the rehearsal of a guest's trial failed (" + rehearsed.lastWords() + ")");
        }
        setTime(archive);
    }

    private List<Path> binaries() {
        try (Stream<Path> all = Files.walk(home)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(".so") || file.equals(home.resolve("bin/java")))
                    .sorted()
                    .collect(Collectors.toList());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static List<Path> jarsIn(Path directory) {
        try (Stream<Path> jars = Files.list(directory)) {
            return jars.sorted().toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void setTimes(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            all.filter(Files::isRegularFile).forEach(GuestRuntime::setTime);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void setTime(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(GuestFile.MADE));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
