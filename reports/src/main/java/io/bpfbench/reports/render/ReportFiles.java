// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import io.bpfbench.reports.stats.Comparison;
import io.bpfbench.reports.stats.MicroFigures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// All report files of a run, each written beside its place and moved there whole: a reader never sees half a file.
public final class ReportFiles {
    private ReportFiles() {}

    /// Writes a run's files into a directory, which is made if it is not there.
    ///
    /// @param journal the bytes that the comparison was made from, which `report.html` carries
    /// @return the files, in the order of the formats
    /// @throws ReportException when a file cannot be written
    public static List<Path> write(Path dir, Comparison comparison, byte[] journal, Set<ReportFormat> formats) {
        List<ReportFormat> wanted =
                Arrays.stream(ReportFormat.values()).filter(formats::contains).toList();
        List<String> texts = wanted.parallelStream()
                .map(format -> format.render(comparison, journal))
                .toList();
        return IntStream.range(0, wanted.size())
                .mapToObj(i -> write(dir, wanted.get(i).file(), texts.get(i)))
                .toList();
    }

    /// Writes the files of a micro run. One that did not reach its end has no results of JMH's own: of all files that
    /// one
    /// is left out.
    ///
    /// @param journal the bytes that the figures were made from, which `report.html` carries
    /// @throws ReportException when a file cannot be written, or JMH's is asked for by name and there is none
    public static List<Path> write(Path dir, MicroFigures figures, byte[] journal, Set<ReportFormat> formats) {
        Map<ReportFormat, String> texts = new EnumMap<>(ReportFormat.class);
        formats.forEach(format -> texts.put(format, format.render(figures, journal)));
        boolean all = formats.containsAll(EnumSet.allOf(ReportFormat.class));
        if (texts.values().removeIf(String::isEmpty) && !all) {
            throw new ReportException("there is no " + ReportFormat.JMH.file()
                    + " to write: JMH's own results come last, and this run did not reach its end; leave jmh out");
        }
        return texts.entrySet().stream()
                .map(each -> write(dir, each.getKey().fileOfMicro(), each.getValue()))
                .toList();
    }

    private static Path write(Path dir, String name, String text) {
        Path target = dir.resolve(name);
        Path partial = dir.resolve("." + name + ".partial");
        try {
            Files.createDirectories(dir);
            Files.writeString(partial, text, StandardCharsets.UTF_8);
            return Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException refused) {
            remove(partial);
            throw ReportException.cannotWrite(
                    target, refused, "free the place or name another directory with --output");
        }
    }

    private static void remove(Path partial) {
        try {
            Files.deleteIfExists(partial);
        } catch (IOException alsoRefused) {
            // What stopped the writing stops this too, and is about to be said.
            return;
        }
    }
}
