// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfbench.harness.run.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserCacheTest {
    @TempDir
    Path directory;

    @Test
    void standsWhereTheDesktopSpecificationSays() {
        Path home = Path.of("/home/a");
        assertThat(UserCache.of(Map.of("XDG_CACHE_HOME", "/var/c"), home).root())
                .hasToString("/var/c/bpfbench");
        assertThat(UserCache.of(Map.of(), home).root()).hasToString("/home/a/.cache/bpfbench");
        assertThat(UserCache.of(Map.of("XDG_CACHE_HOME", "relative"), home).root())
                .hasToString("/home/a/.cache/bpfbench");
    }

    @Test
    void anEntryIsMadeOnce() {
        AtomicInteger made = new AtomicInteger();
        UserCache cache = new UserCache(directory.resolve("new"));
        Path first =
                cache.entry("kind", "key", entry -> Files.writeString(entry.resolve("f"), "" + made.incrementAndGet()));
        assertThat(cache.entry("kind", "key", entry -> made.incrementAndGet())).isEqualTo(first);
        assertThat(first.resolve("f")).hasContent("1");
        assertThat(made).hasValue(1);
    }

    @Test
    void whatFailsLeavesNothing() {
        UserCache cache = new UserCache(directory);
        assertThatThrownBy(() -> cache.entry("kind", "key", entry -> {
                    Files.writeString(entry.resolve("half"), "");
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("No space left on device")
                .hasMessageContaining("XDG_CACHE_HOME");
        assertThat(directory.resolve("kind")).isEmptyDirectory();
        assertThat(cache.entries("kind")).isEmpty();
    }

    @Test
    void whatAKilledProcessLeftHalfMadeGoes() throws IOException {
        Files.createDirectories(directory.resolve("kind/.new-1"));
        new UserCache(directory).entry("kind", "key", entry -> {});
        assertThat(directory.resolve("kind/.new-1")).doesNotExist();
    }

    @Test
    void theLeastRecentlyUsedEntriesGo() throws IOException {
        UserCache cache = new UserCache(directory);
        for (int i = 0; i < 5; i++) {
            Path entry = cache.entry("kind", "key" + i, made -> {});
            Files.setLastModifiedTime(entry, FileTime.from(Instant.ofEpochSecond(1000L + i)));
        }
        assertThat(cache.entries("kind").stream()
                        .map(entry -> entry.getFileName().toString()))
                .containsExactly("key4", "key3", "key2");
    }

    @Test
    void aDirectoryOfALabWhoseProcessIsGoneIsRemoved() throws IOException {
        UserCache cache = new UserCache(directory);
        Path left = Files.createDirectories(directory.resolve("guests/999999999-1"));
        Path foreign = Files.createDirectories(directory.resolve("guests/what"));
        try (WorkDirectory first = WorkDirectory.open(cache);
                WorkDirectory second = WorkDirectory.open(cache)) {
            assertThat(left).doesNotExist();
            assertThat(foreign).doesNotExist();
            assertThat(first.path()).isDirectory().isNotEqualTo(second.path());
        }
        assertThat(directory.resolve("guests")).isEmptyDirectory();
    }
}
