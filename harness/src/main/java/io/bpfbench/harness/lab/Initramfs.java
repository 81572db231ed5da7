// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioConstants;

/// Writes the archives that a kernel unpacks into its first file system: `cpio` in the *newc* form
/// (Documentation/driver-api/early-userspace/buffer-format.rst). Several may follow each other in one file.
///
/// Not compressed: a guest that is emulated unpacks slower than this machine reads.
final class Initramfs {
    private static final int DIRECTORY_MODE = CpioConstants.C_ISDIR | 0755;
    private static final int FILE_MODE = CpioConstants.C_ISREG | 0644;
    private static final int PROGRAM_MODE = CpioConstants.C_ISREG | 0755;

    private Initramfs() {}

    /// Writes one whole archive; its length is a multiple of 512 bytes. Directories come by themselves. Of two files at
    /// one path the later counts.
    static void write(Collection<GuestFile> files, OutputStream to) throws IOException {
        TreeMap<String, GuestFile> byName = new TreeMap<>();
        files.forEach(file -> byName.put(file.path().substring(1), file));
        CpioArchiveOutputStream archive = new CpioArchiveOutputStream(to, CpioConstants.FORMAT_NEW);
        // A directory's name is a prefix of what is in it, so sorted order has parents first.
        for (String directory : directories(byName.keySet())) {
            CpioArchiveEntry entry = new CpioArchiveEntry(CpioConstants.FORMAT_NEW, directory, 0);
            entry.setMode(DIRECTORY_MODE);
            entry.setTime(GuestFile.MADE.getEpochSecond());
            archive.putArchiveEntry(entry);
            archive.closeArchiveEntry();
        }
        for (var named : byName.entrySet()) {
            GuestFile file = named.getValue();
            CpioArchiveEntry entry = new CpioArchiveEntry(CpioConstants.FORMAT_NEW, named.getKey(), file.size());
            entry.setMode(file.executable() ? PROGRAM_MODE : FILE_MODE);
            entry.setTime(file.modified().getEpochSecond());
            archive.putArchiveEntry(entry);
            try (InputStream content = file.open()) {
                content.transferTo(archive);
            }
            archive.closeArchiveEntry();
        }
        archive.finish();
        archive.flush();
    }

    private static SortedSet<String> directories(Collection<String> names) {
        SortedSet<String> directories = new TreeSet<>();
        for (String name : names) {
            for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
                directories.add(name.substring(0, slash));
            }
        }
        return directories;
    }
}
