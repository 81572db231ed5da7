// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageParserTest {
    private static final String LENGTH = "HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: 5\r\n\r\nhello";
    private static final String CHUNKED =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n5\r\nhello\r\nA;x=\"y\"\r\n0123456789\r\n0\r\nT: v\r\n\r\n";
    private static final String NO_CONTENT = "HTTP/1.1 204 No Content\r\n\r\n";
    private static final String NOT_MODIFIED = "HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n";
    private static final String EARLY = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
    private static final String ERROR = "HTTP/1.1 503 Service Unavailable\r\ncontent-length:0\r\n\r\n";
    private static final String BARE_LF = "HTTP/1.1 200 OK\nContent-Length: 2\n\nok";

    @Test
    void findsEveryResponseWhereverTheStreamIsSplit() {
        String stream = LENGTH + CHUNKED + NO_CONTENT + LENGTH + NOT_MODIFIED + EARLY + ERROR + BARE_LF + LENGTH;
        List<String> expected = List.of("200", "200", "204", "200", "304", "503", "200", "200");
        for (int split = 0; split <= stream.length(); split++) {
            assertThat(parse(false, stream.substring(0, split), stream.substring(split)))
                    .isEqualTo(expected);
        }
        assertThat(parse(false, stream.split(""))).isEqualTo(expected);
    }

    @Test
    void toAHeadRequestThereIsNoBody() {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n";
        assertThat(parse(true, head + head + CHUNKED.substring(0, CHUNKED.indexOf("5\r\n"))))
                .hasSize(3);
    }

    @Test
    void aCloseIsSeen() {
        assertThat(parse(false, "HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 0\r\n\r\n"))
                .containsExactly("200 close");
        assertThat(parse(false, "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n")).containsExactly("200 close");
        assertThat(parse(false, "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n"))
                .containsExactly("200");
    }

    @Test
    void aBodyWithoutLengthLastsUntilTheClose() throws MalformedMessageException {
        MessageParser parser = MessageParser.ofResponses(false, new Head());
        byte[] bytes = bytes("HTTP/1.1 200 OK\r\n\r\nabc");
        assertThat(parser.parse(bytes, 0, bytes.length)).isEqualTo(bytes.length);
        assertThat(parser.complete()).isFalse();
        assertThat(parser.end()).isTrue();
        assertThat(parser.complete()).isTrue();
        assertThat(parser.keepAlive()).isFalse();
    }

    @Test
    void anEndWithinAMessageIsNotOrderly() throws MalformedMessageException {
        for (int size = 1; size < LENGTH.length(); size++) {
            MessageParser parser = MessageParser.ofResponses(false, new Head());
            parser.parse(bytes(LENGTH), 0, size);
            assertThat(parser.end()).isFalse();
            assertThat(parser.complete()).isFalse();
        }
    }

    @Test
    void aBodyLargerThanTwoGigabytesIsCounted() throws MalformedMessageException {
        MessageParser parser = MessageParser.ofResponses(false, new Head());
        byte[] head = bytes("HTTP/1.1 200 OK\r\nContent-Length: 4294967297\r\n\r\n");
        parser.parse(head, 0, head.length);
        byte[] body = new byte[1 << 20];
        for (int i = 0; i < 4096; i++) {
            assertThat(parser.parse(body, 0, body.length)).isEqualTo(body.length);
            assertThat(parser.complete()).isFalse();
        }
        assertThat(parser.parse(body, 0, body.length)).isEqualTo(1);
        assertThat(parser.complete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n",
                "H",
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 2x0 OK\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\n: no name\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\rabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1111111111111111\r\n",
            })
    void whatIsNotHttpIsRefusedWithItsFirstBytes(String text) {
        // "H" alone may still become a response; with anything but "TTP/" after it, it cannot.
        String stream = text.equals("H") ? "HELO mail.example" : text;
        assertThatThrownBy(() -> feed(MessageParser.ofResponses(false, new Head()), stream))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("near \"");
    }

    @Test
    void anEndlessHeadIsRefused() {
        String line = "X: " + "y".repeat(1000) + "\r\n";
        assertThatThrownBy(() ->
                        feed(MessageParser.ofResponses(false, new Head()), "HTTP/1.1 200 OK\r\n" + line.repeat(70)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("64 KiB");
    }

    @Test
    void requestsAreFoundWithTheirBodies() throws MalformedMessageException {
        MessageParser parser = MessageParser.ofRequests(new Head());
        byte[] bytes = bytes("GET /a HTTP/1.1\r\nHost: x\r\n\r\nPOST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"
                + "HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n");
        int at = parser.parse(bytes, 0, bytes.length);
        assertThat(parser.complete() && parser.keepAlive()).isTrue();
        at = parser.parse(bytes, at, bytes.length);
        assertThat(parser.complete() && !parser.headMethod()).isTrue();
        at = parser.parse(bytes, at, bytes.length);
        assertThat(parser.complete() && parser.headMethod() && !parser.keepAlive())
                .isTrue();
        assertThat(at).isEqualTo(bytes.length);
    }

    private static List<String> parse(boolean head, String... parts) {
        MessageParser parser = MessageParser.ofResponses(head, new Head());
        List<String> responses = new ArrayList<>();
        try {
            for (String part : parts) {
                byte[] bytes = bytes(part);
                int at = 0;
                while (at < bytes.length) {
                    at = parser.parse(bytes, at, bytes.length);
                    if (parser.complete()) {
                        responses.add(parser.status() + (parser.keepAlive() ? "" : " close"));
                    }
                }
            }
        } catch (MalformedMessageException malformed) {
            throw new AssertionError(malformed);
        }
        assertThat(parser.inMessage()).isFalse();
        return responses;
    }

    private static void feed(MessageParser parser, String text) throws MalformedMessageException {
        byte[] bytes = bytes(text);
        int at = 0;
        while (at < bytes.length) {
            at = parser.parse(bytes, at, bytes.length);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
