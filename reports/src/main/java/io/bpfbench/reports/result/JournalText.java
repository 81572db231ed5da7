// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A journal as it was written, from wherever it was kept: the bytes that every report is made from and that
/// `report.html` carries.
public final class JournalText {
    private final String name;
    private final byte[] bytes;

    private JournalText(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    /// Reads a run's directory, its `run.jsonl`, or a `report.html` that carries one.
    ///
    /// @throws JournalException when there is nothing there, it cannot be read, or it is a page without a run in it
    public static JournalText read(Path place) {
        Path file = Files.isDirectory(place) ? place.resolve("run.jsonl") : place;
        byte[] bytes;
        // Files.readAllBytes takes the file's length twice over: once outside the heap.
        try (InputStream in = new FileInputStream(file.toFile())) {
            bytes = in.readAllBytes();
        } catch (IOException unreadable) {
            throw new JournalException(
                    Files.notExists(file)
                            ? "there is no journal at " + file
                                    + ": name a run's directory, its run.jsonl or its report.html"
                            : "cannot read " + file + " (" + unreadable.getMessage() + ")");
        }
        String name = file.toString();
        return new JournalText(
                name, isPage(bytes) ? JournalInPage.extract(name, new String(bytes, StandardCharsets.UTF_8)) : bytes);
    }

    /// A line of JSON begins with a brace, a page with an angle.
    private static boolean isPage(byte[] bytes) {
        int first = 0;
        while (first < bytes.length && Character.isWhitespace(bytes[first])) {
            first++;
        }
        return first < bytes.length && bytes[first] == '<';
    }

    /// Lines of JSON in UTF-8, the last of which may be cut off. The array itself, not to be changed: a journal may be
    /// long.
    public byte[] bytes() {
        return bytes;
    }

    /// The run that the journal tells of.
    ///
    /// @throws JournalException when the text is of another format or damaged before its last line
    public RunRecord record() {
        return Journal.parse(name, bytes);
    }

    /// Whether this is of `bench micro`, by its first line; then [#micro()] reads it, and [#record()] refuses it.
    public boolean isMicro() {
        return MicroJournal.is(bytes);
    }

    /// The micro run that the journal tells of.
    ///
    /// @throws JournalException when the text is of another format or damaged before its last line
    public MicroRecord micro() {
        return MicroJournal.parse(name, bytes);
    }
}
