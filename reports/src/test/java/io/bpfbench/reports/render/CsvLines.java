// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.render;

import java.util.ArrayList;
import java.util.List;

/// Reads CSV strictly by RFC 4180: CRLF at the end of every record, quotes doubled inside quotes and nowhere else.
final class CsvLines {
    private CsvLines() {}

    static List<List<String>> of(String text) {
        List<List<String>> records = new ArrayList<>();
        List<String> fields = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            StringBuilder field = new StringBuilder();
            if (text.charAt(at) == '"') {
                at++;
                while (text.charAt(at) != '"' || text.startsWith("\"\"", at)) {
                    at += text.charAt(at) == '"' ? 1 : 0;
                    field.append(text.charAt(at++));
                }
                at++;
            } else {
                while (",\r".indexOf(text.charAt(at)) < 0) {
                    if ("\"\n".indexOf(text.charAt(at)) >= 0) {
                        throw new IllegalArgumentException("a bare quote or line feed at " + at);
                    }
                    field.append(text.charAt(at++));
                }
            }
            fields.add(field.toString());
            if (text.charAt(at) == ',') {
                at++;
            } else if (text.startsWith("\r\n", at)) {
                at += 2;
                records.add(fields);
                fields = new ArrayList<>();
            } else {
                throw new IllegalArgumentException("neither a comma nor CRLF at " + at);
            }
        }
        return records;
    }
}
