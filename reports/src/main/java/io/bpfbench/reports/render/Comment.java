// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

/// A comment on GitHub, which refuses any of more than 65,536 characters. Parts that do not fit any more are left out
/// whole, and the comment says so.
final class Comment {
    static final int MOST_CHARACTERS = 64_000;

    private static final String LEFT_OUT = "\nWhat did not fit into a comment stands in report.html.\n";

    private final StringBuilder text;
    private boolean complete = true;

    Comment(String head) {
        text = new StringBuilder(head);
    }

    void add(String part) {
        if (text.length() + part.length() <= MOST_CHARACTERS - LEFT_OUT.length()) {
            text.append(part);
        } else {
            complete = false;
        }
    }

    /// Adds a part that is shown on a click; nothing for an empty one.
    void fold(String title, String body) {
        if (!body.isEmpty()) {
            add(Markdown.folded(title, body));
        }
    }

    String text() {
        return complete ? text.toString() : text + LEFT_OUT;
    }
}
