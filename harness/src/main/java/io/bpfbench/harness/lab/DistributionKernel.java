// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import io.bpfbench.harness.run.RunException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/// Gets the distribution's kernel package for virtual machines: downloaded and unpacked into the cache, never
/// installed, so that it takes no rights. APT checks what it downloads as always.
final class DistributionKernel {
    /// Debian's name for "the newest kernel for virtual machines"; it depends on the package with the image.
    private static final String META_PACKAGE = "linux-image-cloud-amd64";

    private static final String CACHE_KIND = "kernel";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String INSTEAD = "name a kernel image with --kernel FILE";

    private final UserCache cache;
    private final Path apt;

    private DistributionKernel(UserCache cache) {
        this.cache = cache;
        this.apt = cache.root().resolve("apt");
    }

    /// The kernel in the cache, else the package's.
    ///
    /// @throws RunException when there is none to be had
    static KernelImage get(UserCache cache) {
        Optional<KernelImage> cached = cache.entries(CACHE_KIND).stream()
                .flatMap(entry -> inside(entry).stream())
                .findFirst();
        return cached.orElseGet(() -> new DistributionKernel(cache).fetch());
    }

    private KernelImage fetch() {
        for (String tool : List.of("apt-get", "apt-cache", "dpkg-deb")) {
            if (Subprocess.find(tool).isEmpty()) {
                throw new RunException("there is no " + tool + " here to get a kernel for the lab with: " + INSTEAD);
            }
        }
        String image = imagePackage();
        Path entry = cache.entry(CACHE_KIND, image, directory -> unpack(download(image, directory), directory));
        return inside(entry)
                .orElseThrow(() -> new RunException("the package " + image + " holds no kernel image: " + INSTEAD));
    }

    /// The image's package, by this system's package lists, or, where they are empty, by lists of our own.
    private String imagePackage() {
        Optional<String> known = dependency(false);
        if (known.isPresent()) {
            return known.get();
        }
        update();
        return dependency(true)
                .orElseThrow(() -> new RunException(
                        "this distribution has no package " + META_PACKAGE + " with a kernel for the lab: " + INSTEAD));
    }

    private Optional<String> dependency(boolean ownLists) {
        return apt(cache.root(), ownLists, "apt-cache", "depends", "--important", META_PACKAGE)
                .output()
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("Depends: linux-image-"))
                .map(line -> line.substring("Depends: ".length()))
                .findFirst();
    }

    private void update() {
        Subprocess updated = // By itself apt-get calls an update that reached nobody a success.
                apt(cache.root(), true, "apt-get", "-q", "-o", "APT::Update::Error-Mode=any", "update");
        if (!updated.succeeded()) {
            throw new RunException("cannot get the package lists for the lab's kernel (" + updated.lastWords()
                    + "): connect this machine to its package mirror, or " + INSTEAD);
        }
    }

    private Path download(String name, Path directory) throws IOException {
        Subprocess downloaded = apt(directory, false, "apt-get", "-q", "download", name);
        if (!downloaded.succeeded()) {
            // Lists that were right some weeks ago name a version that the mirror no longer has.
            update();
            downloaded = apt(directory, true, "apt-get", "-q", "download", name);
        }
        if (!downloaded.succeeded()) {
            throw new RunException("cannot download the lab's kernel, package " + name + " (" + downloaded.lastWords()
                    + "): connect this machine to its package mirror, or " + INSTEAD);
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".deb"))
                    .findFirst()
                    .orElseThrow(() -> new RunException("apt-get downloaded no file for " + name + ": " + INSTEAD));
        }
    }

    /// Takes the package's `/boot` and throws the rest away, modules above all.
    private static void unpack(Path deb, Path directory) throws IOException {
        Process process = new ProcessBuilder("dpkg-deb", "--fsys-tarfile", deb.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (InputStream output = new BufferedInputStream(process.getInputStream());
                TarArchiveInputStream tar = new TarArchiveInputStream(output)) {
            for (TarArchiveEntry file = tar.getNextEntry(); file != null; file = tar.getNextEntry()) {
                Path name = Path.of(file.getName()).normalize();
                if (file.isFile() && name.startsWith("boot")) {
                    Files.copy(tar, directory.resolve(name.getFileName().toString()));
                }
            }
        } finally {
            process.destroyForcibly();
        }
        Files.delete(deb);
    }

    private static Optional<KernelImage> inside(Path entry) {
        try (Stream<Path> files = Files.list(entry)) {
            return files.filter(file -> file.getFileName().toString().startsWith("vmlinuz-"))
                    .findFirst()
                    .map(KernelImage::of)
                    .map(image -> new KernelImage(
                            image.file(), image.release(), image.config(), "package " + entry.getFileName()));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /// Runs an APT tool that writes nowhere but in the cache, as the user that we are.
    private Subprocess apt(Path directory, boolean ownLists, String tool, String... arguments) {
        try {
            Files.createDirectories(apt.resolve("state/lists/partial"));
            Files.createDirectories(apt.resolve("cache/archives/partial"));
        } catch (IOException failed) {
            throw new RunException("cannot write to the cache " + cache.root() + " (" + failed.getMessage()
                    + "): make room there, or name another place with XDG_CACHE_HOME");
        }
        List<String> command = new ArrayList<>(List.of(tool));
        command.addAll(List.of("-o", "Dir::Cache=" + apt.resolve("cache")));
        command.addAll(List.of("-o", "APT::Sandbox::User=" + System.getProperty("user.name")));
        command.addAll(List.of("-o", "Acquire::Languages=none", "-o", "Acquire::Retries=2"));
        if (ownLists) {
            command.addAll(List.of("-o", "Dir::State=" + apt.resolve("state")));
            command.addAll(List.of("-o", "Dir::State::lists=" + apt.resolve("state/lists")));
            command.addAll(List.of("-o", "Dir::State::status=/var/lib/dpkg/status"));
        }
        command.addAll(List.of(arguments));
        return Subprocess.run(directory, PATIENCE, command);
    }
}
