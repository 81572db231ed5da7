// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.harness.probe;

import io.bpfbench.reports.result.Chain;
import io.bpfbench.reports.result.ProbeWindow;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/// One running probe, the latency probe or an object of others. Not for more than one thread at a time.
///
/// The child goes away when this process does: its standard input closes, which it takes as the end, and the kernel
/// sends it a signal besides (`PR_SET_PDEATHSIG`).
public final class LatencyProbe implements AutoCloseable {
    /// Loading takes milliseconds; under an emulator, with another guest beside it, seconds.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String END_OF_OUTPUT = "";
    private static final int LINES_OF_COMPLAINT = 20;

    private final Process process;
    private final Writer commands;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Deque<String> complaints = new ArrayDeque<>();
    private final Thread complaintReader;
    private final Ready ready;

    private LatencyProbe(Process process) {
        this.process = process;
        this.commands = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        Thread.ofPlatform()
                .daemon()
                .name("probe-stdout")
                .start(() -> drain(process.getInputStream(), lines::add, END_OF_OUTPUT));
        this.complaintReader = Thread.ofPlatform()
                .daemon()
                .name("probe-stderr")
                .start(() -> drain(process.getErrorStream(), this::complain, ""));
        this.ready = ProbeMessages.ready(await("ready"));
    }

    /// Loads and attaches the probe's programs under the settings now in force.
    ///
    /// @param binary the `latency-probe` executable, with `object-probe` beside it
    /// @throws ProbeException when it cannot be started, loaded or attached
    public static LatencyProbe start(Path binary, ProbeSpec spec) {
        List<String> command = spec.command(binary);
        Process process;
        try {
            process = new ProcessBuilder(command).start();
        } catch (IOException missing) {
            throw new ProbeException("cannot start the probe at " + command.getFirst() + " (" + missing.getMessage()
                    + "): build it with ./bench or make -C probe-native");
        }
        try {
            return new LatencyProbe(process);
        } catch (RuntimeException failed) {
            process.destroyForcibly();
            throw failed;
        }
    }

    public Ready ready() {
        return ready;
    }

    /// Process id of the child, for its CPU time.
    public long pid() {
        return process.pid();
    }

    /// What the probe counted since the last mark, or since it was ready.
    public ProbeWindow mark(String text) {
        say("mark " + text);
        return ProbeMessages.window(await("interval"));
    }

    /// Turns the kernel's run statistics on or off (`BPF_ENABLE_STATS`, held by the probe).
    public void statistics(boolean on) {
        say(on ? "stats on" : "stats off");
        await("ok");
    }

    /// Times the native instructions of the arithmetic programs in user space, in the probe's process.
    public Chain chain(long runs) {
        say("chain " + runs);
        return ProbeMessages.chain(await("chain"));
    }

    @Override
    public void close() {
        end();
    }

    /// Detaches and ends the probe; it is gone on return. A second call does nothing.
    public void end() {
        try {
            commands.close();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (IOException alreadyGone) {
            process.destroyForcibly();
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void say(String command) {
        try {
            commands.write(command + "\n");
            commands.flush();
        } catch (IOException gone) {
            throw gone("did not take '" + command + "'");
        }
    }

    private JsonNode await(String type) {
        while (true) {
            String line;
            try {
                line = lines.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new ProbeException("interrupted while waiting for the probe");
            }
            if (line == null) {
                throw new ProbeException(
                        "the probe did not answer with '" + type + "' within " + PATIENCE.toSeconds() + " s");
            }
            if (line.equals(END_OF_OUTPUT)) {
                throw gone("ended before it said '" + type + "'");
            }
            JsonNode message = ProbeMessages.parse(line);
            String said = ProbeMessages.type(message);
            if (said.equals(type)) {
                return message;
            }
            if (said.equals("error")) {
                throw new ProbeException(
                        "the probe refused '" + message.path("command").asString("") + "': "
                                + message.path("message").asString("no reason given"));
            }
        }
    }

    /// Why the probe is gone, in its own words if it had any.
    private ProbeException gone(String what) {
        try {
            complaintReader.join(Duration.ofSeconds(2));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        synchronized (complaints) {
            return new ProbeException(complaints.isEmpty() ? "the probe " + what : String.join("\n", complaints));
        }
    }

    private void complain(String line) {
        synchronized (complaints) {
            if (line.isEmpty()) {
                return;
            }
            if (complaints.size() == LINES_OF_COMPLAINT) {
                // The first line says what happened, the last ones why; what falls out is the middle.
                String first = complaints.removeFirst();
                complaints.removeFirst();
                complaints.addFirst(first);
            }
            complaints.addLast(line);
        }
    }

    private static void drain(InputStream stream, java.util.function.Consumer<String> sink, String last) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                sink.accept(line);
            }
        } catch (IOException | UncheckedIOException closed) {
            // The child is gone: the same as its end.
        }
        sink.accept(last);
    }
}
