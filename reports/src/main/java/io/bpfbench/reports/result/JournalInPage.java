// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// A journal inside an HTML page: gzip in base64 in a `<script>` of a type that no browser runs. HTML calls that a
/// *data block*; it is neither run nor fetched nor shown.
public final class JournalInPage {
    private static final String OPEN = "<script type=\"application/gzip\" id=\"run.jsonl\">";
    private static final String CLOSE = "</script>";

    /// Stands in a page that was made without its journal, which was too long for it.
    public static final String LEFT_OUT = "<!-- The run's own journal, run.jsonl, was too long for this page. -->\n";

    /// A page that says it holds more than this was not made by us, and would not fit into memory.
    private static final int MOST_BYTES = 256 << 20;

    private static final int LINE = 120;

    /// So many bytes of the journal are packed at once.
    private static final int PIECE = 1 << 16;

    private JournalInPage() {}

    /// The element that carries a journal, with a comment in front that tells a reader of the source what it is.
    /// The same journal gives the same element: gzip's header holds no time.
    ///
    /// @return nothing when it would be longer than so many bytes, found out without making all of it
    public static Optional<String> element(byte[] journal, int mostBytes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            for (int at = 0; at < journal.length; at += PIECE) {
                if (bytes.size() > mostBytes) {
                    return Optional.empty();
                }
                gzip.write(journal, at, Math.min(PIECE, journal.length - at));
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        String base64 = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(bytes.toByteArray());
        String element =
                "<!-- The run's own journal, run.jsonl, as gzip in base64. \"bench report\" and \"bench compare\" read it from\n"
                        + "     this file; so does: sed -n '/id=\"run.jsonl\"/,/script>/p' report.html | grep -v script |"
                        + " base64 -d | gunzip -->\n"
                        + OPEN + "\n" + base64 + "\n" + CLOSE + "\n";
        // All of it is ASCII: a character is a byte.
        return Optional.of(element).filter(whole -> whole.length() <= mostBytes);
    }

    /// The journal that a page carries.
    ///
    /// @param name of the page, for messages
    /// @throws JournalException when it carries none, or a damaged one, or when its run was too long for it
    static byte[] extract(String name, String page) {
        int open = page.indexOf(OPEN);
        if (open < 0 && page.contains(LEFT_OUT.strip())) {
            throw new JournalException("the run that " + name + " shows was too long to be carried in it: name the"
                    + " run.jsonl that it was made from");
        }
        if (open < 0) {
            throw new JournalException(
                    name
                            + " is a page without a run in it: name a report.html that bpfbench made, or the run.jsonl beside it");
        }
        int close = page.indexOf(CLOSE, open);
        if (close < 0) {
            throw damaged(name, "the page is cut off");
        }
        String base64 = page.substring(open + OPEN.length(), close);
        try (GZIPInputStream gzip = new GZIPInputStream(
                new ByteArrayInputStream(Base64.getMimeDecoder().decode(base64)))) {
            byte[] bytes = gzip.readNBytes(MOST_BYTES);
            if (gzip.read() >= 0) {
                throw damaged(name, "it is longer than " + (MOST_BYTES >> 20) + " MiB");
            }
            return bytes;
        } catch (IOException | IllegalArgumentException broken) {
            throw damaged(name, String.valueOf(broken.getMessage()));
        }
    }

    private static JournalException damaged(String name, String why) {
        return new JournalException("the journal inside " + name + " is damaged (" + why
                + "): fetch the file again, or name the run.jsonl that it was made from");
    }
}
