// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.probe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/// A child process that is told what to do in lines and answers each with a line of JSON. It ends when this process
/// does, for then its standard input closes.
final class Conversation implements AutoCloseable {
    private final String name;
    private final Process process;
    private final Writer commands;
    private final BufferedReader lines;

    private Conversation(String name, Process process) {
        this.name = name;
        this.process = process;
        this.commands = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        this.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /// Starts the child and waits until it is ready.
    ///
    /// @param name of it in messages, with its article
    /// @throws ProbeException when it cannot be started
    static Conversation start(String name, List<String> command) {
        Conversation started;
        try {
            started = new Conversation(
                    name, new ProcessBuilder(command).redirectErrorStream(true).start());
        } catch (IOException missing) {
            throw new ProbeException("cannot start " + name + " at " + command.getFirst() + " (" + missing.getMessage()
                    + "): build it with ./bench or make -C probe-native");
        }
        try {
            started.await("ready");
            return started;
        } catch (RuntimeException failed) {
            started.process.destroyForcibly();
            throw failed;
        }
    }

    void say(String command) {
        try {
            commands.write(command + "\n");
            commands.flush();
        } catch (IOException gone) {
            throw new ProbeException(name + " has ended");
        }
    }

    /// Its next line, which is to be of one of these types.
    ///
    /// @throws ProbeException when it is of another or none comes
    JsonNode await(String... types) {
        String line;
        try {
            line = lines.readLine();
        } catch (IOException gone) {
            line = null;
        }
        if (line == null) {
            throw new ProbeException(name + " ended before it said '" + types[0] + "'");
        }
        if (!line.startsWith("{")) {
            throw new ProbeException(name + ": " + line);
        }
        JsonNode message = ProbeMessages.parse(line);
        if (!List.of(types).contains(ProbeMessages.type(message))) {
            throw new ProbeException(
                    name + ": " + message.path("message").asString("no '" + types[0] + "' in " + line));
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
