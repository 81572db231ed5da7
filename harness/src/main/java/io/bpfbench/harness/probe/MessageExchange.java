// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.probe;

import io.bpfbench.reports.result.Distribution;
import io.bpfbench.reports.result.MessageWindow;
import io.bpfbench.reports.result.Program;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// A running `message-exchange`: both ends of a loopback connection in one thread of another process, which passes
/// messages and says what they took. Not for more than one thread at a time. The child ends when this process does, for
/// then its standard input closes.
public final class MessageExchange implements AutoCloseable {
    private final Process process;
    private final Writer commands;
    private final BufferedReader lines;

    private MessageExchange(Process process) {
        this.process = process;
        this.commands = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        this.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /// The executable: it is built into the directory of the `latency-probe`, and stands beside it in a guest.
    public static Path beside(Path probe) {
        return probe.resolveSibling("message-exchange");
    }

    /// Starts it; its connection is open, and its first messages, which take more, are through.
    ///
    /// @param binary the `message-exchange` executable
    /// @throws ProbeException when it cannot be started
    public static MessageExchange start(Path binary) {
        MessageExchange exchange;
        try {
            exchange = new MessageExchange(new ProcessBuilder(binary.toString())
                    .redirectErrorStream(true)
                    .start());
        } catch (IOException missing) {
            throw new ProbeException("cannot start the exchanger of messages at " + binary + " (" + missing.getMessage()
                    + "): build it with ./bench or make -C probe-native");
        }
        try {
            exchange.await("ready");
            return exchange;
        } catch (RuntimeException failed) {
            exchange.process.destroyForcibly();
            throw failed;
        }
    }

    /// Passes messages and reads what each run of the programs took after each of them, where run statistics are on.
    ///
    /// @param programs whose runs are to be told one by one; with none nothing is read between two messages
    public Passed pass(int messages, List<Program> programs) {
        String ids =
                programs.stream().map(program -> Long.toString(program.id())).collect(Collectors.joining(","));
        try {
            commands.write("pass " + messages + " " + ids + "\n");
            commands.flush();
        } catch (IOException gone) {
            throw new ProbeException("the exchanger of messages has ended");
        }
        return passed(await("window"), programs);
    }

    /// One round of messages.
    ///
    /// @param interrupted messages that the timer interrupted, or in which the thread left the CPU; in none of the
    /// others
    /// @param elapsedNanos what a message took
    /// @param runs what a run took, for each hook with a run
    public record Passed(long messages, long interrupted, Distribution elapsedNanos, List<MessageWindow.Runs> runs) {
        public Passed {
            runs = List.copyOf(runs);
        }
    }

    static Passed passed(JsonNode message, List<Program> programs) {
        List<MessageWindow.Runs> runs = new ArrayList<>();
        JsonNode told = message.path("programs");
        for (int i = 0; i < told.size(); i++) {
            Distribution nanos = distribution(told.get(i).path("runs"));
            long shared = told.get(i).path("shared").asLong(0);
            if (!nanos.isEmpty() || shared > 0) {
                runs.add(new MessageWindow.Runs(programs.get(i).hook(), nanos, shared));
            }
        }
        return new Passed(
                message.path("messages").asLong(0),
                message.path("interrupted").asLong(0),
                distribution(message.path("elapsed")),
                runs);
    }

    private static Distribution distribution(JsonNode pairs) {
        List<Distribution.Count> counts = new ArrayList<>();
        for (JsonNode pair : pairs) {
            counts.add(
                    new Distribution.Count(pair.path(0).asLong(), pair.path(1).asLong()));
        }
        return new Distribution(counts);
    }

    private JsonNode await(String type) {
        String line;
        try {
            line = lines.readLine();
        } catch (IOException gone) {
            line = null;
        }
        if (line == null) {
            throw new ProbeException("the exchanger of messages ended before it said '" + type + "'");
        }
        if (!line.startsWith("{")) {
            throw new ProbeException("the exchanger of messages: " + line);
        }
        JsonNode message = ProbeMessages.parse(line);
        if (!ProbeMessages.type(message).equals(type)) {
            throw new ProbeException(
                    "the exchanger of messages: " + message.path("message").asString("no '" + type + "' in " + line));
        }
        return message;
    }

    @Override
    public void close() {
        try {
            commands.close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException alreadyGone) {
            process.destroyForcibly();
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
