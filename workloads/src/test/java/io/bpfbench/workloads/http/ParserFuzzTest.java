// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.workloads.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A million broken responses: the parser may refuse them in its own words, and nothing else. It may not stand still,
/// and what it is given ends where the array ends, so a read beyond it would be an exception of another kind.
@SuppressWarnings("StringConcatToTextBlock") // line ends are what this is about
class ParserFuzzTest {
    private static final int INPUTS = 1_000_000;
    private static final String[] SEEDS = {
        "HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA;x=y\r\n0123456789\r\n0\r\nT: v\r\n\r\n",
        "HTTP/1.0 304 Not Modified\r\nConnection: keep-alive, x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
                + "HTTP/1.1 503 No\r\nconnection: close\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\nContent-Length: 2\r\n\nokHTTP/1.1 200 OK\r\n\r\nuntil the end",
    };
    private static final String[] WORDS = {
        "\r\n",
        "\n",
        "\r",
        "\r\n\r\n",
        "0\r\n\r\n",
        "ffffffffffffffff",
        "Content-Length: ",
        "Transfer-Encoding: chunked\r\n",
        ":",
        " ",
        "HTTP/1.1 200 OK\r\n",
        "\0",
        "-1",
        "99999999999999999999",
        ";",
        ",",
    };

    private long refused;
    private long complete;

    @Test
    @Timeout(120)
    void aMillionMutatedResponses() {
        SplittableRandom random = new SplittableRandom(20_260_101);
        Head shared = new Head();
        for (int i = 0; i < INPUTS; i++) {
            byte[] input = mutate(SEEDS[i % SEEDS.length].getBytes(StandardCharsets.ISO_8859_1), random);
            feed(MessageParser.ofResponses(i % 7 == 0, shared), input, random);
        }
        // Both outcomes must be common, or the mutations prove nothing.
        assertThat(refused).isGreaterThan(INPUTS / 10);
        assertThat(complete).isGreaterThan(INPUTS / 10);
    }

    @Test
    @Timeout(60)
    void mutatedRequests() {
        SplittableRandom random = new SplittableRandom(7);
        Head shared = new Head();
        byte[] seed = "POST /a?b HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabcGET / HTTP/1.0\r\n\r\n"
                .getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < INPUTS / 10; i++) {
            feed(MessageParser.ofRequests(shared), mutate(seed, random), random);
        }
    }

    private void feed(MessageParser parser, byte[] input, SplittableRandom random) {
        int from = 0;
        try {
            while (from < input.length) {
                int size = random.nextInt(4) == 0 ? 1 + random.nextInt(8) : input.length - from;
                size = Math.min(size, input.length - from);
                // An array of its own for each piece: its end is the array's end.
                byte[] piece = new byte[size];
                System.arraycopy(input, from, piece, 0, size);
                int at = 0;
                while (at < size) {
                    int next = parser.parse(piece, at, size);
                    if (next <= at || next > size) {
                        throw new AssertionError("stands still or reads on at " + at + " of "
                                + new String(input, StandardCharsets.ISO_8859_1));
                    }
                    complete += parser.complete() ? 1 : 0;
                    at = next;
                }
                from += size;
            }
            parser.end();
        } catch (MalformedMessageException itsOwn) {
            refused++;
        }
    }

    private static byte[] mutate(byte[] seed, SplittableRandom random) {
        byte[] bytes = seed;
        int mutations = 1 + random.nextInt(4);
        for (int i = 0; i < mutations && bytes.length > 0; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes = splice(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(8)), new byte[0]);
                case 3 ->
                    bytes = splice(
                            bytes, at, at, WORDS[random.nextInt(WORDS.length)].getBytes(StandardCharsets.ISO_8859_1));
                default -> bytes = splice(bytes, at, bytes.length, new byte[0]);
            }
        }
        return bytes;
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte[] middle) {
        byte[] result = new byte[bytes.length - (to - from) + middle.length];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(middle, 0, result, from, middle.length);
        System.arraycopy(bytes, to, result, from + middle.length, bytes.length - to);
        return result;
    }
}
