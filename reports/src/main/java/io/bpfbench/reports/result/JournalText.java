// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// A journal as it was written, from wherever it was kept: the text that every report is made from and that
/// `report.html` carries.
///
/// @param name where it came from, for messages; it never gets into a report
/// @param text lines of JSON, the last of which may be cut off
public record JournalText(String name, String text) {
    /// Reads a run's directory, its `run.jsonl`, or a `report.html` that carries one.
    ///
    /// @throws JournalException when there is nothing there, it cannot be read, or it is a page without a run in it
    public static JournalText read(Path place) {
        Path file = Files.isDirectory(place) ? place.resolve("run.jsonl") : place;
        String text;
        try {
            // Not readString, which refuses the whole file when it was cut off within a character.
            text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (NoSuchFileException missing) {
            throw new JournalException(
                    "there is no journal at " + file + ": name a run's directory, its run.jsonl or its report.html");
        } catch (IOException unreadable) {
            throw new JournalException("cannot read " + file + " (" + unreadable.getMessage() + ")");
        }
        // A line of JSON begins with a brace, a page with an angle.
        return new JournalText(
                file.toString(),
                text.stripLeading().startsWith("<") ? JournalInPage.extract(file.toString(), text) : text);
    }

    /// The run that the journal tells of.
    ///
    /// @throws JournalException when the text is of another format or damaged before its last line
    public RunRecord record() {
        return Journal.parse(name, text);
    }
}
