// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import java.nio.charset.StandardCharsets;

/// Bytes that are no HTTP/1.1 message. The message says why and shows the first of them.
public final class MalformedMessageException extends Exception {
    private static final int SHOWN = 64;

    MalformedMessageException(String why, byte[] bytes, int from, int to) {
        super(why + ", near \"" + printable(bytes, from, to) + "\"");
    }

    private static String printable(byte[] bytes, int from, int to) {
        int end = Math.min(to, from + SHOWN);
        StringBuilder text = new StringBuilder();
        for (char c : new String(bytes, from, Math.max(0, end - from), StandardCharsets.ISO_8859_1).toCharArray()) {
            switch (c) {
                case '\r' -> text.append("\\r");
                case '\n' -> text.append("\\n");
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                default -> {
                    if (c >= 0x20 && c < 0x7f) {
                        text.append(c);
                    } else {
                        text.append("\\x")
                                .append(Character.forDigit(c >> 4, 16))
                                .append(Character.forDigit(c & 15, 16));
                    }
                }
            }
        }
        return end < to ? text.append("…").toString() : text.toString();
    }
}
